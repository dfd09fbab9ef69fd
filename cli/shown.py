"""An answer on a terminal: the number first and big, then what to do if nobody answers."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sized
from datetime import datetime
from itertools import groupby
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cli.exits import ExitCode, Stopped
from directory.contact import Channel, Cost
from routing.answer import Answer, AskedForByRule, Message, OfferedContact, Option, PassedOver, PlaceAnswered
from routing.situation import LONDON
from routing.timeline import TimelineStep
from routing.words import in_words, state_in_words, when

CHANNELS = {
    Channel.VOICE: "ring",
    Channel.TEXT: "text",
    Channel.WEBCHAT: "chat at",
    Channel.EMAIL: "write to",
    Channel.TEXTPHONE: "textphone",
    Channel.BSL_VIDEO: "sign by video at",
    Channel.IN_PERSON: "go there",
}
WITHHELD = "a number for professionals: shown to readers with a role (crisis keys)"
HOURS_WITHHELD = "its hours are shown to them only"
FICTITIOUS = "FICTITIOUS NUMBER: the real line is not public; this one reaches nobody"


def tell(message: str) -> None:
    """Say something on standard error, so that standard output holds the result alone."""
    print(f"crisis: {message}", file=sys.stderr)


def counted(things: Sized, name: str) -> str:
    """Write how many there are: 1 row, 2 rows."""
    return f"{len(things):,} {name}" if len(things) == 1 else f"{len(things):,} {name}s"


def console() -> Console:
    """Return where results for people are written; plain text where that is no terminal."""
    return Console(file=sys.stdout, highlight=False, emoji=False, markup=False)


def diagnostics() -> Console:
    """Return where progress is shown, so that standard output holds the result alone."""
    return Console(stderr=True, highlight=False, emoji=False, markup=False)


def save(file: Path, content: bytes) -> None:
    """Write a file that was asked for."""
    try:
        file.write_bytes(content)
    except OSError as fault:
        raise Stopped(ExitCode.CANNOT, f"the file cannot be written: {fault.strerror}") from None


def show_answer(answer: Answer, *, why: bool) -> None:
    """Write the answer for people; with `why` the reasons, and what was passed over, too."""
    to = console()
    first, *others = answer.options
    to.print(Panel(Group(*first_option(first, answer, why=why)), padding=(0, 1), expand=False))
    to.print(place_line(answer.place))
    if others:
        to.print("If nobody answers, in this order:", style="bold")
        for rung, option in enumerate(others, start=2):
            to.print(Padding(Group(*further_option(rung, option, answer, why=why)), (0, 0, 0, 1), expand=False))
    show_said(to, answer)
    if why:
        show_passed_over(to, answer)
    to.print(closing_line(answer), style="dim")


def place_line(place: PlaceAnswered) -> str:
    """Say which place the answer is for, and what is not clear about it."""
    match place.outcome:
        case "known":
            return f"For {place.label}: " + ", ".join(dict.fromkeys(share.name for share in place.areas))
        case "ambiguous":
            return "Several places have this name. Which one? " + "; ".join(place.candidates)
        case "outside":
            return f"{place.label} is outside England, which is all that this directory serves."
        case _ if place.candidates:
            return "The place was not understood. Did you mean " + "; ".join(place.candidates) + "?"
        case _:
            return "The place is not known: national services only."


def first_option(option: Option, answer: Answer, *, why: bool) -> Iterable[RenderableType]:
    """Yield the lines of the option to use now, its number first."""
    yield Padding(Text(f" {reach(option.contact)} ", style="bold reverse"), (1, 2), expand=False)
    yield Text(option.name, style="bold")
    yield from about(option, answer, why=why)


def further_option(rung: int, option: Option, answer: Answer, *, why: bool) -> Iterable[RenderableType]:
    """Yield the lines of one further rung of the ladder."""
    yield Text.assemble(f"{rung}. ", (reach(option.contact), "bold"), f"  {option.name}")
    yield from (Padding(line, (0, 0, 0, 3), expand=False) for line in about(option, answer, why=why))


def about(option: Option, answer: Answer, *, why: bool) -> Iterable[Text]:
    """Yield what is to be known about an option beside its number."""
    is_withheld = option.contact is not None and option.contact.withheld
    facts = [HOURS_WITHHELD if is_withheld else state_in_words(option.state, answer.at)]
    if option.contact is not None:
        facts += facts_of(option.contact)
    yield Text("; ".join(facts))
    if option.contact is not None and option.contact.fictitious:
        yield Text(FICTITIOUS, style="bold red")
    if option.alert:
        yield Text(option.alert, style="yellow")
    yield from (Text(f"or {reach(other)}: {state_in_words(other.state, answer.at)}") for other in option.other_contacts)
    told = option.reasons if why else ()
    yield from (Text(f"- {in_words(reason, answer.at)}", style="dim") for reason in told)
    if why and not any(isinstance(reason, AskedForByRule) for reason in told):
        yield Text(f"- rule {option.rule_id} ({option.clause})", style="dim")


def reach(contact: OfferedContact | None) -> str:
    """Say how to reach a contact: what to do, and the number or address."""
    if contact is None:
        return "no way to reach it is recorded"
    if contact.withheld:
        return WITHHELD
    how = CHANNELS[contact.channel]
    if contact.keyword:
        how += f" {contact.keyword} to"
    where = contact.number or (contact.uri or contact.label).removeprefix("mailto:")
    return f"{how} {where}".rstrip()


def facts_of(contact: OfferedContact) -> Iterable[str]:
    """Yield what a caller needs to know of a contact: what to press, what it costs, when it was last checked."""
    if contact.menu_option:
        yield f"then {contact.menu_option}"
    if contact.cost is Cost.FREE:
        yield "free"
    if contact.verified_on:
        yield f"last checked {contact.verified_on}"


def show_said(to: Console, answer: Answer) -> None:
    """Write what to say and do, the time standards, and what to ask."""
    show_list(to, "Say and do:", (message_line(message) for message in answer.messages))
    show_list(to, "Time standards:", (f"{target.code} {target.words} ({target.basis})" for target in answer.targets))
    show_list(to, "Ask, the most telling first:", [", ".join(answer.ask).replace("_", " ")] if answer.ask else [])


def message_line(message: Message) -> str:
    """Write one message with the clause it rests on."""
    return f"{message.words} [{message.clause}]"


def show_passed_over(to: Console, answer: Answer) -> None:
    """Write every service that was considered and not offered, with the reason."""
    show_list(to, "Passed over:", (passed_over_line(passed, answer) for passed in answer.passed_over))


def passed_over_line(passed: PassedOver, answer: Answer) -> str:
    """Write one service that was not offered."""
    return f"{passed.name} ({passed.kind}): {in_words(passed.reason, answer.at)}"


def show_steps(steps: Iterable[TimelineStep]) -> None:
    """Write a timeline for people: one row whenever the first option, or whether it answers, changes."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("from", "until"):
        table.add_column(heading, no_wrap=True)
    for heading in ("first", "number", "state"):
        table.add_column(heading)
    for (name, number, state), alike in groupby(steps, key=first_in_words):
        run = list(alike)
        table.add_row(local_time(run[0].start), local_time(run[-1].end), name, number, state)
    console().print(table)


def first_in_words(step: TimelineStep) -> tuple[str, str, str]:
    """Return the name, the number and the state of the first option of a step."""
    first = step.answer.options[0]
    return first.name, reach(first.contact), first.state.state


def local_time(instant: datetime) -> str:
    """Write an instant in London's time as in a table: Sat 26 Dec 2026 03:10."""
    return f"{instant.astimezone(LONDON):%a %d %b %Y %H:%M}"


def show_list(to: Console, heading: str, lines: Iterable[str]) -> None:
    """Write a heading with its lines under it; nothing where there are none."""
    rows = Table.grid(padding=(0, 1))
    for line in lines:
        rows.add_row(" •", line)
    if rows.row_count:
        to.print(heading, style="bold")
        to.print(rows)


def closing_line(answer: Answer) -> str:
    """Say until when the answer holds, and what it takes to give it again."""
    until = "" if answer.valid_until is None else f"holds until {when(answer.valid_until, answer.at)} · "
    return f"{until}edition {answer.edition} ({answer.edition_hash[:12]}) · decision {answer.decision}"
