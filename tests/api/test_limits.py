import asyncio
import time

import pytest

from api.limits import Slots, within
from api.problems import BusyError, LateError


def test_no_more_work_is_done_at_once_than_there_are_places() -> None:
    slots, seen, now = Slots(at_once=2, waiting=8), [], 0

    async def one() -> None:
        nonlocal now
        async with slots.place():
            now += 1
            seen.append(now)
            await asyncio.sleep(0.01)
            now -= 1

    async def all_of_them() -> None:
        await asyncio.gather(*(one() for _ in range(8)))

    asyncio.run(all_of_them())

    assert max(seen) == 2
    assert slots.taken == 0


def test_beyond_the_queue_work_is_refused_at_once_and_taken_again_later() -> None:
    slots = Slots(at_once=1, waiting=1)

    async def scene() -> float:
        release = asyncio.Event()

        async def hold() -> None:
            async with slots.place():
                await release.wait()

        held = [asyncio.create_task(hold()) for _ in range(2)]
        await asyncio.sleep(0.01)
        began = time.perf_counter()
        with pytest.raises(BusyError):
            async with slots.place():
                pass
        took = time.perf_counter() - began
        release.set()
        await asyncio.gather(*held)
        async with slots.place():
            return took

    assert asyncio.run(scene()) < 0.1


def test_work_that_fails_gives_its_place_back() -> None:
    slots = Slots(at_once=1, waiting=0)

    def fail() -> None:
        msg = "it failed"
        raise ValueError(msg)

    async def twice() -> None:
        for _ in range(2):
            with pytest.raises(ValueError, match="failed"):
                await slots.compute(fail, deadline_s=1)

    asyncio.run(twice())
    assert slots.taken == 0


def test_what_takes_too_long_is_late() -> None:
    async def slow() -> None:
        async with within(0.01):
            await asyncio.sleep(5)

    with pytest.raises(LateError, match=r"0\.01 s"):
        asyncio.run(slow())
