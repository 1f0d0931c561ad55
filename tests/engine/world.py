"""A whole small world for one test: database, catcher, people, a server, and hands to move the clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

import asyncpg
from temporalio.client import Client, WorkflowHistory

from adapters.catcher.box import Box, Caught
from adapters.catcher.server import catcher, serving
from adapters.event_store import EventStore, open_event_store
from adapters.keys import KeyRing
from adapters.people import Kept, People
from adapters.postgres import Role, open_pool
from adapters.programmes import Programmes
from domain.base import Recipient, Row, Told, Unavailable
from domain.decider import Decider
from domain.pair import decider
from domain.pair.commands import PairCommand
from domain.pair.decider import PAIR
from domain.pair.state import Pair
from domain.pair.values import Match, Partner, Reciprocity
from domain.people import Locale, Person, Programme
from domain.policy import ProgrammePolicy
from gateway.client import Handle, Pairs
from rehearsal.clock import Clock
from settings import Links, Mail
from tests.engine.life import Script, Step
from tests.engine.settings import MASTER, links_at, mail_at
from tests.letters.faults import FaultDial
from worker import working
from workflows import names
from workflows.desk import Desk

MONDAY = datetime(2027, 1, 11, 7, tzinfo=UTC)
"""A Monday, 08:00 in Vienna, with no holiday near."""

BRISK = ProgrammePolicy(
    exchange__period=3,
    meeting__dates_ahead=1,
    retention__pair_private=7,
    followup__at=0,
    mail__sending_hours="always",
    mail__nudge_jitter=0,
)
"""The shortest life; letters leave at once."""


@dataclass
class World:
    """What a test holds in its hands."""

    clock: Clock
    pairs: Pairs
    box: Box
    dial: FaultDial
    store: EventStore
    people: People
    programme: Programme
    pool: asyncpg.Pool
    database: str
    mail: Mail
    links: Links
    begun: list[str] = field(default_factory=list)

    def match(self, name: str, *, policy: ProgrammePolicy | None = None) -> Match:
        """Two people who fit, the first one German, under a pair id that is the test's own."""
        return Match(
            pair_id=name,
            programme_id=self.programme.programme_id,
            cohort_id=self.programme.cohort_id,
            a=partner(f"{name}-a", "de"),
            b=partner(f"{name}-b", "en"),
            reciprocity=Reciprocity(a_to_b=700, b_to_a=700),
            policy=policy or self.programme.policy,
            time_zone="Europe/Vienna",
            staff=self.programme.staff,
        )

    async def introduce(self, *matches: Match) -> None:
        """Makes the two of each pair known to the vault."""
        sides = [side for match in matches for side in (match.a, match.b)]
        await self.people.keep([Kept(person=_person(side.person_id, side.locale)) for side in sides])

    async def begin(self, match: Match, *, at: datetime = MONDAY, round_id: str = "") -> Handle:
        """Starts a pair at a moment, through a launcher as in real life."""
        await self.introduce(match)
        launcher, *_ = await self.pairs.launch([match], not_before=at, round_id=round_id or match.pair_id)
        handle = self.clock.client.get_workflow_handle(launcher)
        await self.clock.forward(handle, at)
        await handle.result()
        self.begun.append(match.pair_id)
        pair = self.pairs.handle(match.pair_id)
        await self.clock.settled(pair)
        return pair

    async def live(self, match: Match, life: Callable[[Script], Iterable[Step]], *, at: datetime = MONDAY) -> Handle:
        """Begins a pair and lives a scripted life to its last step."""
        pair = await self.begin(match, at=at)
        await self.go_on(match, life(Script(match, at)))
        return pair

    async def go_on(self, match: Match, steps: Iterable[Step]) -> None:
        """Lives some steps; a command that was not answered is given again, as a page would."""
        pair, clicks = self.pairs.handle(match.pair_id), count(1)
        for step in steps:
            await self.clock.forward(pair, step.at)
            for command in step.commands:
                await self.insist(match.pair_id, command, f"{step.at:%y%m%d}-{next(clicks)}")
                await self.clock.settled(pair)

    async def insist(self, pair_id: str, command: PairCommand, command_id: str) -> None:
        """A click as a page makes it: given again until there is an answer."""
        for _ in range(5):
            try:
                await self.pairs.tell(pair_id, command, command_id=command_id)
            except Unavailable:
                continue
            return
        raise Unavailable(f"{pair_id} does not answer {command.type}")

    async def tell(self, pair_id: str, *commands: PairCommand) -> None:
        """Gives commands one after the other and lets the letters they ask for go out."""
        for command in commands:
            await self.pairs.tell(pair_id, command)
        await self.clock.settled(self.pairs.handle(pair_id))

    async def forward(self, pair_id: str, *, days: float) -> None:
        """Moves a pair's clock on."""
        pair = self.pairs.handle(pair_id)
        now = await self.clock.settled(pair)
        assert now
        await self.clock.forward(pair, now + timedelta(days=days))

    async def append(self, pair_id: str, command: PairCommand, *, command_id: str) -> None:
        """Lets the log take a command of which the pair's run does not hear."""
        desk = Desk(PAIR, names.pair(pair_id), version=0, state=None, schema=0)
        desk.fold(await self.rows(pair_id))
        told = Told(id=command_id, body=command.model_dump(mode="json"))
        now = await self.clock.settled(self.pairs.handle(pair_id))
        assert now
        await self.store.append(desk.decided(told, command, now))

    async def has_pending_record(self, pair: Handle) -> bool:
        """Whether operations see that something waits for the log."""
        pending = (await pair.describe()).raw_description.pending_activities
        return any(activity.activity_type.name == "record" for activity in pending)

    async def rows(self, pair_id: str) -> tuple[Row, ...]:
        """The whole stream of a pair."""
        rows: tuple[Row, ...] = ()
        while True:
            page = await self.store.read(f"pair/{pair_id}", after=len(rows))
            rows += page.rows
            if not page.more:
                return rows

    async def types(self, pair_id: str) -> list[str]:
        """The types of a pair's events in order."""
        return [row.type for row in await self.rows(pair_id)]

    async def needs_attention(self, pair_id: str) -> bool:
        """Whether operations are told that a person must look."""
        shown = (await self.pairs.handle(pair_id).describe()).typed_search_attributes.get(names.NEEDS_ATTENTION)
        assert shown == (await self.pairs.view(pair_id)).needs_attention
        return bool(shown)

    async def commands(self, pair_id: str) -> list[str]:
        """The ids of all messages that were answered."""
        found = await self.pool.fetch("select command_id from commands where stream = $1", f"pair/{pair_id}")
        return [row["command_id"] for row in found]

    def letters(self, match: Match) -> tuple[Caught, ...]:
        """The letters to the two that reached the catcher, by the time of posting."""
        addresses = {f"{partner.person_id}@example.org" for partner in (match.a, match.b)}
        return tuple(sorted((x for x in self.box.letters() if x.email in addresses), key=_by_posting))

    async def stream(self, pair_id: str) -> list[str]:
        """A pair's events as lines: version, type, who caused it."""
        return [_line(row) for row in await self.rows(pair_id)]

    async def holds_key(self, pair_id: str) -> bool:
        """Whether what is sealed in a pair's stream can still be read."""
        query = "select exists (select from subject_keys where subject = $1)"
        return bool(await self.pool.fetchval(query, f"pair/{pair_id}"))

    def templates(self, match: Match) -> list[tuple[str, str]]:
        """The letters to the two as (template, side), by the time of posting."""
        return [(x.template, _side(x)) for x in self.letters(match)]

    async def histories(self, pair_id: str) -> list[WorkflowHistory]:
        """The histories of all runs of a pair, the first one first."""
        query = f'WorkflowId = "pair/{pair_id}"'
        runs = [run async for run in self.clock.client.list_workflows(query)]
        ordered = sorted(runs, key=lambda run: run.start_time)
        handles = [self.clock.client.get_workflow_handle(run.id, run_id=run.run_id) for run in ordered]
        return [await handle.fetch_history() for handle in handles]


