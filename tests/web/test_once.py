"""What takes seconds is made once, whoever asks for it, and holds nobody up."""

import asyncio
from threading import Event, Lock

import pytest

from web.coverage_proved import Once


def test_a_hundred_who_ask_at_once_hold_one_thread_and_get_one_thing() -> None:
    made, go_on = [], Event()

    def make() -> object:
        go_on.wait(10)
        made.append(object())
        return made[-1]

    async def ask() -> list[object]:
        once = Once(make, Lock())
        asked = [asyncio.create_task(once.made()) for _ in range(100)]
        await asyncio.sleep(0)
        await asyncio.to_thread(go_on.set)  # the threads of the process are not taken up by those who wait
        return [*await asyncio.gather(*asked), await once.made()]

    assert set(asyncio.run(ask())) == set(made)
    assert len(made) == 1


def test_who_goes_away_leaves_it_to_those_who_wait() -> None:
    begun, go_on = Event(), Event()

    def make() -> str:
        begun.set()
        go_on.wait(10)
        return "made"

    async def ask() -> str:
        once = Once(make, Lock())
        goes, stays = asyncio.create_task(once.made()), asyncio.create_task(once.made())
        await asyncio.to_thread(begun.wait, 10)
        goes.cancel()
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await goes
        return await stays

    assert asyncio.run(ask()) == "made"


def test_what_failed_is_made_again_for_who_asks_next() -> None:
    faults = [ValueError("the first time")]

    def make() -> str:
        if faults:
            raise faults.pop()
        return "made"

    async def ask() -> str:
        once = Once(make, Lock())
        with pytest.raises(ValueError, match="the first time"):
            await once.made()
        return await once.made()

    assert asyncio.run(ask()) == "made"
