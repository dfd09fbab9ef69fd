"""Log lines as JSON, one object a line, on standard error: ours, the store's, the server's, and those of the libraries."""

from __future__ import annotations

import logging
import sys
import traceback
from contextlib import suppress
from typing import BinaryIO, cast

import msgspec
import structlog

_ENCODER = msgspec.json.Encoder(enc_hook=str)


def as_bytes(event: object, **_: object) -> bytes:
    """Write one log line."""
    return _ENCODER.encode(event)


def as_text(event: object, **_: object) -> str:
    """Write one log line of another logger."""
    return as_bytes(event).decode()


class StandardError:
    """Standard error, with one unbuffered write a line: cheaper than a text stream, and no line is torn.

    What it does not take, as where the disk behind it is full, is left out: no answer and no edition waits for a log.
    """

    def __init__(self) -> None:
        """Open it beside whoever else writes there."""
        self._file = open(2, "wb", buffering=0, closefd=False)  # noqa: SIM115 (for as long as the process lives)

    def write(self, text: bytes) -> None:
        """Write what it takes."""
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Do nothing: each line is out as it is written."""


def where_failed(error: BaseException) -> list[str]:
    """Name the last files and lines that an error passed; never its message, which may hold what somebody sent."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames[-3:]]


def without_words_of_errors(_logger: object, _level: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Let an error's kind and its place stand for it in a line."""
    raised = event.pop("exc_info", None)
    if isinstance(raised, tuple) and isinstance(raised[1], BaseException):
        event["error"], event["where"] = type(raised[1]).__name__, where_failed(raised[1])
    return event


_STAMP: tuple[structlog.typing.Processor, ...] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def line_formatter() -> logging.Formatter:
    """Return what writes a record of Python's own logging as one of our lines; `crisis serve` names it to the server."""
    return structlog.stdlib.ProcessorFormatter(
        processor=structlog.processors.JSONRenderer(serializer=as_text),
        foreign_pre_chain=[*_STAMP, without_words_of_errors],
    )


def set_up_logs() -> None:
    """Send the events of this process to standard error, one JSON object a line."""
    structlog.configure(
        processors=[*_STAMP, structlog.processors.JSONRenderer(serializer=as_bytes)],
        logger_factory=structlog.BytesLoggerFactory(cast("BinaryIO", StandardError())),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(line_formatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
