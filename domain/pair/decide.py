"""The pair's decider: what follows from a message, what is still to be done, when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from domain.base import Actor, ActorKind, Deadline, DeadlinePassed, LettersPosted, Parties, Plan, Recipient, Refused
from domain.pair import chemistry, ending, exchange, kickoff, letters, meeting, operation, proposal
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.evolve import evolve
from domain.pair.state import ALLOWED, Chemistry, Ended, Exchange, Kickoff, Pair, Proposed, Review


def decide(pair: Pair | None, message: c.PairMessage, at: datetime) -> tuple[e.PairEvent, ...]:
    """The events that follow from a message, with the letters they ask for. Raises Refused, saying what is allowed."""
    if pair is None:
        if not isinstance(message, c.ProposeMatch):
            raise Refused("this pair does not exist yet", allowed=("ProposeMatch",))
        return _completed(pair, proposal.propose(message.match, at), at)
    return _completed(pair, _decided(pair, message, at), at)


def open_deadlines(pair: Pair) -> tuple[Deadline, ...]:
    """All moments at which the pair must decide again, in order."""
    due = (_as_moved(pair, deadline) for deadline in _deadlines(pair) if deadline.key not in pair.passed)
    return tuple(sorted(due, key=lambda d: (d.due_at, d.key)))


def is_over(pair: Pair) -> bool:
    """Whether nothing will ever be due again: what was private is shredded and no letter is owed."""
    return isinstance(pair.stage, Ended) and pair.stage.is_shredded and not pair.owed


def plan(pair: Pair) -> Plan:
    """A snapshot of all that is still to be done."""
    match = pair.match
    people = {Recipient.A: match.a.person_id, Recipient.B: match.b.person_id, **match.staff}
    return Plan(
        deadlines=open_deadlines(pair),
        letters=pair.owed,
        parties=Parties(programme_id=match.programme_id, people=people),
        labels={"phase": pair.phase, "cohort": match.cohort_id},
        over=is_over(pair),
    )


def claims(pair: Pair | None) -> frozenset[str]:
    """What the pair holds for itself alone: a person is in at most one open pair (invariant 2)."""
    if pair is None or not pair.phase.is_open:
        return frozenset()
    return frozenset(f"person/{partner.person_id}" for partner in (pair.match.a, pair.match.b))


def actor_of(message: c.PairMessage, event: e.PairEvent) -> Actor:
    """Who caused an event; for a sealed act not even the pseudonym is told."""
    match message:
        case c.ProposeMatch():
            return Actor(kind=ActorKind.COORDINATOR)
        case c.MoveDeadline(operator_id=operator_id) | c.SkipDeadline(operator_id=operator_id):
            return Actor(kind=ActorKind.OPERATOR, id=operator_id)
        case DeadlinePassed(key=key):
            return Actor(kind=ActorKind.TIMER, id=key.split("#")[0])
        case LettersPosted():
            return Actor(kind=ActorKind.SYSTEM, id="letters")
        case _:
            by = None if event.SEALED else getattr(event, "by", None)
            return Actor(kind=ActorKind.PARTICIPANT, id=by or "")


def _completed(pair: Pair | None, events: tuple[e.PairEvent, ...], at: datetime) -> tuple[e.PairEvent, ...]:
    """What every append needs after its rule has spoken: meetings planned ahead, letters, early shredding."""
    if not events:
        return ()
    after = _folded(pair, events)
    if isinstance(after.stage, Exchange):
        events = (*events, *exchange.planned_ahead(after, after.stage))
        after = _folded(pair, events)
    events = (*events, *letters.suppressed(after, at))
    asked = letters.requested(after, events, at)
    if asked:
        events = (*events, asked)
    return (*events, *ending.shredded_early(_folded(pair, events), at))


def _folded(pair: Pair | None, events: tuple[e.PairEvent, ...]) -> Pair:
    for event in events:
        pair = evolve(pair, event)
    assert pair is not None  # noqa: S101 - there is at least one event
    return pair


def _decided(pair: Pair, message: c.PairMessage, at: datetime) -> tuple[e.PairEvent, ...]:
    match message:
        case c.ProposeMatch():
            raise Refused("this pair exists already", allowed=ALLOWED[pair.stage.name])
        case DeadlinePassed():
            return _passed(pair, message, at)
        case LettersPosted():
            return operation.letters_posted(pair, message)
        case c.MoveDeadline() | c.SkipDeadline():
            return operation.deadline_changed(open_deadlines(pair), message, at)
        case c.LeavePair(by=by):
            if not pair.phase.is_open:
                raise Refused(f"this pair has ended ({pair.phase}); nothing more is possible")
            if isinstance(pair.stage, Proposed):
                return proposal.decline(pair, pair.stage, by, at)
            return ending.leave(pair, by, at)
        case c.ScheduleMeeting():
            return meeting.schedule(pair, message, at)
        case c.RescheduleMeeting():
            return meeting.reschedule(pair, message, at)
        case c.CancelMeeting():
            return meeting.cancel(pair, message, at)
        case c.ConfirmMeeting():
            return meeting.confirm(pair, message, at)
        case _:
            return _staged(pair, message, at)


def _staged(pair: Pair, command: c.StagedCommand, at: datetime) -> tuple[e.PairEvent, ...]:
    """Commands that belong to one stage each."""
    match pair.stage, command:
        case Proposed() as stage, c.AcceptMatch(by=by):
            return proposal.accept(pair, stage, by, at)
        case Proposed() as stage, c.DeclineMatch(by=by):
            return proposal.decline(pair, stage, by, at)
        case Chemistry() as stage, c.GiveChemistryVerdict(by=by, verdict=verdict):
            return chemistry.give_verdict(pair, stage, by, verdict, at)
        case Kickoff() as stage, c.ProposeAgreement():
            return kickoff.propose_agreement(pair, stage, command, at)
        case Kickoff() as stage, c.AgreeKickoffPoint():
            return kickoff.agree_point(stage, command)
        case Kickoff() as stage, c.ConfirmAgreement():
            return kickoff.confirm_agreement(pair, stage, command, at)
        case Exchange() as stage, c.CompleteMidwayCheckIn():
            return exchange.complete_midway(pair, stage, command, at)
        case Review() as stage, c.SubmitReview():
            return ending.submit_review(pair, stage, command, at)
        case _:
            raise Refused(f"{command.type} is not possible at {pair.phase}", allowed=ALLOWED[pair.stage.name])


def _passed(pair: Pair, message: DeadlinePassed, at: datetime) -> tuple[e.PairEvent, ...]:
    if not any(d.key == message.key and d.due_at == message.due_at for d in open_deadlines(pair)):
        return ()
    if message.key.startswith(meeting.KEYS):
        return meeting.passed(pair, message.key, at)
    match pair.stage:
        case Proposed() as stage:
            return proposal.passed(pair, stage, message.key, at)
        case Chemistry() as stage:
            return chemistry.passed(pair, stage, message.key, at)
        case Kickoff():
            return kickoff.passed(pair, message.key, at)
        case Exchange() as stage:
            return exchange.passed(pair, stage, message.key, at)
        case Review() as stage:
            return ending.review_passed(pair, stage, message.key, at)
        case Ended():
            return ending.shredded(pair, at)
        case _:
            assert_never(pair.stage)


def _as_moved(pair: Pair, deadline: Deadline) -> Deadline:
    return deadline.with_(due_at=pair.moved[deadline.key]) if deadline.key in pair.moved else deadline


def _deadlines(pair: Pair) -> Iterator[Deadline]:
    if pair.phase.is_open:
        yield from meeting.deadlines(pair)
    match pair.stage:
        case Proposed() as stage:
            yield from proposal.deadlines(pair, stage)
        case Chemistry() as stage:
            yield from chemistry.deadlines(pair, stage)
        case Kickoff() as stage:
            yield from kickoff.deadlines(pair, stage)
        case Exchange() as stage:
            yield from exchange.deadlines(pair, stage)
        case Review() as stage:
            yield from ending.review_deadlines(pair, stage)
        case Ended() as stage:
            yield from ending.retention_deadlines(pair, stage)
        case _:
            assert_never(pair.stage)
