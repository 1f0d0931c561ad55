"""A whole programme in seconds: matched, started, half a year on the real engine, and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from domain.pair import events as e
from domain.pair.values import SIDES, Match, Phase, Side
from domain.people import Programme
from domain.working_time import add_days, local_date, moment
from gateway.plain_words import standing
from gateway.programme import Round
from rehearsal.behaviour import stories
from rehearsal.life import Life
from rehearsal.outcome import PairOutcome, Rehearsed, Summary
from rehearsal.script import Script
from rehearsal.stage import Stage

# Enough to keep two cores busy; more would only wait.
_AT_ONCE = 8

# The people are invented, so it may be told what real ones say in confidence.
_RARE: dict[type[e.PairEvent], str] = {
    e.PairPaused: "paused",
    e.ExtensionAgreed: "extended",
    e.SupportRequested: "asked for help",
    e.EscalationRaised: "coordinator asked to look",
    e.EscalationReassigned: "deputy asked to look",
    e.RematchRequested: "new partner wished",
}

Told = Callable[[str, datetime | None], None]
"""Is told how far the clock of a pair has come; None when its life is over."""


@dataclass(frozen=True)
class Rehearsal:
    """One round of matching, played on a stage with a seed."""

    stage: Stage
    round: Round
    seed: int

    async def play(self, *, begins_at: datetime, told: Told) -> Rehearsed:
        """Starts all pairs at one moment and lives them to their end, several at once."""
        clock = asyncio.get_running_loop().time
        started = clock()
        await self._launch(begins_at)
        scripts = await self._scripts()
        gate = asyncio.Semaphore(_AT_ONCE)
        lives = await asyncio.gather(
            *(self._live(match, scripts[match.pair_id], gate, told) for match in self._matches)
        )
        outcomes = tuple(
            _outcome(match, scripts[match.pair_id], life) for match, life in zip(self._matches, lives, strict=True)
        )
        return Rehearsed(summary=self._summary(outcomes, lives, clock() - started), outcomes=outcomes)

    @property
    def _matches(self) -> tuple[Match, ...]:
        return self.round.matches

    async def _launch(self, begins_at: datetime) -> None:
        """Through launchers, whose clocks the pairs begin at: rehearsal and real life start pairs alike."""
        clock = self.stage.clock
        for launcher_id in await self.stage.pairs.launch(self._matches, round_id=self.round.id, not_before=begins_at):
            launcher = clock.client.get_workflow_handle(launcher_id)
            await clock.forward(launcher, begins_at)
            await launcher.result()

    async def _scripts(self) -> dict[str, Script]:
        cast = stories(tuple(match.pair_id for match in self._matches), self.seed)
        person_ids = [match.partner(side).person_id for match in self._matches for side in SIDES]
        known = await self.stage.people.candidates(self.round.programme.cohort_id, person_ids)
        by_id = {candidate.participation_id: candidate for candidate in known}

        def script(match: Match) -> Script:
            sides: dict[Side, str] = {"a": match.a.participation_id, "b": match.b.participation_id}
            return Script(
                seed=self.seed,
                story=cast[match.pair_id],
                gives={side: by_id[participation].offers for side, participation in sides.items()},
                seeks={side: by_id[participation].wants for side, participation in sides.items()},
            )

        return {match.pair_id: script(match) for match in self._matches}

    async def _live(self, match: Match, script: Script, gate: asyncio.Semaphore, told: Told) -> Life:
        async with gate:
            stage = self.stage
            life = Life(match.pair_id, script, clock=stage.clock, pairs=stage.pairs, log=stage.store)
            await life.live(lived=lambda at: told(match.pair_id, at))
            told(match.pair_id, None)
            return life

    def _summary(self, outcomes: tuple[PairOutcome, ...], lives: list[Life], seconds: float) -> Summary:
        moments = [row.occurred_at for life in lives for row in life.rows]
        completed = sum(outcome.phase is Phase.COMPLETED for outcome in outcomes)
        return Summary(
            people=len(self.round.refs),
            pairs=len(outcomes),
            unmatched=len(self.round.unmatched),
            completed=completed,
            ended_early=len(outcomes) - completed,
            letters_sent=sum(outcome.letters_sent for outcome in outcomes),
            events=len(moments),
            virtual_days=(max(moments) - min(moments)).days if moments else 0,
            seconds=round(seconds, 1),
        )


def next_monday(zone: str) -> datetime:
    """Eight o'clock on the Monday that comes, where the programme is at home."""
    today = local_date(datetime.now(UTC), zone)
    return moment(add_days(today, 7 - today.weekday()), time(8), zone)


def longest_life(programme: Programme) -> timedelta:
    """About how long a pair lives that goes the whole way; for a progress bar."""
    policy = programme.policy
    days = policy.exchange__period * 31 + policy.retention__pair_private + policy.review__window
    return timedelta(days=days + 30)


def _outcome(match: Match, script: Script, life: Life) -> PairOutcome:
    assert life.pair is not None  # noqa: S101 - it has been lived
    return PairOutcome(
        pair_id=match.pair_id,
        participation_ids=(match.a.participation_id, match.b.participation_id),
        story=script.story,
        phase=life.pair.phase,
        on_the_way=_on_the_way(life),
        standing=standing(life.pair),
        meetings_held=life.pair.meetings_held,
        letters_sent=sum(row.type == e.LetterSent.__name__ for row in life.rows),
        events=len(life.rows),
    )


def _on_the_way(life: Life) -> tuple[str, ...]:
    happened = {row.type for row in life.rows}
    return tuple(words for event, words in _RARE.items() if event.__name__ in happened)
