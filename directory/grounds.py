"""The grounds on which nobody may be turned away from a place of safety, found in text."""

from __future__ import annotations

import re
from collections.abc import Iterator

PLACES_OF_SAFETY = frozenset({"hbpos_adult", "hbpos_cyp"})

# Concordat 2014, B9 and B11: none of these is a ground to turn a person away from a health-based place of safety.
FORBIDDEN_GROUND = re.compile(
    r"intoxicat|drunk|alcohol|drug|substance|violen|aggress|offen[cd]|criminal|personality disorder|self.?harm|gender",
    re.IGNORECASE,
)
# POLICY.md row 48: a local protocol may say so if it says when it was last looked at.
LOCALLY_AGREED = re.compile(r"locally agreed, reviewed on \d{4}-\d{2}-\d{2}", re.IGNORECASE)

_TURNS_AWAY = re.compile(
    r"\b(?:exclu\w+|refus\w+|declin\w+|turn(?:s|ed)? away|cannot|can['’]t|won['’]t|don['’]t|doesn['’]t|not|unable"
    r"|unsuitable|unless|except|no|sober|without)\b",
    re.IGNORECASE,
)
_TAKES_ALL = re.compile(
    r"\b(?:not|never|no|no ?(?:one|body)(?: is| will be)?)\s+(?:be\s+|been\s+)?(?:an?\s+|the\s+)?"
    r"(?:exclu\w+|refus\w+|declin\w+|turn(?:ed)? away|grounds?|reasons?|bar)\b"
    r"(?:\s+(?:to|for|of)\s+(?:exclu\w+|refus\w+|turn\w* away))?",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.;\n]+")


def forbidden_in(text: str) -> Iterator[str]:
    """Yield each stretch of a text that turns people away on a ground that is none, unless it is locally agreed and dated.

    A sentence that speaks of such a ground and turns nobody away ("intoxication is no reason to refuse") is none.
    """
    if LOCALLY_AGREED.search(text):
        return
    for sentence in _SENTENCE.findall(text):
        if FORBIDDEN_GROUND.search(sentence) and _TURNS_AWAY.search(_TAKES_ALL.sub("", sentence)):
            yield sentence.strip()
