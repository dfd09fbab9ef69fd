"""The message catalogue: every sentence that a page says, in each language that we have.

The English sentence is its own key. `web/locale/LANGUAGE.po` holds the other languages, in the form that translators know
(gettext); `make words` keeps those files in step with the pages, and a new file there is a new language. `_` marks a sentence
where it is written; a `Tongue` says it. In a template `_` says it at once, in the language of the page.

What a language lacks is said in English and marked as English: a number is never kept back for want of a translation.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from litestar import Request
from markupsafe import Markup, escape

from routing.situation import LONDON

LOCALES = Path(__file__).parent / "locale"
LANGUAGE = "lang"
"""The field of an address that chooses the language: `/?lang=pl`. Where it is not given, a page is English."""


ENGLISH_ONLY = frozenset(
    "ambulance.html board.html call_handler.html capacity.html console_detail.html console_results.html coverage.html "
    "coverage_board.html coverage_gap.html demonstration.html police.html professional.html refusal_form.html refused.html "
    "ribbon.html ribbon_pair.html service.html suites.html".split()
)
"""Pages for people at work, who read English, and their parts; every other page is for everybody and is translated.

So are the keepers' pages (curate/): their words stand in them, in no catalogue.
"""


def is_english_only(template: str) -> bool:
    """Say whether a page is shown in English whatever its address says."""
    return template in ENGLISH_ONLY or template.startswith("curate/")


def _(sentence: str) -> str:
    """Mark a sentence for the catalogue where it is written; a Tongue says it later."""
    return sentence


ALSO_HERE = _("This page is also in English")
"""Each language says this of itself."""


class Tongue:
    """One language as our pages speak it: its sentences, days and times. `twenty_four` is the clock of professionals."""

    def __init__(self, tag: str, catalogue: NullTranslations, *, twenty_four: bool = False) -> None:
        """Take the language's tag (BCP 47) and its catalogue."""
        self.tag = tag
        # English as in England: Monday begins the week, and it is am and pm in small letters.
        self.locale = Locale.parse("en_GB" if tag == "en" else tag, sep="-" if "-" in tag else "_")
        self.name = (self.locale.get_language_name(self.locale.language) or tag).capitalize()
        self._catalogue = catalogue
        self._twenty_four = twenty_four

    @property
    def is_english(self) -> bool:
        """Say whether this is English, the language that everything is written in."""
        return self.tag == "en"

    def say(self, sentence: str, **values: object) -> str:
        """Say a sentence; what stands in it as %(name)s is filled in."""
        said = self._catalogue.gettext(sentence) if sentence else ""
        return said % values if values else said

    def say_many(self, one: str, many: str, number: int, **values: object) -> str:
        """Say the form of a sentence that goes with a number, which stands in it as %(number)s."""
        return self._catalogue.ngettext(one, many, number) % {"number": number, **values}

    def has(self, sentence: str) -> bool:
        """Say whether this language has the sentence: English has all."""
        return self.is_english or self._catalogue.gettext(sentence) != sentence

    def marked_up(self, sentence: str, **values: object) -> Markup:
        """Say a sentence for a page: everything in it is escaped but what is markup already."""
        return Markup(escape(self.say(sentence))) % values if values else escape(self.say(sentence))  # noqa: S704 (escaped)

    def heard(self, words: str) -> Markup:
        """Say words of the data, such as a name or an alert: translated where the catalogue has them, else marked English."""
        return escape(self.say(words)) if self.has(words) else Markup('<span lang="en">{}</span>').format(words)

    def link(self, path: str) -> str:
        """Return the address of a page of ours in this language."""
        return path if self.is_english else f"{path}?{LANGUAGE}={self.tag}"

    @property
    def here(self) -> str:
        """Return the address of the very page in this language; it repeats nothing of what stands in the address."""
        return "?" if self.is_english else f"?{LANGUAGE}={self.tag}"

    def day(self, day: date) -> str:
        """Say a day with its year: 4 December 2026."""
        return format_date(day, self.say("d MMMM y"), self.locale)

    def day_near(self, day: date, today: date) -> str:
        """Say a day as people do: Friday 4 December, with its year where that is another."""
        pattern = self.say("EEEE d MMMM") if day.year == today.year else self.say("EEEE d MMMM y")
        return format_date(day, pattern, self.locale)

    def time(self, instant: datetime) -> str:
        """Say a local time as people do: 9am, 10:30pm, midnight."""
        local = instant.astimezone(LONDON)
        if (local.hour, local.minute) == (0, 0):
            return self.say("midnight")
        if self._twenty_four:
            return f"{local:%H:%M}"
        if (local.hour, local.minute) == (12, 0):
            return self.say("midday")
        return format_time(local, self.say("h:mma") if local.minute else self.say("ha"), locale=self.locale)

    def moment(self, instant: datetime, at: datetime) -> str:
        """Say when something is, as seen from `at`: 10pm today, 9am tomorrow, 9am on Friday 4 December."""
        day, today = day_of(instant), at.astimezone(LONDON).date()
        time = self.time(instant)
        match (day - today).days:
            case 0:
                return self.say("%(time)s today", time=time)
            case 1:
                return self.say("%(time)s tomorrow", time=time)
            case _:
                return self.say("%(time)s on %(day)s", time=time, day=self.day_near(day, today))

    def minutes(self, minutes: int) -> str:
        """Say a length of time: 30 minutes, 1 hour, 24 hours."""
        hours, rest = divmod(minutes, 60)
        parts = [
            self.say_many("%(number)s hour", "%(number)s hours", hours) if hours else "",
            self.say_many("%(number)s minute", "%(number)s minutes", rest) if rest or not hours else "",
        ]
        return " ".join(part for part in parts if part)


