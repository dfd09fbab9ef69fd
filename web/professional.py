"""What the pages for officers and crews share: facts by tap, one question at a time, the answer under it all along.

A form decides nothing. What was said so far is carried in the form itself, by POST: it stands in no address, is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

import msgspec
from litestar import Request, Response

from routing.context import CallerContext, RedFlag, Setting, YesNo
from routing.refusals import TELLERS, WORDS
from routing.router import minimise
from web.answering import answer_request
from web.capacity_board import Suite, age_known, board_of
from web.detention import arrival_meant, detention_clock
from web.ladder import rungs
from web.offline import ADULT, kept_for
from web.pages import Form, chosen, place_slip, place_understood, question_of, with_place_and_age
from web.readers import desk_of
from web.signed_in import reader_of, role_of
from web.templating import show_page
from web.words import PROFESSIONAL, _

USES: tuple[Literal["considering", "used", "none"], ...] = ("considering", "used", "none")
YES_NO: tuple[YesNo, ...] = get_args(YesNo)
SETTINGS: tuple[Setting, ...] = get_args(Setting)
RED_FLAGS: tuple[RedFlag, ...] = get_args(RedFlag)

PHYSICAL = {
    "unrousable": _("Cannot be roused"),
    "breathing": _("Trouble breathing"),
    "chest_pain": _("Chest pain"),
    "fit": _("A fit"),
    "confused_sudden": _("Suddenly confused"),
    "head_injury": _("Head injury"),
    "bleeding": _("Bleeding that does not stop"),
    "hypo_or_diabetic": _("Low blood sugar, or diabetic and unwell"),
    "hot_or_rigid": _("Very hot, or rigid"),
    "prolonged_restraint": _("Held down for long"),
    "not_walking": _("Cannot walk"),
    "overdose": _("Overdose, of anything"),
    "injury": _("Serious injury"),
    "intoxication": _("Drink or drugs that are a medical risk"),
}
"""What sends a person to an ambulance or emergency department first (H2, H3), by the name of its tick box."""

NEED_TO_KNOW = (
    _("Name and address, or what the person looks like"),
    _("Relatives, friends, carer; for a child, family and school"),
    _("Age and gender"),
    _("Language and communication: interpreter, sign language"),
    _("What the person is doing now"),
    _("Drink or drugs"),
    _("Physical impairments, prescribed medicines, diet"),
    _("Known to a GP or a mental health team: which, and whom"),
    _("Crisis plan or advance statement"),
    _("Clinical information, medication, therapy"),
    _("What is worrying: self-harm, suicide, aggression, confusion, poor judgement, self-neglect, missing from somewhere"),
    _("Other health, such as diabetes"),
    _("Children, dependants, pets: who minds them"),
    _("Anything else that matters for what comes next"),
)
"""Crisis Care Concordat 2014, B8, in our words: read out on the telephone, kept nowhere."""

SETTING_WORDS: Mapping[Setting, str] = {
    "unknown": _("Not said"),
    "public_place": _("Public place"),
    "private_dwelling": _("Private dwelling"),
    "private_garden": _("Private garden or garage"),
    "communal_area": _("Shared hall, stairs or garden"),
    "railway": _("Railway"),
    "ed": _("Emergency department"),
    "custody": _("Custody"),
    "school": _("School"),
    "ward": _("Hospital ward"),
    "care_home": _("Care home"),
    "vehicle": _("Vehicle"),
    "workplace": _("Workplace"),
}

CHOICES: Mapping[str, Sequence[str]] = {
    "s136": USES,
    "child": YES_NO,
    "setting": SETTINGS,
    "where": ("skip",),
    "no_flags": ("yes",),
    **dict.fromkeys(PHYSICAL, ("yes",)),
}
"""The fields whose answers are our own codes."""

SAID_BY: Mapping[str, tuple[str, ...]] = {
    "where": ("place", "where"),
    "s136": ("s136", "arrived_at"),
    "child": ("child", "age"),
    "physical": ("no_flags", *PHYSICAL),
}
"""Each question, and the fields any of which answers it."""

NEXT_ONES = 2
"""Places of safety of other areas that are shown under those of the place."""

CARRIED_FOR = timedelta(days=3)
"""A form left open for longer carries no arrival any more."""

AnyRequest = Request[Any, Any, Any]


class Steps(msgspec.Struct, frozen=True, kw_only=True):
    """Where one is among a page's questions: the next one (None: each was answered or passed over), and what to carry on."""

    asked: str | None
    number: int
    of: int
    carried: dict[str, str]


