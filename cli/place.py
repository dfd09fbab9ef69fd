"""`crisis place`: what a text about a place resolves to."""

from __future__ import annotations

import os
from typing import assert_never

import click
import msgspec

from cli.asking import json_option
from cli.exits import ExitCode, finish
from cli.shown import tell
from directory.areas import BORDER_SHARE, Ambiguous, Found, OutsideEngland, Place, PlaceResolution, PlaceUnknown
from store.first_use import home_path, open_gazetteer


@click.command
@click.argument("text", nargs=-1, required=True)
@json_option
def command(text: tuple[str, ...], as_json: bool) -> None:
    """Say which areas a place lies in.

    TEXT is a postcode or part of one, a town, council, county, police force, ICB or region, or latitude,longitude.
    Ends with 3 where the place is unknown, ambiguous or outside England.
    """
    gazetteer = open_gazetteer(home_path(os.environ), tell)
    resolution = gazetteer.resolve(" ".join(text))
    click.echo(msgspec.json.encode(resolution) if as_json else in_words(resolution))
    finish(ExitCode.FINE if isinstance(resolution, Found) else ExitCode.NO_PLACE)


def in_words(resolution: PlaceResolution) -> str:
    """Say what was understood, and what to do where that is not one place in England."""
    match resolution:
        case Found(place):
            return placed(place)
        case OutsideEngland(place):
            return f"{placed(place)}\nOutside England: this directory serves England."
        case Ambiguous(candidates):
            return "\n".join(["Several places have this name. Which one?", *(f"  {place.label}" for place in candidates)])
        case PlaceUnknown(expected, did_you_mean):
            near = ["Did you mean", *(f"  {place.label}" for place in did_you_mean)] if did_you_mean else []
            return "\n".join([f"No place was understood. Expected {expected}.", *near])
        case _ as never:
            assert_never(never)


def placed(place: Place) -> str:
    """Write a place with its areas, each with its share where that is not the whole."""
    heading = f"{place.label} ({place.kind.replace('_', ' ')}{'; ' if place.note else ''}{place.note})"
    lines = [f"  {share.area.partition(':')[0]:8} {share.name}{part(share.share)}" for share in place.areas]
    if is_on_border(place):
        lines.append("On a border: ask for the rest of the postcode.")
    return "\n".join([heading, *lines])


def part(share: float) -> str:
    """Write a share that is not the whole."""
    return "" if share >= 0.9995 else f"  {share:.1%}"


def is_on_border(place: Place) -> bool:
    """Say whether no one police force, or no one ICB, holds nearly all of the place."""
    largest = (place.of_type(area_type)[:1] for area_type in ("police", "icb"))
    return any(share.share < BORDER_SHARE for shares in largest for share in shares)
