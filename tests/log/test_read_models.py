"""Read models say what the log says, and nothing of what is sealed in it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import asyncpg
import pytest

from adapters.closed_log import ClosedLog
from adapters.event_store import EventStore, open_event_store
from adapters.feed import Feed
from adapters.migrations import migrate
from adapters.postgres import Role, connect, open_pool
from adapters.projections.pairs import PairsProjection
from adapters.read_models import ReadModels
from domain.pair import commands as c
from domain.pair.summary import Summary, summarised
from domain.pair.told import LetterState
from domain.pair.values import SIDES, ChemistryVerdict, Health, Match, Phase, Side, other
from gateway.reading import Story, story
from tests.domain.due import next_due
from tests.domain.story import (
    Life,
    agreement,
    in_chemistry,
    in_exchange,
    in_kickoff,
    in_review,
    proposed,
)
from tests.gateway.lives import all_rows, write
from tests.log.conftest import MASTER_KEY
from tests.log.pairs import dump, lived, random_life, two
from tests.projected import project


@pytest.fixture
async def reader(database: str) -> AsyncIterator[asyncpg.Pool]:
    """Connections as staff have them."""
    async with open_pool(database, Role.READER) as pool:
        yield pool


@pytest.fixture
async def projector(database: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection as a projection gets it."""
    connection = await connect(database, Role.PROJECTOR, search_path="read_models, public")
    yield connection
    await connection.close()


async def stories(reader: asyncpg.Pool) -> dict[str, Story]:
    """All pairs, folded whole from the log with what is sealed left closed."""
    log = ClosedLog(reader)
    rows = await log.rows(await log.streams("pair/"))
    return {stream: story(stream.removeprefix("pair/"), found) for stream, found in rows.items()}


def summary(told: Story) -> Summary:
    """What a story says in a line."""
    shown: Summary | None = None
    for each in told.happened:
        shown = summarised(shown, each.event, each.at)
    assert shown is not None
    assert (shown.phase, shown.meetings_held) == (told.pair.phase, told.pair.meetings_held)
    return shown


@pytest.mark.parametrize("seed", range(3))
async def test_random_lives(seed: int, store: EventStore, database: str, reader: asyncpg.Pool) -> None:
    """Whatever pairs do, lines, timelines and letters are what the fold of their closed rows says."""
    await lived(store, [random_life(number, seed) for number in range(16)])
    await project(database)
    models = ReadModels(reader)
    expected = await stories(reader)
    for shown, told in zip(await models.pairs(), expected.values(), strict=True):
        assert shown.summary == summary(told)
        assert shown.letters_sent == told.letters_sent
        assert shown.next_deadline == next_due(told.pair)
        assert await models.timeline(told.pair_id) == told.happened
        assert await models.letters(told.pair_id) == told.letters
    assert await models.lag() == 0


async def test_figures(store: EventStore, database: str, reader: asyncpg.Pool) -> None:
    """The figures of each cohort are those that one counts by hand over its pairs."""
    await lived(store, [random_life(number, 7) for number in range(16)])
    await project(database)
    models = ReadModels(reader)
    everybody = [(summary(told), told) for told in (await stories(reader)).values()]
    for figures in await models.figures():
        pairs = [line for line, _told in everybody if line.cohort_id == figures.cohort_id]
        letters = [x.state for line, told in everybody if line.cohort_id == figures.cohort_id for x in told.letters]
        assert figures.by_phase == {phase: [x.phase for x in pairs].count(phase) for phase in Phase}
        assert figures.by_health == {health: [x.health for x in pairs].count(health) for health in Health}
        assert figures.letters == {state: letters.count(state) for state in LetterState}
        assert figures.proposed == len(pairs) == sum(figures.by_phase.values())
        assert figures.meetings_held == sum(x.meetings_held for x in pairs)
        assert figures.meetings_expected == sum(x.meetings_expected for x in pairs)
        assert await models.figures(figures.cohort_id) == (figures,)
    assert [each.cohort_id for each in await models.figures()] == ["cohort-0", "cohort-1"]
    assert await models.figures("cohort-9") == ()