@asynccontextmanager
async def world(client: Client, database: str) -> AsyncIterator[World]:
    """Everything that a pair needs but a worker, on real parts."""
    box = Box()
    dial = FaultDial(catcher(box))
    clock = Clock(client)
    async with (
        serving(dial) as url,
        open_pool(database, Role.KEYS) as keys_pool,
        open_event_store(database, MASTER) as store,
        asyncpg.create_pool(database, min_size=0, max_size=4) as pool,
    ):
        people = People(keys_pool, KeyRing(keys_pool, MASTER))
        programme = await _programme(Programmes(keys_pool))
        await people.keep([Kept(person=_person("coordinator", "de"))])
        yield World(
            clock=clock,
            pairs=Pairs(clock.client),
            box=box,
            dial=dial,
            store=store,
            people=people,
            programme=programme,
            pool=pool,
            database=database,
            mail=mail_at(url),
            links=links_at(url),
        )


@asynccontextmanager
async def at_work(here: World, *, rules: Decider[Pair] = PAIR) -> AsyncIterator[None]:
    """A worker in this process, wired as in real life, that decides by these rules."""
    client = here.clock.client
    decider.PAIR = rules
    try:
        async with working(client, database_url=here.database, master_key=MASTER, mail=here.mail, links=here.links):
            yield
    finally:
        decider.PAIR = PAIR


def partner(name: str, locale: Locale) -> Partner:
    """One of the two, in Vienna."""
    return Partner(participation_id=name, person_id=name, locale=locale, time_zone="Europe/Vienna")


async def _programme(programmes: Programmes) -> Programme:
    return await programmes.publish(
        Programme(
            programme_id="programme",
            cohort_id="cohort",
            version=0,
            name="Generationentandem",
            purpose="learn",
            cohort_name="Herbst",
            enrolment_until=date(2027, 1, 1),
            locale="de",
            time_zone="Europe/Vienna",
            holidays="AT-9",
            staff={Recipient.COORDINATOR: "coordinator"},
            topics={},
            policy=ProgrammePolicy(),
        )
    )


def _person(person_id: str, locale: Locale) -> Person:
    return Person(
        person_id=person_id,
        name=f"{person_id.title()} Muster",
        email=f"{person_id}@example.org",
        locale=locale,
        time_zone="Europe/Vienna",
    )


def _line(row: Row) -> str:
    return f"{row.version} {row.type} {row.actor.kind} {row.actor.id}".rstrip()


def _by_posting(letter: Caught) -> tuple[datetime, str, str]:
    return letter.posted_at.replace(microsecond=0), letter.template, letter.email


def _side(letter: Caught) -> str:
    return letter.email.partition("@")[0].rpartition("-")[2]