def capitalised(words: str) -> str:
    """Begin with a capital letter."""
    return words[:1].upper() + words[1:]


def day_of(instant: datetime) -> date:
    """Return the local day that an instant belongs to; midnight belongs to the day that it ends."""
    local = instant.astimezone(LONDON)
    return (local - timedelta(days=1) if (local.hour, local.minute) == (0, 0) else local).date()


@lru_cache(maxsize=1)
def tongues() -> dict[str, Tongue]:
    """Return every language that we have by its tag, English first; the files are read and compiled once."""
    others = sorted(LOCALES.glob("*.po"))
    return {"en": ENGLISH} | {file.stem: Tongue(file.stem, catalogue_of(file)) for file in others}


def catalogue_of(file: Path) -> Translations:
    """Read a translator's file; nothing has to be compiled beforehand."""
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=file.stem.replace("-", "_")))
    compiled.seek(0)
    return Translations(compiled)


ENGLISH = Tongue("en", NullTranslations())
PROFESSIONAL = Tongue("en", NullTranslations(), twenty_four=True)
"""English with the clock of people at work: 22:00."""


def tongue_of(request: Request[Any, Any, Any]) -> Tongue:
    """Return the language that the address chooses; English where it chooses none of ours."""
    return tongues().get(request.query_params.get(LANGUAGE, ""), ENGLISH)


def offered_tongue(request: Request[Any, Any, Any]) -> Tongue | None:
    """Return the language of ours that the browser would rather have than English; None on a page that was chosen already.

    Only an offer: a shared address shows everybody the same page.
    """
    wanted = preferred(request.headers.get("accept-language", ""))
    first = next((tongues()[tag] for tag in wanted if tag in tongues()), ENGLISH)
    return first if tongue_of(request).is_english and not first.is_english else None


def preferred(accepted: str) -> tuple[str, ...]:
    """Read an Accept-Language header as languages, the dearest first; what cannot be read is passed over."""
    ranked: list[tuple[float, int, str]] = []
    for part in accepted.split(",")[:20]:
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        if weight > 0:
            ranked.append((-weight, len(ranked), tag.strip().partition("-")[0].lower()))
    return tuple(tag for _, _, tag in sorted(ranked))
