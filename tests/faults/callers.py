"""Callers: so many requests a second whatever the answers take, each answer looked at, and every decision's id kept.

A request has a connection of its own. One whose connection breaks is asked of the other node, once, as a proxy does.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import time
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime
from itertools import count
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec

RATE = int(os.environ.get("RATE") or 150)
"""Requests a second; on a machine that has other work to do, fewer: `RATE=50 make faults`."""
GIVEN_UP_AFTER = 10.0
"""Seconds from when a request was due until its caller hangs up: that is no answer."""

WARM_UP_SECONDS = 30.0
SEED = 136

COME_FROM = "127.0.0.2"
"""An address of their own: so no caller's connection holds the port of a node that is about to start again."""

REPORT_EVERY = 0.5
PLACE_OF_SAFETY = "nn-berrywood-pos"


class Question(NamedTuple):
    """One request: a path, what is sent (None: nothing, by GET), and what proves who sends it, if anything does."""

    path: str
    body: bytes | None = None
    kind: str = "application/json"
    key: str = ""
    cookie: str = ""


class Reply(NamedTuple):
    """What came back."""

    status: int
    body: bytes


class Asked(NamedTuple):
    """What became of one request. `fault` is empty for an answer; `broke` says that the first node asked went away."""

    due: float
    seconds: float
    path: str
    fault: str
    broke: bool
    edition: int
    decision: str


class Told(NamedTuple):
    """What became of one report: `taken` None is not known, its connection broke. It is known by `mark`."""

    kind: str
    mark: str
    taken: bool | None
    seen: str


class Seen(msgspec.Struct):
    """What callers of the API look at in an answer."""

    options: list[Any]
    edition: int
    decision: str


async def ask(port: int, question: Question, seconds: float) -> Reply:
    """Send one request and read what comes back; OSError or TimeoutError where nothing whole does."""
    async with asyncio.timeout(max(seconds, 0.001)):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(COME_FROM, 0))
        try:
            writer.write(written(question))
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            fields = {name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines[1:])}
            if "content-length" in fields:
                body = await reader.readexactly(int(fields["content-length"]))
            else:
                body = await reader.read(-1)
            return Reply(int(lines[0].split(" ")[1]), body)
        except (asyncio.IncompleteReadError, IndexError, ValueError) as fault:
            raise ConnectionResetError("the connection ended before the answer did") from fault
        finally:
            writer.close()


