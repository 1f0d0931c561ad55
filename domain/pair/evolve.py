"""How events change what is known of a pair. Tolerates shredded fields; raises Broken where an event cannot be."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, assert_never
from uuid import UUID

from domain.base import Broken, Letter
from domain.pair import events as e
from domain.pair.agreement import ExchangeAgreement, KickoffPoint
from domain.pair.state import Chemistry, Ended, Exchange, Kickoff, Meeting, Midway, Pair, Proposed, Review, Stage
from domain.pair.values import SIDES, MeetingState, Phase, Side
from domain.working_time import local_date


def evolve(pair: Pair | None, event: e.PairEvent) -> Pair:
    """The pair after an event. The first event of every pair is `MatchProposed`."""
    if isinstance(event, e.MatchProposed):
        if pair is not None:
            raise Broken("a pair begins once")
        proposed = Proposed(proposed_on=event.proposed_on, expires_on=event.expires_on)
        return Pair(match=event.match, stage=proposed)
    if pair is None:
        raise Broken(f"a pair cannot begin with {type(event).__name__}")
    if isinstance(event, e.ProposalEvent):
        return _proposal(pair, event)
    if isinstance(event, e.KickoffEvent):
        return _kickoff(pair, event)
    if isinstance(event, e.MeetingEvent):
        return pair.with_(meetings=_meetings(pair, event))
    if isinstance(event, e.ExchangeEvent):
        return _exchange(pair, event)
    if isinstance(event, e.EndingEvent):
        return _ending(pair, event)
    return _operation(pair, event)


def _proposal(pair: Pair, event: e.ProposalEvent) -> Pair:
    match event:
        case e.MatchAccepted(by=by):
            proposed = pair.at_stage(Proposed)
            return _at(pair, proposed.with_(accepted_by=_and(proposed.accepted_by, by)))
        case e.MatchDeclined(ended_on=ended_on):
            return _at(pair, Ended(phase=Phase.DECLINED, ended_on=ended_on))
        case e.MatchProposalExpired(ended_on=ended_on):
            return _at(pair, Ended(phase=Phase.EXPIRED, ended_on=ended_on))
        case e.MatchConfirmed() | e.ChemistryCheckPassed():
            return pair
        case e.ChemistryCheckOpened(opened_on=opened_on, due_on=due_on):
            return _at(pair, Chemistry(opened_on=opened_on, due_on=due_on))
        case e.ChemistryVerdictRequested():
            return _at(pair, pair.at_stage(Chemistry).with_(is_verdict_requested=True))
        case e.ChemistryVerdictGiven(by=by, verdict=verdict):
            chemistry = pair.at_stage(Chemistry)
            given = {**chemistry.verdicts, by: verdict} if by and verdict else chemistry.verdicts
            return _at(pair, chemistry.with_(verdicts=given))
        case e.ChemistryCheckExtended(due_on=due_on, n=n):
            void = {"due_on": due_on, "extensions": n, "verdicts": {}, "is_verdict_requested": False}
            return _at(pair, pair.at_stage(Chemistry).with_(**void))
        case e.ChemistryCheckNotContinued(ended_on=ended_on):
            return _at(pair, Ended(phase=Phase.NOT_CONTINUED, ended_on=ended_on))
        case _:
            assert_never(event)


def _kickoff(pair: Pair, event: e.KickoffEvent) -> Pair:
    match event:
        case e.KickoffOpened(opened_on=opened_on, due_on=due_on):
            return _at(pair, Kickoff(opened_on=opened_on, due_on=due_on))
        case e.AgreementProposed():
            return _at(pair, _with_text(pair.at_stage(Kickoff), event))
        case e.KickoffAgendaPointAgreed(point=point, by=by):
            kickoff = pair.at_stage(Kickoff)
            agreed = {**kickoff.agreed, by: _and(kickoff.agreed[by], point)}
            return _at(pair, kickoff.with_(agreed=agreed))
        case e.AgreementConfirmed(by=by):
            kickoff = pair.at_stage(Kickoff)
            return _at(pair, kickoff.with_(confirmed_by=_and(kickoff.confirmed_by, by)))
        case e.KickoffCompleted():
            exchange = Exchange(
                starts_on=event.starts_on,
                ends_on=event.ends_on,
                midway_on=event.midway_on,
                closing_on=event.closing_on,
                cadence_days=event.cadence_days,
                expected_meetings=0,
                agreement=pair.at_stage(Kickoff).agreement,
            )
            return _at(pair, exchange)
        case _:
            assert_never(event)


def _with_text(kickoff: Kickoff, event: e.AgreementProposed) -> Kickoff:
    """A new text keeps what was agreed on the points that it leaves as they were."""
    kept = tuple(p for p in KickoffPoint if _is_same(kickoff.agreement, event.agreement, p))
    return kickoff.with_(
        version=event.version,
        hash=event.hash,
        agreement=event.agreement,
        agreed={side: tuple(p for p in kickoff.agreed[side] if p in kept) for side in SIDES},
        confirmed_by=(),
    )


def _is_same(old: ExchangeAgreement | None, new: ExchangeAgreement | None, point: KickoffPoint) -> bool:
    return old is not None and new is not None and old.point(point) == new.point(point)


def _meetings(pair: Pair, event: e.MeetingEvent) -> tuple[Meeting, ...]:
    match event:
        case e.MeetingPlanned():
            return (*pair.meetings, Meeting(state=MeetingState.PLANNED, **event.model_dump()))
        case e.MeetingScheduled():
            day = local_date(event.starts_at, pair.zone)
            dated = Meeting(state=MeetingState.SCHEDULED, window_on=day, **event.model_dump(exclude={"by"}))
            rest = tuple(m for m in pair.meetings if m.meeting_id != event.meeting_id)
            return (*rest, dated)
        case e.MeetingRescheduled():
            day = local_date(event.starts_at, pair.zone)
            return _changed(pair, event.meeting_id, window_on=day, **event.model_dump(exclude={"by"}))
        case e.MeetingCancelled():
            return _changed(pair, event.meeting_id, state=MeetingState.CANCELLED, **event.model_dump(exclude={"by"}))
        case e.MeetingConfirmationRequested():
            return _changed(pair, event.meeting_id, is_confirmation_requested=True)
        case e.MeetingConfirmed(meeting_id=meeting_id, by=by, outcome=outcome):
            said = {m.meeting_id: m.confirmations for m in pair.meetings}[meeting_id]
            return _changed(pair, meeting_id, confirmations={**said, by: outcome})
        case e.MeetingHeld(held_on=held_on):
            return _changed(pair, event.meeting_id, state=MeetingState.HELD, window_on=held_on)
        case e.MeetingNotHeld():
            return _changed(pair, event.meeting_id, state=MeetingState.NOT_HELD)
        case e.MeetingLeftUnconfirmed():
            return _changed(pair, event.meeting_id, state=MeetingState.UNCONFIRMED)
        case e.MeetingDisputed():
            return _changed(pair, event.meeting_id, state=MeetingState.DISPUTED)
        case _:
            assert_never(event)


def _exchange(pair: Pair, event: e.ExchangeEvent) -> Pair:
    exchange = pair.at_stage(Exchange)
    match event:
        case e.ExchangePeriodStarted(expected_meetings=expected):
            return _at(pair, exchange.with_(expected_meetings=expected))
        case e.MidwayCheckInOpened(opened_on=opened_on, due_on=due_on):
            return _at(pair, exchange.with_(midway=Midway(opened_on=opened_on, due_on=due_on)))
        case e.MidwayCheckInAnswered(by=by):
            answered = _and(exchange.midway.answered_by, by) if exchange.midway else ()
            return _at(pair, _with_midway(exchange, answered_by=answered))
        case e.MidwayCheckInCompleted() | e.MidwayCheckInLapsed():
            return _at(pair, _with_midway(exchange, is_closed=True))
        case _:
            assert_never(event)


def _ending(pair: Pair, event: e.EndingEvent) -> Pair:
    match event:
        case e.ClosingOpened():
            return _at(pair, pair.at_stage(Exchange).with_(is_closing=True))
        case e.ReviewOpened(opened_on=opened_on, due_on=due_on):
            expected = pair.at_stage(Exchange).expected_meetings
            return _at(pair, Review(opened_on=opened_on, due_on=due_on, expected_meetings=expected))
        case e.ReviewSubmitted(by=by):
            review = pair.at_stage(Review)
            return _at(pair, review.with_(answered_by=_and(review.answered_by, by)))
        case e.ReviewClosed() | e.ExitRequested():
            return pair
        case e.PairCompleted(ended_on=ended_on, shred_on=shred_on, is_below_minimum=is_below):
            ended = Ended(phase=Phase.COMPLETED, ended_on=ended_on, shred_on=shred_on, is_below_minimum=is_below)
            return _at(pair, ended)
        case e.PairDissolved(ended_on=ended_on, shred_on=shred_on):
            return _at(pair, Ended(phase=Phase.DISSOLVED, ended_on=ended_on, shred_on=shred_on))
        case e.PairDataShredded():
            return _at(pair, pair.at_stage(Ended).with_(is_shredded=True)).with_(owed=())
        case _:
            assert_never(event)


def _operation(pair: Pair, event: e.OperationEvent) -> Pair:
    match event:
        case e.EscalationRaised(cause=key) | e.ReminderFellDue(key=key) | e.DeadlineSkipped(key=key):
            return pair.with_(passed=(*pair.passed, key))
        case e.DeadlineMoved(key=key, new_due=new_due):
            last_day = local_date(new_due - timedelta(microseconds=1), pair.zone)
            return pair.with_(moved={**pair.moved, key: new_due}, stage=_redated(pair.stage, key, last_day))
        case e.LettersRequested():
            requested = pair.letters_requested + len(event.letters)
            return pair.with_(owed=(*pair.owed, *_owed(event)), letters_requested=requested)
        case e.LetterSent() | e.LetterFailed() | e.LetterOutcomeUnknown() | e.LetterSuppressed():
            return pair.with_(owed=tuple(x for x in pair.owed if x.letter_id != event.letter_id))
        case _:
            assert_never(event)


def _redated(stage: Stage, key: str, day: date) -> Stage:
    """What people are told follows a deadline that was moved."""
    match stage, key:
        case Proposed(), "proposal.expires":
            return stage.with_(expires_on=day)
        case Exchange(midway=Midway() as midway), "midway.window":
            return stage.with_(midway=midway.with_(due_on=day))
        case Review(), "review.window":
            return stage.with_(due_on=day)
        case _:
            return stage


def _owed(event: e.LettersRequested) -> tuple[Letter, ...]:
    return tuple(
        Letter(
            letter_id=letter.letter_id,
            template=letter.template,
            to=delivery.to,
            not_before=delivery.not_before,
            params=letter.params,
        )
        for letter, delivery in zip(event.letters, event.deliveries or (), strict=False)
    )


def _at(pair: Pair, stage: Any) -> Pair:
    """The pair at a stage. A new one knows other deadlines: of those passed only the meetings' still count."""
    if type(stage) is type(pair.stage):
        return pair.with_(stage=stage)
    return pair.with_(stage=stage, passed=tuple(key for key in pair.passed if key.startswith("meeting.")))


def _with_midway(exchange: Exchange, **changes: Any) -> Exchange:
    return exchange.with_(midway=exchange.midway.with_(**changes) if exchange.midway else None)


def _changed(pair: Pair, about: UUID, **changes: Any) -> tuple[Meeting, ...]:
    return tuple(m.with_(**changes) if m.meeting_id == about else m for m in pair.meetings)


def _and(said: tuple[Any, ...], more: Side | KickoffPoint | None) -> tuple[Any, ...]:
    return said if more is None or more in said else (*said, more)
