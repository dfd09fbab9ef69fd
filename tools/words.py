"""Keep the translators' files in step with what the pages say: `make words`.

`tools/words.py` adds every new sentence to each file of web/locale, without words, and drops those that nothing says any
more; `tools/words.py fr` begins a language. Professional pages are English only: their sentences are left out.
"""

import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from routing.policy import Policy
from seed.load import load_services
from seed.policy import load_policy
from web.words import ENGLISH_ONLY

PROJECT = Path(__file__).resolve().parent.parent
WEB = PROJECT / "web"
LOCALES = WEB / "locale"
KEYWORDS = {"_": None, "say": None, "say_many": (1, 2), "_n": (1, 2)}
PROFESSIONAL = ENGLISH_ONLY | set(
    "ambulance.py capacity_board.py console.py coverage.py coverage_board.py coverage_gap.py coverage_proved.py "
    "coverage_week.py demo.py detention.py entry.py police.py professional.py refusals.py ribbon.py ribbon_pair.py "
    "ribbon_picture.py rooms.py service_page.py table.py".split()
)
"""What speaks on pages for people at work."""

EVERYBODYS = {"999", "nhs111_mh"}
"""Kinds of service whose very names are words to be understood."""

Sentence = str | tuple[str, ...]


def sentences_of(file: Path) -> Iterator[Sentence]:
    """Yield what a template or a module says."""
    method = "jinja2.ext:babel_extract" if file.suffix == ".html" else "python"
    options = {"trimmed": "true", "silent": "false"} if file.suffix == ".html" else {}
    for _line, sentence, _comments, _context in extract(method, BytesIO(file.read_bytes()), KEYWORDS, (), options):
        yield sentence


def pages() -> list[Path]:
    """List the templates and modules that say something on a page."""
    return sorted([*WEB.glob("templates/*.html"), *WEB.glob("*.py")])


def said_to_everybody() -> dict[Sentence, list[str]]:
    """Map each sentence for everybody to the files that say it: pages, then the words of the data that pages show."""
    said: dict[Sentence, list[str]] = {}
    for file in pages():
        if file.name not in PROFESSIONAL:
            for sentence in sentences_of(file):
                said.setdefault(sentence, []).append(file.relative_to(PROJECT).as_posix())
    for words in words_of_the_data():
        said.setdefault(words, []).append("seed")
    return said


def words_of_the_data() -> Iterator[str]:
    """Yield the policy's words for the public, what to press at public numbers, and the names of 999 and 111."""
    yield from public_words(load_policy())
    for service in load_services():
        public = [contact for contact in service.contacts if "public" in contact.audience]
        yield from (contact.menu_option for contact in public if contact.menu_option)
        if service.kind in EVERYBODYS and "country:england" in service.areas:
            yield service.name
            yield from (contact.label for contact in public if contact.label)
        if "public" in service.audience and service.alert:
            yield service.alert


def public_words(policy: Policy) -> Iterable[str]:
    """Return the policy's messages for the public."""
    return (message.public for message in policy.messages if message.public)


def in_step(language: str, held: Catalog) -> Catalog:
    """Return a language's catalogue with every sentence there is, each with the words that it has already."""
    catalogue = Catalog(
        locale=language.replace("-", "_"), project="crisis-care-directory", version="", charset="utf-8", fuzzy=False
    )
    for sentence, files in said_to_everybody().items():
        known = held.get(sentence if isinstance(sentence, str) else sentence[0])
        words = known.string if known else ""
        catalogue.add(sentence, words, locations=[(file, 0) for file in dict.fromkeys(files)])
    return catalogue


def forms(words: object) -> tuple[str, ...]:
    """Return the forms of a message: one, or one for each kind of number."""
    return (words,) if isinstance(words, str) else tuple(words) if isinstance(words, list | tuple) else ()


def read_catalogue(file: Path) -> Catalog:
    """Read a language's file; an empty catalogue where there is none yet."""
    if not file.is_file():
        return Catalog()
    with file.open("rb") as source:
        return read_po(source, locale=file.stem.replace("-", "_"))


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as its file holds it: by the alphabet, no dates and no places, so it changes only with its words."""
    out = BytesIO()
    write_po(out, catalogue, width=120, omit_header=True, no_location=True, sort_output=True)
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {catalogue.locale_identifier}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    )
    plural = f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    return (header + plural).encode() + out.getvalue()


def main(languages: list[str]) -> int:
    """Run from the Makefile, or with the tags of new languages."""
    for language in languages or sorted(file.stem for file in LOCALES.glob("*.po")):
        file = LOCALES / f"{language}.po"
        catalogue = in_step(language, read_catalogue(file))
        file.write_bytes(written(catalogue))
        lacking = sum(1 for message in catalogue if message.id and not all(forms(message.string)))
        print(f"{file.relative_to(PROJECT)}: {len(catalogue)} sentences, {lacking} without words")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
