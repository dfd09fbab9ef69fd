"""Write docs/safety/hazard-log.md from hazards.toml: `make hazards`. A hazard that lacks anything is refused."""

import tomllib
from enum import StrEnum
from pathlib import Path

import msgspec

PROJECT = Path(__file__).resolve().parent.parent
SOURCE = PROJECT / "docs" / "safety" / "hazards.toml"
PAGE = SOURCE.with_name("hazard-log.md")


class Severity(StrEnum):
    """How bad the harm may be, as in DCB0129."""

    MINOR = "minor"
    SIGNIFICANT = "significant"
    CONSIDERABLE = "considerable"
    MAJOR = "major"
    CATASTROPHIC = "catastrophic"


class Likelihood(StrEnum):
    """How likely it is, as in DCB0129."""

    VERY_LOW = "very low"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very high"


MATRIX = {
    Likelihood.VERY_HIGH: (3, 4, 4, 5, 5),
    Likelihood.HIGH: (2, 3, 3, 4, 5),
    Likelihood.MEDIUM: (2, 2, 3, 3, 4),
    Likelihood.LOW: (1, 2, 2, 3, 4),
    Likelihood.VERY_LOW: (1, 1, 2, 2, 3),
}
"""Risk by likelihood, each row by rising severity."""

MEANING = {
    5: "unacceptable",
    4: "must be removed or brought down before use",
    3: "undesirable: to be brought down; acceptable only where nothing more is practicable",
    2: "acceptable where bringing it down further costs more than it is worth",
    1: "acceptable as it is",
}


class Control(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands against a hazard, and the file or record in which it stands."""

    what: str
    where: str


class Hazard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One hazard of the log. `open` lists what is not built or proved yet."""

    id: str
    hazard: str
    effect: str
    causes: tuple[str, ...]
    severity: Severity
    likelihood: Likelihood
    controls: tuple[Control, ...]
    tests: tuple[str, ...]
    residual_severity: Severity
    residual_likelihood: Likelihood
    owner: str
    open: tuple[str, ...]

    @property
    def status(self) -> str:
        """Say whether anything is left to be done."""
        return "open" if self.open else "controlled, not signed"


def risk(severity: Severity, likelihood: Likelihood) -> int:
    """Return the risk from 1 to 5."""
    return MATRIX[likelihood][list(Severity).index(severity)]


def read_hazards(source: Path = SOURCE) -> tuple[Hazard, ...]:
    """Read the log."""
    return msgspec.convert(tomllib.loads(source.read_text()), dict[str, tuple[Hazard, ...]])["hazard"]


def page_of(hazards: tuple[Hazard, ...]) -> str:
    """Write the page: the matrix, all hazards in one table, then each with everything."""
    return "\n".join([*head(), *table_of(hazards), *(line for hazard in hazards for line in part_of(hazard))])


def head() -> list[str]:
    """Write how risks are told."""
    return [
        "# Hazard log",
        "",
        "Written by `make hazards` from [hazards.toml](hazards.toml); change that file. Terms and matrix are DCB0129's; the",
        "ratings are the makers' proposal, and **no Clinical Safety Officer has signed them** ([the safety case](README.md)).",
        "",
        f"| likelihood | {' | '.join(Severity)} |",
        f"|---|{'---|' * len(Severity)}",
        *(f"| {likelihood} | {' | '.join(map(str, risks))} |" for likelihood, risks in MATRIX.items()),
        "",
        *(f"{number}: {words}  " for number, words in MEANING.items()),
        "",
    ]


def table_of(hazards: tuple[Hazard, ...]) -> list[str]:
    """Write all hazards in one table."""
    return [
        "| id | hazard | initial | residual | status |",
        "|---|---|---|---|---|",
        *(
            f"| [{one.id}](#{one.id.lower()}) | {one.hazard} | {risk(one.severity, one.likelihood)}"
            f" | {risk(one.residual_severity, one.residual_likelihood)} | {one.status} |"
            for one in hazards
        ),
        "",
    ]


def part_of(hazard: Hazard) -> list[str]:
    """Write one hazard with everything."""
    residual = f"{hazard.residual_severity}, {hazard.residual_likelihood}"
    return [
        f"## {hazard.id}",
        "",
        f"**{hazard.hazard}.** {hazard.effect}.",
        "",
        f"- Causes: {'; '.join(hazard.causes)}.",
        f"- Initial risk: {risk(hazard.severity, hazard.likelihood)} ({hazard.severity}, {hazard.likelihood}).",
        *(f"- Control: {control.what} ([{control.where}](../../{control.where}))." for control in hazard.controls),
        *(f"- Evidence: `{test}`" for test in hazard.tests),
        f"- Residual risk: {risk(hazard.residual_severity, hazard.residual_likelihood)} ({residual}).",
        f"- Owner: {hazard.owner}. Status: {hazard.status}.",
        *(f"- **Open:** {still}." for still in hazard.open),
        "",
    ]


if __name__ == "__main__":
    PAGE.write_text(page_of(read_hazards()))
