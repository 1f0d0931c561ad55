"""A stream that is far longer than any life."""

from __future__ import annotations

from adapters.guard import EVENTS_PER_BATCH
from domain.base import Actor, ActorKind, Batch, Plan, Row, Told, derived_id
from domain.pair.commands import AcceptMatch, DeclineMatch
from tests.engine.world import World
from tests.waiting import until

_ROWS = 5_000


async def test_five_thousand_rows(here: World) -> None:
    """A run that knows nothing reads them in pages, and its next command is the 5,001st row."""
    match = here.match("long")
    pair = await here.begin(match)
    await here.tell("long", AcceptMatch(by="a"))
    await pair.terminate()
    plan = await here.store.plan("pair/long")
    assert plan
    while (seen := len(await here.rows("long"))) < _ROWS:
        await here.store.append(_reminders(seen, min(EVENTS_PER_BATCH, _ROWS - seen), plan))
    await here.pairs.wake("pair/long")

    async def has_read() -> bool:
        return (await here.pairs.view("long")).version == _ROWS

    await until(has_read, seconds=60)
    await here.tell("long", DeclineMatch(by="b"))
    assert (await here.rows("long"))[_ROWS].type == "MatchDeclined"


def _reminders(seen: int, count: int, plan: Plan) -> Batch:
    """Events without an effect, as many as a batch may hold."""
    told = Told(id=f"many-{seen}", body={"type": "Many"})
    rows = tuple(
        Row(
            version=version,
            event_id=derived_id("pair/long", told.id, version),
            type="ReminderFellDue",
            data={"key": f"proposal.reminders#{version}"},
            actor=Actor(kind=ActorKind.TIMER, id="proposal.reminders"),
            occurred_at=plan.deadlines[0].due_at,
        )
        for version in range(seen + 1, seen + count + 1)
    )
    return Batch(stream="pair/long", seen=seen, told=told, rows=rows, plan=plan)