def answered_in_steps(
    request: AnyRequest, template: str, context: CallerContext, form: Form, questions: Sequence[str]
) -> Response[bytes]:
    """Answer for what was said so far, with the next question over it."""
    desk, reader = desk_of(request), role_of(request)
    now = desk.clock()
    context, slips = with_facts(context, form, now)
    answer = answer_request(request, context, reader).seen
    place = place_understood(context, answer.place)
    here = minimise(desk.holding().compiled, context, now)
    arrived = context.arrived_at_place_of_safety
    return show_page(
        request,
        template,
        answer=answer,
        rungs=rungs(answer, PROFESSIONAL),
        facts=context,
        steps=steps_through(questions, carried_from(context, form, place)),
        place=place,
        slips=(*slips, *place_slip(answer.place)),
        clock=None if arrived is None else detention_clock(arrived, now),
        suites=near(board_of(desk, here, now, reader_of(request), age_known(here)), place),
        can_tell_refusals=reader in TELLERS,
        refusal_words=WORDS,
        keepable=kept_for(context, answer.place, desk.holding().compiled.locate),
        asked=question_of(context, answer.place),
        decision=f"{answer.decision}-{reader}",
        policy=desk.holding().compiled.policy.version,
        physical=PHYSICAL,
        settings=SETTING_WORDS,
        need_to_know=NEED_TO_KNOW,
    )


def near(suites: tuple[Suite, ...], place: str) -> tuple[Suite, ...]:
    """Return the places of safety of the place and the next ones; none where no place is known: the board has them all."""
    here = tuple(suite for suite in suites if suite.serves_here)
    return suites[: len(here) + NEXT_ONES] if place else ()


def with_facts(context: CallerContext, form: Form, now: datetime) -> tuple[CallerContext, tuple[str, ...]]:
    """Add what the form says of place, person and arrival; what cannot be read is said and left out."""
    context, slips = with_place_and_age(context, form)
    child = chosen(form, "child", YES_NO, "unknown")
    arrived, slip = arrival_of(form, now)
    return msgspec.structs.replace(
        context,
        setting=chosen(form, "setting", SETTINGS, "unknown"),
        age=ADULT if child == "no" and context.age is None else context.age,
        appears_child="yes" if child == "yes" else "unknown",
        arrived_at_place_of_safety=arrived,
        s136=context.s136 if arrived is None else "used",
        **physical_facts(form),
    ), (*slips, slip) if slip else slips


def physical_facts(form: Form) -> dict[str, Any]:
    """Return the facts that the ticks stand for; "none of these" counts only where nothing is ticked."""
    flags = tuple(flag for flag in RED_FLAGS if flag in form)
    facts: dict[str, Any] = {"red_flags": flags} if flags or "no_flags" in form else {}
    facts |= {"overdose": "yes"} if "overdose" in form else {}
    facts |= {"injury": "serious"} if "injury" in form else {}
    return facts | ({"intoxication": "medical_risk"} if "intoxication" in form else {})


def arrival_of(form: Form, now: datetime) -> tuple[datetime | None, str]:
    """Return the arrival that the form tells anew, else the one it carries; and what was not clear about it."""
    told, slip = arrival_meant(form["arrived"], form.get("arrived_day"), now) if "arrived" in form else (None, "")
    return told or arrival_carried(form, now), slip


def arrival_carried(form: Form, now: datetime) -> datetime | None:
    """Return the arrival that was told before; None where there was none, or none that can be so."""
    try:
        carried = datetime.fromisoformat(form["arrived_at"])
    except (KeyError, ValueError):
        return None
    return carried if carried.tzinfo is not None and now - CARRIED_FOR < carried <= now else None


def carried_from(context: CallerContext, form: Form, place: str) -> dict[str, str]:
    """Return what the next form must say again: our own codes, and a place, an age and an arrival once they are understood."""
    carried = {name: form[name] for name, choices in CHOICES.items() if form.get(name) in choices}
    if place:
        carried["place"] = place
    if context.age is not None and "age" in form:
        carried["age"] = str(context.age)
    if context.arrived_at_place_of_safety is not None:
        carried["arrived_at"] = context.arrived_at_place_of_safety.isoformat()
    return carried


def steps_through(questions: Sequence[str], carried: dict[str, str]) -> Steps:
    """Return the first question that nothing was said to yet."""
    asked = next((question for question in questions if not carried.keys() & set(SAID_BY[question])), None)
    number = len(questions) if asked is None else questions.index(asked) + 1
    return Steps(asked=asked, number=number, of=len(questions), carried=carried)
