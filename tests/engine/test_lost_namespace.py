"""A hundred pairs whose Temporal is gone are read again from the log: the same plans, no row, no letter twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from adapters.open_streams import OpenStreams
from adapters.postgres import Role, open_pool
from domain.base import Answer, Plan
from domain.pair.commands import AcceptMatch
from domain.pair.values import Phase
from gateway.restore import Restored, restore
from tests.engine.hundred import Situation, Written, hundred
from tests.engine.world import World, at_work, world
from tests.temporal import temporal_server
from workflows import names
from workflows.watchman import WatchmanWorkflow

_A_MOMENT = timedelta(minutes=1)
OVERDUE = {Situation.OWING, Situation.POSTED, Situation.OVERDUE}


async def test_the_watchman_heals_what_is_overdue(here: World) -> None:
    """One round starts every pair that slept past something, and no other; what sleeps on is started when it is due."""
    pairs = await hundred(here, "watched")
    overdue = [pair for pair in pairs if pair.situation in OVERDUE]
    assert await _round(here) == len(overdue) > 50
    await _are_healed(here, overdue)
    others = [pair for pair in pairs if pair not in overdue]
    assert [await _status(here, pair) for pair in others] == [None] * len(others)
    assert await _round(here) == 0
    asleep = next(pair for pair in others if pair.situation is Situation.ASLEEP)
    await here.pool.execute("update plans set next_at = now() - interval '3 minutes' where stream = $1", asleep.stream)
    assert await _round(here) == 1
    await _are_healed(here, [asleep])
    await _goes_on(here, asleep)
    _each_letter_left_once(here, [*overdue, asleep])
    here.begun += [pair.pair_id for pair in overdue[:20]]  # whose histories must replay


async def test_a_server_that_is_gone_with_all_its_data(database: str) -> None:
    """Two who restore at once beside the watchman do nothing twice; the next empty server goes on from there."""
    async with temporal_server() as first, world(first.client, database) as here, at_work(here):
        pairs = await hundred(here, "restored")
        lost = [pair for pair in pairs if pair.situation is not Situation.OVER]
        one, two, _ = await asyncio.gather(_restored(here), _restored(here), _round(here))
        assert one.open == two.open == len(lost)
        await _are_healed(here, lost)
        _each_letter_left_once(here, lost)
        assert {pair.pair_id for pair in pairs if await _status(here, pair)} == {pair.pair_id for pair in lost}
        click = next(pair for pair in pairs if pair.life.pair.phase is Phase.PROPOSED)
        await here.pairs.tell(click.pair_id, AcceptMatch(by="a"), command_id="click")
        await here.clock.settled(here.pairs.handle(click.pair_id))
        end, plans = await _end_of_the_log(here), await _plans(here, pairs)
    async with temporal_server(search_attributes=()) as second, world(second.client, database) as there, at_work(there):
        lost = [pair for pair in lost if not plans[pair.pair_id].over]
        assert await _restored(there) == Restored(open=len(lost), started=len(lost))
        for pair in lost:
            await there.clock.settled(there.pairs.handle(pair.pair_id))
            assert (await there.pairs.view(pair.pair_id)).plan == plans[pair.pair_id]
        assert await there.pairs.tell(click.pair_id, AcceptMatch(by="a"), command_id="click") == Answer()
        assert await _restored(there) == Restored(open=len(lost), running=len(lost))
        assert (await _end_of_the_log(there), there.box.letters()) == (end, ())
        await _goes_on(there, next(pair for pair in lost if pair.situation is Situation.ASLEEP and pair is not click))


async def _restored(here: World) -> Restored:
    """Restores; what is told on the way grows to what is told in the end."""
    told: list[Restored] = []
    async with open_pool(here.database, Role.READER) as pool:
        found = await restore(here.clock.client, OpenStreams(pool), told=told.append)
    assert [so_far.open for so_far in told] == [*range(20, found.open, 20), found.open]
    assert told[-1] == found
    return found


async def _round(here: World) -> int:
    return await here.clock.client.execute_workflow(
        WatchmanWorkflow.run, id=f"watchman-{here.database}", task_queue=names.PAIRS
    )


async def _are_healed(here: World, pairs: Sequence[Written]) -> None:
    """Each run obeys the stored plan, and what it has added to the log is what the rules ask for, once."""
    for pair in pairs:
        await here.clock.settled(here.pairs.handle(pair.pair_id))
        rows, view = await here.rows(pair.pair_id), await here.pairs.view(pair.pair_id)
        stored = await here.store.plan(pair.stream)
        assert stored
        assert view.version == len(rows)
        # Of a plan that is over, nobody but the one who holds its lost key can read more than that.
        assert view.plan == stored or view.plan.over is stored.over is True
        assert rows[: len(pair.rows)] == pair.rows
        added = [row.type for row in rows[len(pair.rows) :]]
        assert Counter(added) == Counter(pair.types_by(datetime.now(UTC))), pair.situation
        assert view.plan.over == (await _status(here, pair) is WorkflowExecutionStatus.COMPLETED)
        if pair.situation is Situation.ASLEEP:
            assert (added, view.plan) == ([], pair.plan)


async def _goes_on(here: World, pair: Written) -> None:
    """It sleeps until its next deadline, and then that has passed."""
    deadline = pair.plan.next_deadline
    assert deadline
    handle, before = here.pairs.handle(pair.pair_id), await here.rows(pair.pair_id)
    await here.clock.forward(handle, deadline.due_at - _A_MOMENT)
    assert await here.rows(pair.pair_id) == before
    await here.clock.forward(handle, deadline.due_at + _A_MOMENT)
    after = await here.rows(pair.pair_id)
    assert len(after) > len(before)
    assert after[len(before)].occurred_at >= deadline.due_at
    plan = await here.store.plan(pair.stream)
    assert plan
    assert deadline not in plan.deadlines


def _each_letter_left_once(here: World, pairs: Sequence[Written]) -> None:
    """What was owed when the loss came has left, once, whether it had left before or not."""
    letters = here.box.letters()
    owed = {str(letter.letter_id) for pair in pairs for letter in pair.plan.letters}
    assert owed <= {letter.letter_id for letter in letters}
    assert {(here.box.times_seen(letter), here.box.times_accepted(letter)) for letter in letters} == {(1, 1)}
    assert len({(letter.email, letter.letter_id) for letter in letters}) == len(letters)


async def _status(here: World, pair: Written) -> WorkflowExecutionStatus | None:
    """What Temporal knows of a pair, if anything."""
    try:
        return (await here.pairs.handle(pair.pair_id).describe()).status
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return None


async def _end_of_the_log(here: World) -> tuple[int, bytes]:
    """Its last position, and the chain value over all that stands before."""
    end = await here.pool.fetchrow("select position, chain from events order by position desc limit 1")
    assert end
    return end["position"], end["chain"]


async def _plans(here: World, pairs: Sequence[Written]) -> dict[str, Plan]:
    found = {pair.pair_id: await here.store.plan(pair.stream) for pair in pairs}
    return {pair_id: plan for pair_id, plan in found.items() if plan}
