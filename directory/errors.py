"""One tree of errors for broken data; "no service" is an answer, not an error.

DirectoryError        anything below
  SourceRejected      a seed or import file cannot be used: file, line, field, what was expected
  NumberRejected      a telephone number cannot be read as one
  HoursRejected       opening hours cannot be read without guessing
  ContextRejected     the caller's facts cannot be read: field, what was expected
"""

from __future__ import annotations


class DirectoryError(Exception):
    """Something in the data is broken; the message says what was expected and never repeats what was sent."""


class SourceRejected(DirectoryError):
    """A source file cannot be used as it stands."""

    def __init__(self, file: str, line: int | None, field: str | None, expected: str) -> None:
        """Say where the fault is and what was expected there."""
        self.file, self.line, self.field, self.expected = file, line, field, expected
        where = file if line is None else f"{file}:{line}"
        super().__init__(f"{where}: {field or 'row'}: expected {expected}")


class NumberRejected(DirectoryError):
    """The text is not one telephone number that can be dialled in the United Kingdom."""


class HoursRejected(DirectoryError):
    """The opening hours cannot be read without guessing; `word` counts from 1 where it is one word that cannot be read."""

    def __init__(self, expected: str, word: int | None = None) -> None:
        """Say what was expected, and at which word where that is known."""
        self.word = word
        super().__init__(expected)


class ContextRejected(DirectoryError):
    """A fact of the caller's context cannot be read."""

    def __init__(self, field: str, expected: str) -> None:
        """Say which fact and what was expected of it."""
        self.field, self.expected = field, expected
        super().__init__(f"{field}: expected {expected}")