async def test_figures_of_ends(store: EventStore, database: str, reader: asyncpg.Pool) -> None:
    """Each pair counts where it came to, and wherever it came through."""
    lives = [begun(two(n)) for n, begun in enumerate((proposed, in_chemistry, in_kickoff, in_exchange, in_review))]
    lives[0].tell(c.DeclineMatch(by="a"))
    lives[1].wait(days=40)
    lives[2].tell(c.LeavePair(by="b"))
    lives[4].tell(*(c.SubmitReview(by=side, goals=4, balance=4, recommend=9) for side in SIDES))
    await lived(store, [*lives, proposed(two(5)).wait(days=20)])
    await project(database)
    (shown,) = await ReadModels(reader).figures()
    assert (shown.proposed, shown.confirmed, shown.kicked_off) == (6, 4, 2)
    assert (shown.declined, shown.dissolved, shown.not_continued, shown.expired) == (1, 1, 1, 1)
    assert (shown.completed, shown.below_minimum) == (1, 1)
    assert (shown.by_phase[Phase.ACTIVE], shown.by_health[Health.TOO_EARLY], sum(shown.by_health.values())) == (1, 1, 1)
    assert shown.days_to_kickoff == 6


async def test_the_next_deadline_never_lags(
    store: EventStore, projector: asyncpg.Connection, reader: asyncpg.Pool
) -> None:
    """A list says how far it is behind; the deadline in it is that of the log all the same."""
    life, models = in_chemistry(two(1)), ReadModels(reader)
    assert (await models.pairs(), await models.lag()) == ((), 0)
    await write(life, store)
    await PairsProjection().apply(projector, await Feed(reader).page(0, limit=1))
    (shown,) = await models.pairs()
    assert (shown.summary.phase, shown.next_deadline) == (Phase.PROPOSED, next_due(life.pair))
    assert await models.lag() == len(life.events)


async def test_planted_secrets(store: EventStore, database: str, pool: asyncpg.Pool) -> None:
    """Wordings, verdicts, scores and topics learned stand in no read model, nor who answered what."""
    life = in_kickoff(two(1))
    text = agreement(life.pair.match, life.today, salt="planted-salt-0000")
    wordings = text.goals.with_(a=text.goals.a.with_(wording="planted-wording", learns=("PLANTED_LEARNT",)))
    life.tell(c.ProposeAgreement(by="a", agreement=text.with_(goals=wordings)))
    reviewed = in_review(two(2))
    reviewed.tell(c.SubmitReview(by="b", goals=4, balance=2, recommend=9, topics_learned=("PLANTED_TOPIC",)))
    secrets = ("planted-salt-0000", "planted-wording", "PLANTED_LEARNT", "PLANTED_TOPIC", '"FIT"', "deliveries")
    everything = "".join(row.model_dump_json() for each in (life, reviewed) for row in all_rows(each))
    assert [secret for secret in secrets if secret not in everything] == []
    await lived(store, [life, reviewed])
    await project(database)
    shown = await dump(pool)
    assert "AgreementProposed" in shown
    assert [secret for secret in secrets if secret in shown] == []
    assert not {"not_before", "provider"} & set(re.findall(r"[a-z_]+", shown))


def _declined(life: Life, by: Side) -> None:
    life.tell(c.DeclineMatch(by=by))


def _left(life: Life, by: Side) -> None:
    life.tell(c.LeavePair(by=by))


def _fits_not(life: Life, by: Side) -> None:
    verdicts = {by: ChemistryVerdict.NO_FIT, other(by): ChemistryVerdict.FIT}
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=1)))
    life.wait(days=2)
    life.tell(*(c.GiveChemistryVerdict(by=side, verdict=verdicts[side]) for side in SIDES))


def _accepted_alone(life: Life, by: Side) -> None:
    life.tell(c.AcceptMatch(by=by))
    life.wait(days=20)


def _looked_back_alone(life: Life, by: Side) -> None:
    life.tell(c.SubmitReview(by=by, goals=1, balance=1, recommend=0))
    life.wait(days=30)


@pytest.mark.parametrize(
    ("begun", "act"),
    [
        (proposed, _declined),
        (proposed, _accepted_alone),
        (in_chemistry, _fits_not),
        (in_kickoff, _left),
        (in_exchange, _left),
        (in_review, _looked_back_alone),
    ],
)
async def test_whoever_did_it(
    begun: Callable[[Match], Life], act: Callable[[Life, Side], None], database: str, empty_database: str
) -> None:
    """After a sealed act the read models are the same to the byte, whichever of the two it was."""
    await migrate(empty_database)
    shown = []
    for dsn, side in zip((database, empty_database), SIDES, strict=True):
        life = begun(two(1)).wait(days=3)
        act(life, side)
        async with open_event_store(dsn, MASTER_KEY) as store, asyncpg.create_pool(dsn, min_size=0) as pool:
            await write(life.wait(days=3), store)
            await project(dsn)
            shown.append([await dump(pool), str(await ReadModels(pool).pairs())])
    assert shown[0] == shown[1]
