"""What the rules of a pair cost: a decision, folding a life, and how large a life and its state become. Pure."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from domain.base import DeadlinePassed, LetterOutcome, LettersPosted, Message, Recipient
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.decide import decide
from domain.pair.due import open_deadlines
from domain.pair.evolve import evolve
from domain.pair.plan import is_over, plan
from domain.pair.state import Pair
from domain.pair.values import Match, Partner, Reciprocity
from domain.policy import ProgrammePolicy
from rehearsal.behaviour import next_act
from rehearsal.script import Script, Story

_REPEATS = 15
_STORIES = (Story.STEADY, Story.POSTPONES, Story.PAUSES, Story.EXTENDS, Story.FADES)
# Decisions at states of nearly the largest size; the beginning of a life is cheaper.
_NEARLY = 0.8


class Decided(NamedTuple):
    """A message as a pair took it."""

    pair: Pair
    message: c.PairMessage
    at: datetime


class Lived(NamedTuple):
    """A whole life: what was decided, and what happened."""

    decisions: list[Decided]
    events: list[e.PairEvent]


def main() -> None:
    """Prints what each kind of message costs, and the figures as JSON in the last line."""
    lives = [_lived(story) for story in _STORIES]
    decisions = [each for life in lives for each in _at_large_states(life)]
    costs = defaultdict(list)
    for each in decisions:
        costs[_kind(each.message)].append(_microseconds(decide, *each))
    table = Table("message", "times", "median, microseconds", title="a decision at a large state", title_justify="left")
    for kind, found in sorted(costs.items(), key=lambda item: -len(item[1])):
        table.add_row(kind, str(len(found)), f"{median(found):.0f}")
    Console(width=100).print(table)
    print(json.dumps(_figures(lives, [cost for found in costs.values() for cost in found])))


def _figures(lives: list[Lived], costs: list[float]) -> dict[str, float]:
    largest = max((each.pair for life in lives for each in life.decisions), key=_size)
    return {
        "decision_us": round(median(costs), 1),
        "plan_us": round(_microseconds(plan, largest), 1),
        "fold_ms": round(max(_microseconds(_folded, life.events) for life in lives) / 1000, 2),
        "rows": max(len(life.events) for life in lives),
        "state_bytes": _size(largest),
    }


def _lived(story: Story) -> Lived:
    pair, at, life = None, datetime(2027, 1, 11, 7, tzinfo=UTC), Lived([], [])
    message: c.PairMessage | None = c.ProposeMatch(match=_match())
    script = Script(seed=1, story=story, gives={"a": ("X",), "b": ("Y",)}, seeks={"a": ("Y",), "b": ("X",)})
    while message:
        if pair:
            life.decisions.append(Decided(pair, message, at))
        for event in decide(pair, message, at):
            pair = evolve(pair, event)
            life.events.append(event)
        assert pair
        at, message = _next(pair, script, at)
    return life


def _next(pair: Pair, script: Script, at: datetime) -> tuple[datetime, c.PairMessage | None]:
    """What comes first: a deadline, letters that leave, or what somebody does."""
    if is_over(pair):
        return at, None
    coming = [*_due(pair, at)]
    if act := next_act(pair, script, at):
        coming.append((act.at, act.command))
    return min(coming, key=lambda item: item[0])


def _due(pair: Pair, at: datetime) -> Iterator[tuple[datetime, c.PairMessage]]:
    for deadline in open_deadlines(pair)[:1]:
        yield max(at, deadline.due_at), DeadlinePassed(key=deadline.key, due_at=deadline.due_at)
    first = min((letter.not_before for letter in pair.owed), default=None)
    if first:
        ids = [letter.letter_id for letter in pair.owed if letter.not_before <= max(at, first)]
        sent = (LetterOutcome(letter_id=each, state="SENT", provider_id="provider-1") for each in ids)
        yield max(at, first), LettersPosted(outcomes=tuple(sent))


def _at_large_states(life: Lived) -> list[Decided]:
    largest = max(_size(each.pair) for each in life.decisions)
    return [each for each in life.decisions if _size(each.pair) >= _NEARLY * largest]


def _kind(message: Message) -> str:
    match message:
        case DeadlinePassed(key=key):
            return key.split("#")[0]
        case _:
            return type(message).__name__


def _microseconds(call: Callable[..., object], *given: object) -> float:
    taken = []
    for _ in range(_REPEATS):
        began = perf_counter()
        call(*given)
        taken.append(perf_counter() - began)
    return median(taken) * 1_000_000


def _folded(events: list[e.PairEvent]) -> Pair | None:
    pair = None
    for event in events:
        pair = evolve(pair, event)
    return pair


def _size(pair: Pair) -> int:
    return len(pair.model_dump_json())


def _match() -> Match:
    zone = "Europe/Vienna"
    a, b = (
        Partner(participation_id=f"participation-{n}", person_id=f"person-{n}", locale="de", time_zone=zone)
        for n in (1, 2)
    )
    began = datetime(2027, 1, 1, tzinfo=UTC).date()
    return Match(
        pair_id="pair-1",
        programme_id="programme-1",
        cohort_id="cohort-1",
        a=a,
        b=b,
        reciprocity=Reciprocity(a_to_b=700, b_to_a=600),
        policy=ProgrammePolicy(),
        time_zone=zone,
        holiday_calendar="AT-9",
        holidays=tuple(began + timedelta(days=31 * n) for n in range(24)),
        staff={Recipient.COORDINATOR: "person-c", Recipient.DEPUTY: "person-d"},
    )


if __name__ == "__main__":
    main()