def written(question: Question) -> bytes:
    """Write a request as it is sent."""
    body = question.body or b""
    method = "GET" if question.body is None else "POST"
    lines = [f"{method} {question.path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    if question.body is not None:
        lines += [f"Content-Type: {question.kind}", f"Content-Length: {len(body)}"]
    if question.key:
        lines.append(f"Authorization: Bearer {question.key}")
    if question.cookie:
        lines.append(f"Cookie: {question.cookie}")
    return "\r\n".join((*lines, "", "")).encode() + body


def questions(police_key: str) -> list[Question]:
    """Return what is asked in turn: of twenty, fourteen answers, half of them the police's, three searches, three pages."""
    places = ("Corby", "NN1 5BD", "Kettering", "Leeds", "PE8 4HN", "Cornwall", "Derby")
    public = [answering({"caller": "carer", "place": place, "age": 34}) for place in places]
    police = [answering({"caller": "police", "place": place, "s136": "considering"}, police_key) for place in places]
    found = ("crisis line", "samari", "136")
    searches = [Question(f"/api/v1/services?{urlencode({'q': words, 'place': 'Corby'})}") for words in found]
    return [*public, *police, *searches, Question("/"), Question("/136"), Question("/ambulance")]


def answering(context: dict[str, Any], key: str = "") -> Question:
    """Ask for an answer."""
    return Question("/api/v1/answers", msgspec.json.encode(context), key=key)


def looked_at(question: Question, reply: Reply) -> tuple[str, int, str]:
    """Return what is wrong with a reply, if anything, its edition (0: it names none) and its decision's id in the log."""
    if reply.status != 200:
        return f"status {reply.status}", 0, ""
    if question.path != "/api/v1/answers":
        decided = _DECISION_OF_PAGE.search(reply.body)
        return "", 0, "" if decided is None else decided[1].decode()
    try:
        seen = msgspec.json.decode(reply.body, type=Seen)
    except msgspec.MsgspecError:
        return "an answer that cannot be read", 0, ""
    decision = f"{seen.decision}-{'police' if question.key else 'public'}"
    return ("" if seen.options else "an answer without options"), seen.edition, decision


_DECISION_OF_PAGE = re.compile(rb'name="decision" value="([0-9a-f]+-[a-z0-9]+)"')


class Callers:
    """Ask some nodes in turn, and tell them reports, until they are stopped."""

    def __init__(self, ports: Sequence[int], police_key: str, keeper_key: str) -> None:
        """Take where to ask, and the keys of a control room and of whoever keeps the place of safety."""
        self.asked: list[Asked] = []
        self.told: list[Told] = []
        self._ports = tuple(ports)
        self._questions = questions(police_key)
        Random(SEED).shuffle(self._questions)
        self._police, self._keeper = police_key, keeper_key
        self._under_way: set[asyncio.Task[None]] = set()
        self._rings: list[asyncio.Task[None]] = []

    async def warm_up(self) -> None:
        """Ask every node everything once, one after the other: what a node has just begun to serve is not what is judged."""
        for port in self._ports:
            for question in self._questions:
                await ask(port, question, WARM_UP_SECONDS)

    def begin(self, rate: int, reports: Sequence[str]) -> None:
        """Begin to ask so many requests a second, and to tell reports of these kinds in turn."""
        self._rings.append(asyncio.create_task(self._ask_on(rate)))
        self._rings.append(asyncio.create_task(self._tell_on(reports)))

    async def end(self) -> None:
        """Ask no more, and wait for what is under way."""
        for ring in self._rings:
            ring.cancel()
        await asyncio.gather(*self._rings, return_exceptions=True)
        await asyncio.gather(*self._under_way)

    async def _ask_on(self, rate: int) -> None:
        began = time.monotonic()
        for number in count():
            due = began + number / rate
            await asyncio.sleep(due - time.monotonic())
            turn = number % len(self._ports)
            ports = (*self._ports[turn:], *self._ports[:turn])
            self._go(self._ask(due, ports, self._questions[number % len(self._questions)]))

    async def _tell_on(self, reports: Sequence[str]) -> None:
        tellers = {"refusal": self._refusal, "feedback": self._feedback, "room": self._room}
        for number in count():
            kind = reports[number % len(reports)]
            self._go(tellers[kind](self._ports[number // len(reports) % len(self._ports)], number))
            await asyncio.sleep(REPORT_EVERY)

    def _go(self, step: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(step)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _ask(self, due: float, ports: Sequence[int], question: Question) -> None:
        broke, fault, reply = False, "", Reply(0, b"")
        for port in ports[:2]:
            try:
                reply, fault = await ask(port, question, due + GIVEN_UP_AFTER - time.monotonic()), ""
                break
            except TimeoutError:
                fault = f"no answer within {GIVEN_UP_AFTER:.0f} s"
                break
            except OSError as lost:
                broke, fault = True, f"no node answered ({type(lost).__name__})"
        seconds = time.monotonic() - due
        edition, decision = 0, ""
        if not fault:
            fault, edition, decision = looked_at(question, reply)
        self.asked.append(Asked(due, seconds, question.path, fault, broke, edition, decision))

    async def _refusal(self, port: int, number: int) -> None:
        mark = f"fault-{number}"
        body = {"service_id": PLACE_OF_SAFETY, "reason": "full", "decision": mark}
        reply = await self._tell(port, Question("/api/v1/refusals", json.dumps(body).encode(), key=self._police))
        self._note("refusal", mark, reply, taken=200 <= reply.status < 300)

    async def _feedback(self, port: int, number: int) -> None:
        mark = f"fault-{number}"
        fields = {
            "service": "nhs111-mh",
            "problem": "number_wrong",
            "decision": mark,
            "asked": '{"caller":"carer"}',
            "page": "/",
        }
        question = Question("/report", urlencode(fields).encode(), kind="application/x-www-form-urlencoded")
        reply = await self._tell(port, question)
        self._note("feedback", mark, reply, taken=reply.status == 200 and b"could not note it" not in reply.body)

    async def _room(self, port: int, number: int) -> None:
        made_at = datetime.now(UTC)
        body = {"status": "space", "adults_free": 1 + number % 9, "reported_at": made_at.isoformat()}
        reply = await self._tell(
            port, Question(f"/api/v1/capacity/{PLACE_OF_SAFETY}", json.dumps(body).encode(), key=self._keeper)
        )
        # Told out of order is refused, rightly: another node heard of a later one.
        self._note("room", made_at.isoformat(), reply, taken=None if reply.status == 409 else 200 <= reply.status < 300)

    async def _tell(self, port: int, question: Question) -> Reply:
        try:
            return await ask(port, question, GIVEN_UP_AFTER)
        except OSError:
            return Reply(0, b"")

    def _note(self, kind: str, mark: str, reply: Reply, *, taken: bool | None) -> None:
        self.told.append(Told(kind, mark, taken if reply.status else None, f"{reply.status}"))
