"""How invented people behave: what somebody does next. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.pair import commands as c
from domain.pair.agreement import ExchangeAgreement, Goals, GoalsAndContent, half_year
from domain.pair.meeting import talk_of
from domain.pair.quiet import last_meeting_on
from domain.pair.stages import Chemistry, Ended, Exchange, Kickoff, Meeting, Proposed, Review
from domain.pair.state import Pair, silent
from domain.pair.values import SIDES, ChemistryVerdict, MeetingKind, MeetingState, Side
from domain.working_time import add_days, local_date
from rehearsal import turns
from rehearsal.script import Act, Script, Story, after, draw, drawn_side, lot, working_hour


def stories(pair_ids: tuple[str, ...], seed: int) -> dict[str, Story]:
    """Every special story once, as far as there are pairs, the rest steady; who gets which is drawn."""
    drawn = sorted(pair_ids, key=lambda pair_id: lot(seed, "story", pair_id))
    special = [story for story in Story if story is not Story.STEADY]
    told = dict(zip(drawn, special, strict=False))
    return {pair_id: told.get(pair_id, Story.STEADY) for pair_id in pair_ids}


def next_act(pair: Pair, script: Script, now: datetime) -> Act | None:
    """The first thing that one of the two does from now on, if nothing else happens before; None for nothing."""
    acts = [act.with_(at=max(act.at, now)) for act in _acts(pair, script)]
    return min(acts, key=lambda act: act.at, default=None)


def _acts(pair: Pair, script: Script) -> Iterator[Act]:
    yield from turns.of_the_coordinator(pair, script)
    match pair.stage:
        case Proposed() as stage:
            yield from _answers(pair, stage, script)
        case Chemistry() as stage:
            yield from _chemistry(pair, stage, script)
        case Kickoff() as stage:
            yield from _kickoff(pair, stage, script)
        case Exchange(pause=None) as stage:
            yield from _exchange(pair, stage, script)
        case Exchange():
            yield from _confirmations(pair, script)
        case Review() as stage:
            yield from _confirmations(pair, script)
            yield from _reviews(pair, stage, script)
        case Ended() as stage:
            yield from turns.afterwards(pair, stage, script)


def _answers(pair: Pair, proposed: Proposed, script: Script) -> Iterator[Act]:
    if script.story is Story.SILENT:
        return
    for side in silent(proposed.accepted_by):
        at = after(pair, script, proposed.proposed_on, f"answer/{side}", days=(0, 4))
        declines = script.story is Story.DECLINES and side == drawn_side(pair, script, "declines")
        yield Act(at=at, command=c.DeclineMatch(by=side) if declines else c.AcceptMatch(by=side))


def _chemistry(pair: Pair, chemistry: Chemistry, script: Script) -> Iterator[Act]:
    talk = talk_of(pair, MeetingKind.CHEMISTRY)
    if talk is None:
        since = chemistry.opened_on
        if chemistry.extensions:
            since = add_days(chemistry.due_on, -pair.policy.chemistry__undecided_extension)
        yield _sets_date(pair, script, since, f"chemistry/{chemistry.extensions}", ahead=(2, 3))
        return
    for side in SIDES:
        if side not in chemistry.verdicts:
            at = after(pair, script, talk.window_on, f"verdict/{side}/{chemistry.extensions}", days=(1, 3))
            yield Act(at=at, command=c.GiveChemistryVerdict(by=side, verdict=_verdict(pair, script, side, chemistry)))


def _verdict(pair: Pair, script: Script, side: Side, chemistry: Chemistry) -> ChemistryVerdict:
    if side != drawn_side(pair, script, "verdict"):
        return ChemistryVerdict.FIT
    match script.story:
        case Story.NO_FIT:
            return ChemistryVerdict.NO_FIT
        case Story.UNDECIDED if not chemistry.extensions:
            return ChemistryVerdict.UNDECIDED
        case _:
            return ChemistryVerdict.FIT


def _kickoff(pair: Pair, kickoff: Kickoff, script: Script) -> Iterator[Act]:
    """They meet, go through the five points side by side, and confirm: one at once, the other a day later."""
    talk = talk_of(pair, MeetingKind.KICKOFF)
    if talk is None or talk.starts_at is None:
        yield _sets_date(pair, script, kickoff.opened_on, "kickoff", ahead=(3, 6))
        return
    minute = timedelta(minutes=1)
    if kickoff.agreement is None:
        agreement = _agreement(pair, script, talk)
        by = drawn_side(pair, script, "agreement")
        yield Act(at=talk.starts_at + 20 * minute, command=c.ProposeAgreement(by=by, agreement=agreement))
        return
    for side in SIDES:
        yield from _kickoff_answers(pair, kickoff, talk.starts_at + 60 * minute, side, script)


def _kickoff_answers(pair: Pair, kickoff: Kickoff, at: datetime, side: Side, script: Script) -> Iterator[Act]:
    """The five ticks at the end of the talk; the whole text is confirmed at once by one, a day later by the other."""
    open_points = kickoff.open_points(side)
    if open_points:
        yield Act(at=at, command=c.AgreeKickoffPoint(by=side, point=open_points[0]))
    elif side not in kickoff.confirmed_by:
        if side != drawn_side(pair, script, "confirms first"):
            at = after(pair, script, local_date(at, pair.zone), "confirm", days=(1, 2))
        yield Act(at=at, command=c.ConfirmAgreement(by=side, hash=kickoff.hash))


def _agreement(pair: Pair, script: Script, talk: Meeting) -> ExchangeAgreement:
    plan = half_year(pair.match, talk.window_on)
    ahead = (
        ()
        if script.story is Story.FADES
        else tuple(
            working_hour(pair, script, add_days(plan.starts_on, plan.cadence_days * n), f"agreed/{n}") for n in (1, 2)
        )
    )
    goals = {side: Goals(learns=script.seeks[side][:3], gives=script.gives[side][:3]) for side in SIDES}
    return ExchangeAgreement(
        goals=GoalsAndContent(a=goals["a"], b=goals["b"]),
        plan=plan.with_(next_meetings_at=ahead),
        salt=hashlib.sha256(f"{script.seed}/{pair.match.pair_id}/salt".encode()).hexdigest()[:32],
    )


def _exchange(pair: Pair, exchange: Exchange, script: Script) -> Iterator[Act]:
    if script.story is Story.LEAVES:
        by = drawn_side(pair, script, "leaves")
        yield Act(
            at=after(pair, script, add_days(exchange.starts_on, 75), "leaves", days=(0, 3)), command=c.LeavePair(by=by)
        )
    yield from _confirmations(pair, script)
    yield from _dates(pair, exchange, script)
    yield from turns.in_the_half_year(pair, exchange, script)
    if exchange.midway and not exchange.midway.is_closed:
        for side in silent(exchange.midway.answered_by):
            at = after(pair, script, exchange.midway.opened_on, f"midway/{side}", days=(1, 9))
            yield Act(at=at, command=c.CompleteMidwayCheckIn(by=side, agreement_fits=True))


def _confirmations(pair: Pair, script: Script) -> Iterator[Act]:
    for meeting in pair.meetings_in(MeetingState.SCHEDULED):
        if meeting.kind.is_talk or meeting.starts_at is None:
            continue
        for side in silent(tuple(meeting.confirmations)):
            at = after(pair, script, meeting.window_on, f"confirm/{meeting.sequence_no}/{side}", days=(1, 5))
            yield Act(at=at, command=c.ConfirmMeeting(by=side, meeting_id=meeting.meeting_id))


def _dates(pair: Pair, exchange: Exchange, script: Script) -> Iterator[Act]:
    """The next date is set within some days of the last meeting, or after a nudge; some postpone it once."""
    dated = [m for m in pair.meetings_in(MeetingState.SCHEDULED) if not m.kind.is_talk]
    if script.story is Story.POSTPONES:
        yield from (_postpones(pair, script, m) for m in dated if m.ics_sequence == 0 and m.sequence_no % 2)
    planned = pair.meetings_in(MeetingState.PLANNED)
    if dated or not planned or script.story is Story.FADES:
        return
    occasion = f"date/{planned[0].sequence_no}"
    at = after(pair, script, last_meeting_on(pair, exchange), occasion, days=(2, 13))
    day = max(planned[0].window_on, add_days(local_date(at, pair.zone), 2))
    starts_at = working_hour(pair, script, day, occasion)
    if local_date(starts_at, pair.zone) <= exchange.ends_on and at < starts_at:
        yield Act(at=at, command=c.ScheduleMeeting(by=drawn_side(pair, script, occasion), starts_at=starts_at))


def _postpones(pair: Pair, script: Script, meeting: Meeting) -> Act:
    at = working_hour(pair, script, add_days(meeting.window_on, -3), f"postpones/{meeting.sequence_no}")
    later = working_hour(pair, script, add_days(meeting.window_on, 6), f"later/{meeting.sequence_no}")
    by = drawn_side(pair, script, f"postpones/{meeting.sequence_no}")
    return Act(at=at, command=c.RescheduleMeeting(by=by, meeting_id=meeting.meeting_id, starts_at=later))


def _reviews(pair: Pair, stage: Review, script: Script) -> Iterator[Act]:
    for side in silent(stage.answered_by):
        at = after(pair, script, stage.opened_on, f"review/{side}", days=(1, 12))
        review = c.SubmitReview(
            by=side,
            goals=3 + draw(pair, script, f"goals/{side}", 3),
            balance=3 + draw(pair, script, f"balance/{side}", 3),
            recommend=6 + draw(pair, script, f"recommend/{side}", 5),
            topics_learned=script.seeks[side][:1],
        )
        yield Act(at=at, command=review)


def _sets_date(pair: Pair, script: Script, since: date, occasion: str, *, ahead: tuple[int, int]) -> Act:
    at = after(pair, script, since, occasion, days=(1, 6))
    first, last = ahead
    day = add_days(local_date(at, pair.zone), first + draw(pair, script, f"{occasion}/ahead", last - first + 1))
    starts_at = working_hour(pair, script, day, occasion)
    return Act(at=at, command=c.ScheduleMeeting(by=drawn_side(pair, script, occasion), starts_at=starts_at))
