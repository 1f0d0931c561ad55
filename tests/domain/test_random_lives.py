"""Any life at all: random commands at random times, letters that fail, days without service."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from domain.base import DeadlinePassed, LettersPosted, Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.decide import decide
from domain.pair.evolve import evolve
from domain.pair.plan import is_over
from domain.pair.stages import Exchange
from domain.pair.state import Pair
from domain.pair.values import SIDES, Match, Phase
from domain.policy import ProgrammePolicy
from tests.domain.acts import coordinator_says, operator_says, service_says, together
from tests.domain.chance import Whim, beginnings, commands, matches, occasion, policies, whims
from tests.domain.due import next_due, what_became
from tests.domain.laws import check_append, check_letters, check_life
from tests.domain.mirror import Names, comparable, mirrored, mirrored_beginning

ROAD = (Phase.PROPOSED, Phase.CHEMISTRY, Phase.KICKOFF, Phase.ACTIVE, Phase.ACTIVE, Phase.CLOSING, Phase.REVIEW)
outcomes = st.sampled_from(["SENT", "SENT", "SENT", "FAILED", "UNKNOWN"])


class Lives(RuleBasedStateMachine):
    """A pair and its twin, in which the two people are exchanged; both are told the same."""

    @initialize(match=matches(), at=beginnings, phase=st.sampled_from(ROAD))
    def begin(self, match: Match, at: datetime, phase: Phase) -> None:
        """Two people are proposed to each other, and go on together to some phase."""
        self.at, self.outcome = at, "SENT"
        self.names: Names = {}
        self.twin_names: Names = {}
        events = decide(None, c.ProposeMatch(match=match), at)
        self.events = list(events)
        self.pair = _evolved(None, events)
        check_letters(self.pair, events, at)
        self.twin = _evolved(None, mirrored_beginning(_swapped(events)))
        comparable(events, self.names, is_twin=False)
        comparable(_swapped(events), self.twin_names, is_twin=True)
        self.go_on_to(phase)

    @rule(whim=whims)
    def somebody_acts(self, whim: Whim) -> None:
        """One of the two does something."""
        for command in commands(self.pair, self.at, whim):
            self.tell(command)

    @rule(whim=whims)
    def both_want_something(self, whim: Whim) -> None:
        """One of the two proposes, the other agrees."""
        for command in together(occasion(self.pair, self.at, whim)):
            self.tell(command)

    @rule(whim=whims)
    def the_coordinator_acts(self, whim: Whim) -> None:
        """Somebody looks, helps, pauses or decides."""
        self.tell(coordinator_says(occasion(self.pair, self.at, whim)))

    @rule(whim=whims, policy=policies())
    def an_operator_acts(self, whim: Whim, policy: ProgrammePolicy) -> None:
        """A deadline is moved or fired, a role handed over, a pair terminated or moved to another policy."""
        self.tell(operator_says(occasion(self.pair, self.at, whim), policy))

    @rule(whim=whims)
    def another_service_tells(self, whim: Whim) -> None:
        """A signal comes, whether it makes sense or not."""
        self.tell(service_says(occasion(self.pair, self.at, whim)))

    @rule(hours=st.integers(1, 24 * 20), outcome=outcomes)
    def time_passes(self, hours: int, outcome: str) -> None:
        """Deadlines pass and letters leave in their order."""
        self.outcome = outcome
        self.live_until(self.at + timedelta(hours=hours))

    @rule(hours=st.integers(1, 24 * 30))
    def nothing_works(self, hours: int) -> None:
        """An outage: all that fell due meanwhile comes late, in order."""
        self.at += timedelta(hours=hours)
        self.live_until(self.at)

    def teardown(self) -> None:
        """Every life ends if only time goes on."""
        if not hasattr(self, "pair"):
            return
        for _ in range(60):
            self.live_until(self.at + timedelta(days=40))
            if is_over(self.pair):
                break
        check_life(self.events, self.pair)

    def go_on_to(self, phase: Phase) -> None:
        """Both do what leads on, day by day, in the half year week by week."""
        for _ in range(120):
            if self.pair.phase is phase or not self.pair.phase.is_open:
                return
            pace = 7 if isinstance(self.pair.stage, Exchange) else 1
            first = 1 if any(meeting.is_ahead(self.at) for meeting in self.pair.meetings) else 0
            for side, nth in product(SIDES, range(first, 3)):
                for command in commands(self.pair, self.at, Whim(by=side, days=3 * pace, nth=nth, is_sensible=True)):
                    self.tell(command)
            self.live_until(self.at + timedelta(days=pace))

    def live_until(self, moment: datetime) -> None:
        """Whatever falls due is told, one thing after the other."""
        while (due_at := self.next_at()) and due_at <= moment:
            self.at = max(self.at, due_at)
            deadline = next_due(self.pair)
            if deadline and deadline.due_at <= self.at:
                self.tell(DeadlinePassed(key=deadline.key, due_at=deadline.due_at))
            else:
                due = [letter for letter in self.pair.owed if letter.not_before <= self.at]
                became = (what_became(letter, self.at, state=self.outcome) for letter in due)
                self.tell(LettersPosted(outcomes=tuple(became)))
        self.at = max(self.at, moment)

    def next_at(self) -> datetime | None:
        """The first moment at which anything is due."""
        deadline = next_due(self.pair)
        moments = [letter.not_before for letter in self.pair.owed] + ([deadline.due_at] if deadline else [])
        return min(moments, default=None)

    def tell(self, message: c.PairMessage) -> None:
        """Both lives are told; what follows is checked, and compared."""
        before, as_it_was = self.pair, self.pair.model_dump_json()
        twin_message = mirrored(message, pair=self.pair, twin=self.twin, names=self.names, twin_names=self.twin_names)
        events, twin_events = _decided(self.pair, message, self.at), _decided(self.twin, twin_message, self.at)
        self.pair, self.twin = _evolved(self.pair, events), _evolved(self.twin, twin_events)
        assert before.model_dump_json() == as_it_was, "a state was changed in place"
        self.events += events
        ours = comparable(events, self.names, is_twin=False)
        assert comparable(twin_events, self.twin_names, is_twin=True) == ours
        check_append(before, message, events, self.pair)
        check_letters(self.pair, events, self.at)


def _decided(pair: Pair, message: c.PairMessage, at: datetime) -> tuple[e.PairEvent, ...]:
    try:
        return decide(pair, message, at)
    except Refused:
        assert not isinstance(message, DeadlinePassed | LettersPosted), "an inner message was refused"
        return ()


def _evolved(pair: Pair | None, events: tuple[e.PairEvent, ...]) -> Pair:
    for event in events:
        pair = evolve(pair, event)
    assert pair is not None
    return pair


def _swapped(events: tuple[e.PairEvent, ...]) -> tuple[e.PairEvent, ...]:
    """The first append's letters in the twin's order; they go to both."""
    return tuple(
        event.with_(deliveries=tuple(x.with_(to="b" if x.to == "a" else "a") for x in event.deliveries or ()))
        if isinstance(event, e.LettersRequested)
        else event
        for event in events
    )


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
