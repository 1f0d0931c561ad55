"""A pair in a line agrees with the whole pair, whatever happens and whatever is sealed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import settings

from domain.base import Broken
from domain.pair import events as e
from domain.pair.agreement import DocumentationMode
from domain.pair.evolve import evolve
from domain.pair.stages import Ended, Exchange, Review
from domain.pair.state import Pair
from domain.pair.summary import Summary, summarised
from domain.pair.told import LetterState, may_be_told, most_urgent
from domain.pair.values import EndReason, Health, Phase
from tests.domain.laws import row_of
from tests.domain.story import MONDAY, match
from tests.domain.test_random_lives import Lives


def summary_of(events: list[e.PairEvent]) -> Summary:
    """The summary of a life of one event a minute."""
    summary: Summary | None = None
    for minute, event in enumerate(events):
        summary = summarised(summary, event, MONDAY + timedelta(minutes=minute))
    assert summary is not None
    return summary


def check(summary: Summary, pair: Pair) -> None:
    """Whatever the summary says is what the pair says."""
    assert (summary.pair_id, summary.time_zone) == (pair.match.pair_id, pair.zone)
    assert (summary.programme_id, summary.cohort_id) == (pair.match.programme_id, pair.match.cohort_id)
    assert (summary.phase, summary.meetings_held) == (pair.phase, pair.meetings_held)
    assert summary.health is (pair.health if pair.phase.is_open else None)
    match pair.stage:
        case Exchange(expected_meetings=expected, starts_on=starts_on, ends_on=ends_on):
            assert summary.meetings_expected == expected
            assert (summary.starts_on, summary.ends_on) == (starts_on, ends_on)
        case Review(expected_meetings=expected):
            assert summary.meetings_expected == expected
        case Ended(ended_on=ended_on, is_below_minimum=is_below):
            assert (summary.ended_on, summary.is_below_minimum) == (ended_on, is_below)
        case _:
            assert (summary.starts_on, summary.meetings_expected) == (None, 0)


class SummarisedLives(Lives):
    """Any life, summarised event by event, with what is sealed open and closed."""

    def teardown(self) -> None:
        """After every event of the life both summaries are the same, and agree with the pair."""
        super().teardown()
        pair: Pair | None = None
        one: Summary | None = None
        other: Summary | None = None
        for minute, event in enumerate(getattr(self, "events", [])):
            at = MONDAY + timedelta(minutes=minute)
            pair = evolve(pair, event)
            one = summarised(one, event, at)
            other = summarised(other, e.from_row(row_of(event).with_(sealed=None)), at)
            assert one == other
            check(one, pair)
            self.check_end(one, event)

    def check_end(self, summary: Summary, event: e.PairEvent) -> None:
        """What a completed pair says of itself stands in its summary."""
        if isinstance(event, e.PairCompleted):
            assert (summary.meetings_held, summary.meetings_expected) == (event.meetings_held, event.meetings_expected)


TestSummarisedLives = SummarisedLives.TestCase
TestSummarisedLives.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)


KICKOFF: list[e.PairEvent] = [
    e.MatchProposed(match=match(), proposed_on=MONDAY.date(), expires_on=MONDAY.date()),
    e.MatchConfirmed(confirmed_on=MONDAY.date()),
    e.ChemistryCheckOpened(opened_on=MONDAY.date(), due_on=MONDAY.date()),
    e.ChemistryCheckPassed(),
    e.KickoffOpened(opened_on=MONDAY.date(), due_on=MONDAY.date()),
]
LOOK = e.EscalationRaised(cause="kickoff.escalate_coordinator")
EXCHANGE = e.KickoffCompleted(
    agreement_version=1,
    completed_on=MONDAY.date() + timedelta(days=9),
    starts_on=MONDAY.date() + timedelta(days=10),
    ends_on=MONDAY.date() + timedelta(days=190),
    midway_on=MONDAY.date() + timedelta(days=100),
    closing_on=MONDAY.date() + timedelta(days=170),
    cadence_days=14,
    documentation_mode=DocumentationMode.NONE,
)
MATTER = LOOK.with_(escalation_id=UUID(int=1), react_by_on=MONDAY.date())
RED = e.HealthChanged(before=Health.TOO_EARLY, after=Health.RED)
GREEN = e.HealthChanged(before=Health.RED, after=Health.GREEN)
GONE = e.PairDissolved(end_reason=EndReason.LAPSED, future_meetings_cancelled=0, ended_on=MONDAY.date())


@pytest.mark.parametrize(
    ("further", "health"),
    [
        ((), Health.TOO_EARLY),
        ((LOOK,), Health.AMBER),
        ((LOOK, e.ReminderFellDue(key="kickoff.reminders#3")), Health.AMBER),
        ((LOOK, EXCHANGE), Health.TOO_EARLY),
        ((MATTER,), Health.TOO_EARLY),
        ((MATTER, RED), Health.RED),
        ((RED, EXCHANGE), Health.RED),
        ((EXCHANGE,), Health.TOO_EARLY),
        ((EXCHANGE, RED, e.ClosingOpened(ends_on=MONDAY.date())), Health.RED),
        ((EXCHANGE, RED, GREEN), Health.GREEN),
        ((LOOK, GONE), None),
        ((RED, GONE), None),
    ],
)
def test_health(further: tuple[e.PairEvent, ...], health: Health | None) -> None:
    """It is what was last said of it; in old stories a call to look, until the kickoff was complete."""
    assert summary_of([*KICKOFF, *further]).health is health


PAUSED = e.PairPaused(paused_on=MONDAY.date(), until_on=MONDAY.date() + timedelta(days=20))
RESUMED = e.PairResumed(
    resumed_on=MONDAY.date() + timedelta(days=20),
    shifted_by_days=20,
    ends_on=MONDAY.date() + timedelta(days=210),
    midway_on=MONDAY.date() + timedelta(days=120),
    closing_on=MONDAY.date() + timedelta(days=190),
    expected_meetings=6,
)
EXTENDED = e.ExtensionAgreed(
    by="a",
    ends_on=MONDAY.date() + timedelta(days=281),
    closing_on=MONDAY.date() + timedelta(days=253),
    expected_meetings=9,
)
CLOSING = e.ClosingOpened(ends_on=MONDAY.date())
WITHDRAWN = e.MatchWithdrawn(reason="a mistake", ended_on=MONDAY.date())


@pytest.mark.parametrize(
    ("further", "phase"),
    [
        ((PAUSED,), Phase.PAUSED),
        ((PAUSED, RESUMED), Phase.ACTIVE),
        ((CLOSING, PAUSED), Phase.PAUSED),
        ((CLOSING, EXTENDED), Phase.ACTIVE),
        ((GONE,), Phase.DISSOLVED),
        ((GONE.with_(end_reason=EndReason.INACTIVE),), Phase.CONCLUDED_INACTIVE),
        ((GONE.with_(end_reason=EndReason.COHORT_CANCELLED),), Phase.CANCELLED),
    ],
)
def test_phases_of_the_half_year(further: tuple[e.PairEvent, ...], phase: Phase) -> None:
    """A pause ends where the pair had been before it, and every end has its own word."""
    assert summary_of([*KICKOFF, EXCHANGE, *further]).phase is phase


def test_a_proposal_taken_back() -> None:
    """A pair whose proposal was withdrawn was cancelled on that day."""
    shown = summary_of([KICKOFF[0], WITHDRAWN])
    assert (shown.phase, shown.ended_on, shown.health) == (Phase.CANCELLED, MONDAY.date(), None)


def test_what_moves_the_end_moves_what_is_expected() -> None:
    """After a pause, an extension or an amendment the summary tells the new end and the new number of meetings."""
    resumed = summary_of([*KICKOFF, EXCHANGE, PAUSED, RESUMED])
    assert (resumed.ends_on, resumed.meetings_expected) == (RESUMED.ends_on, 6)
    extended = summary_of([*KICKOFF, EXCHANGE, CLOSING, EXTENDED])
    assert (extended.ends_on, extended.meetings_expected) == (EXTENDED.ends_on, 9)
    amended = e.AgreementAmended(
        version=2, hash="", by="b", cadence_days=30, expected_meetings=4, documentation_mode=DocumentationMode.NONE
    )
    assert summary_of([*KICKOFF, EXCHANGE, amended]).meetings_expected == 4


def test_days() -> None:
    """The days on which a pair was proposed, confirmed and began its half year are kept to its end."""
    shown = summary_of([*KICKOFF, EXCHANGE, GONE])
    assert (shown.proposed_on, shown.confirmed_on, shown.ended_on) == (MONDAY.date(),) * 3
    assert shown.kickoff_completed_on == EXCHANGE.completed_on
    assert (shown.starts_on, shown.ends_on) == (EXCHANGE.starts_on, EXCHANGE.ends_on)


@pytest.mark.parametrize(
    "event", [e.MatchAccepted(by="a"), e.LettersRequested(letters=()), e.ExitRequested(by="b"), e.ReviewSubmitted()]
)
def test_a_sealed_act_leaves_no_trace(event: e.PairEvent) -> None:
    """What may not be told changes nothing, not even the moment of the last change."""
    assert summary_of([*KICKOFF, event]) == summary_of(KICKOFF)


def test_what_may_be_told_moves_the_moment() -> None:
    """The last moment is that of the last event that staff may be told."""
    reminded = summary_of([*KICKOFF, e.MatchAccepted(), e.ReminderFellDue(key="kickoff.reminders#3")])
    assert reminded.last_at - summary_of(KICKOFF).last_at == timedelta(minutes=2)


def test_a_summary_begins_once() -> None:
    """Events that cannot be are not summarised."""
    with pytest.raises(Broken, match="cannot begin with MatchConfirmed"):
        summary_of(KICKOFF[1:])
    with pytest.raises(Broken, match="begins once"):
        summary_of([*KICKOFF, KICKOFF[0]])


@pytest.mark.parametrize("kind", get_args(e.PairEvent), ids=lambda kind: kind.__name__)
def test_whose_act_it_was(kind: Any) -> None:
    """No event is told in which it is sealed whose it was, but that a match was declined, which all can see."""
    if "by" in kind.SEALED:
        assert may_be_told(kind.model_construct()) == (kind is e.MatchDeclined)


def test_of_several_letters() -> None:
    """Of a letter to several, staff see what needs them most."""
    assert most_urgent({LetterState.SENT, LetterState.FAILED}) is LetterState.FAILED
    assert most_urgent({LetterState.SUPPRESSED, LetterState.SENT}) is LetterState.SENT
