"""The worker is killed at a step of a life, another one takes over, and nobody can tell afterwards."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import count

import pytest

from domain.base import Row
from tests.engine.hands import hands
from tests.engine.life import brisk_life
from tests.engine.places import Places
from tests.engine.worker_process import PLACES, Place
from tests.engine.world import BRISK, World

_AT_ONCE = 6
_OUTCOMES = ("LetterSent", "LetterFailed", "LetterOutcomeUnknown")

Point = tuple[Place, int]

# Two lives for every day: one with deaths at records, one with deaths on the way of letters.
SAMPLE: dict[str, tuple[Point, ...]] = {
    "records": (
        ("before record", 1),
        ("after record", 1),
        ("after record", 4),
        ("before record", 9),
        ("after record", 26),
    ),
    "letters": (("before letter", 4), ("before request", 5), ("after answer", 6), ("after letter", 7)),
}


@dataclass(frozen=True)
class Story:
    """What became of a life, without clocks: events in order, letter outcomes and letters as multisets."""

    events: tuple[tuple[str, str, str], ...]
    outcomes: Counter[str]
    letters: Counter[str]
    messages: int
    missed: int


async def test_nobody_can_tell(places: Places) -> None:
    """Kills at the opening, an answer, a deadline, or on a letter's way change no event and no letter."""
    calm, *killed = await asyncio.gather(
        _lived(places, "calm"), *(_lived(places, name, *points) for name, points in SAMPLE.items())
    )
    differences = [_difference(calm, story) for story in killed]
    assert differences == [""] * len(SAMPLE)


@pytest.mark.long
async def test_nobody_can_tell_at_any_step(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    """A kill before or after any record, or at any step of any letter's way, changes no event and no letter."""
    calm = await _lived(places, "calm")
    steps = {place: calm.messages if "record" in place else calm.letters.total() for place in PLACES}
    points: list[Point] = [(place, nth) for place in PLACES for nth in range(1, steps[place] + 1)]
    at_once, lived = asyncio.Semaphore(_AT_ONCE), count(1)

    async def like_calm(place: Place, nth: int) -> str:
        name = f"{place} {nth}"
        async with at_once:
            difference = _difference(calm, await _lived(places, name.replace(" ", "_"), (place, nth)))
        with capsys.disabled():
            sys.stdout.write(f"\r{next(lived)} of {len(points)} lives")
            sys.stdout.flush()
        return f"{name}: {difference}" if difference else ""

    differences = await asyncio.gather(*(like_calm(*point) for point in points))
    assert not any(differences), "\n".join(filter(None, differences))


async def _lived(places: Places, name: str, *points: Point) -> Story:
    """A life in a world of this name, in which the worker dies at these points."""
    async with places.world(name) as here, hands(here) as workers:
        match = here.match("life", policy=BRISK)
        async with workers.replacing(*points):
            pair = await here.live(match, brisk_life)
            assert (await asyncio.wait_for(pair.result(), 30)).result == "OVER"
        return await _story(here, missed=len(points) - workers.deaths)


async def _story(here: World, *, missed: int) -> Story:
    rows = await here.rows("life")
    letters = here.box.letters()
    return Story(
        events=tuple(_without_clocks(row) for row in rows if row.type not in _OUTCOMES),
        outcomes=Counter(f"{row.type} {row.data['letter_id']}" for row in rows if row.type in _OUTCOMES),
        letters=Counter(letter.letter_id for letter in letters),
        messages=len(await here.commands("life")),
        missed=missed,
    )


def _without_clocks(row: Row) -> tuple[str, str, str]:
    return row.type, f"{row.actor.kind} {row.actor.id}", str(row.data)


def _difference(calm: Story, story: Story) -> str:
    """What differs from the calm life, in words; empty if nothing does."""
    if story.missed:
        return f"{story.missed} of the deaths did not come"
    for nth, (old, new) in enumerate(zip(calm.events, story.events, strict=False)):
        if old != new:
            return f"event {nth} is {new}, not {old}"
    if len(story.events) != len(calm.events):
        return f"{len(story.events)} events, not {len(calm.events)}"
    if story.outcomes != calm.outcomes:
        return f"outcomes {story.outcomes - calm.outcomes} instead of {calm.outcomes - story.outcomes}"
    return "" if story.letters == calm.letters else f"letters {story.letters - calm.letters}"
