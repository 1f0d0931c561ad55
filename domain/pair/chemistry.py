"""From the first talk to two sealed answers, and how they are weighed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from domain.base import Deadline, Refused
from domain.pair import events as e
from domain.pair import meeting
from domain.pair.keys import DeadlineKey
from domain.pair.sending import nudging
from domain.pair.stages import Chemistry
from domain.pair.state import Pair
from domain.pair.values import ChemistryVerdict, MeetingKind, Side
from domain.working_time import add_days, end_of_day, local_date

K = DeadlineKey


def give_verdict(
    pair: Pair, chemistry: Chemistry, by: Side, verdict: ChemistryVerdict, at: datetime
) -> tuple[e.PairEvent, ...]:
    """An answer, changeable until the second one; then both are weighed."""
    if not _may_answer(pair, chemistry, at):
        raise Refused(
            f"answers are possible once the talk is over, or after {chemistry.due_on}", allowed=("ScheduleMeeting",)
        )
    if chemistry.verdicts.get(by) is verdict:
        return ()
    verdicts = {**chemistry.verdicts, by: verdict}
    given = e.ChemistryVerdictGiven(by=by, verdict=verdict)
    if len(verdicts) == 1:
        return (given,)
    return given, *_weigh(pair, chemistry, tuple(verdicts.values()), at)


def deadlines(pair: Pair, chemistry: Chemistry) -> Iterator[Deadline]:
    """Reminders while there is no date; the request for answers after the talk or the window; the lapse."""
    talk = meeting.talk_of(pair, MeetingKind.CHEMISTRY)
    if talk is None and not chemistry.extensions:
        yield from _reminders(pair, chemistry)
    if not chemistry.is_verdict_requested:
        last_day = min(talk.window_on, chemistry.due_on) if talk else chemistry.due_on
        yield Deadline(key=f"{K.CHEMISTRY_WINDOW}#{chemistry.extensions}", due_at=end_of_day(last_day, pair.zone))
    lapses_on = add_days(chemistry.due_on, pair.policy.chemistry__lapse)
    yield Deadline(key=f"{K.CHEMISTRY_LAPSE}#{chemistry.extensions}", due_at=end_of_day(lapses_on, pair.zone))


def passed(pair: Pair, chemistry: Chemistry, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a passed deadline of this phase."""
    match K.of(key):
        case K.CHEMISTRY_WINDOW:
            answer_by_on = add_days(chemistry.due_on, pair.policy.chemistry__lapse)
            return (e.ChemistryVerdictRequested(answer_by_on=answer_by_on),)
        case K.CHEMISTRY_LAPSE:
            return _not_continued(pair, "LAPSED", at)
        case K.CHEMISTRY_REMINDER:
            return (e.ReminderFellDue(key=key),)
        case _:
            raise AssertionError(key)


def _reminders(pair: Pair, chemistry: Chemistry) -> Iterator[Deadline]:
    spared_until = meeting.spared_until(pair, MeetingKind.CHEMISTRY)
    for days in pair.policy.chemistry__reminders:
        day = add_days(chemistry.opened_on, days)
        if day > spared_until:
            yield Deadline(key=f"{K.CHEMISTRY_REMINDER}#{days}", due_at=nudging(pair, day))


def _may_answer(pair: Pair, chemistry: Chemistry, at: datetime) -> bool:
    talk = meeting.talk_of(pair, MeetingKind.CHEMISTRY)
    has_talked = talk is not None and talk.has_ended(at)
    return has_talked or chemistry.is_verdict_requested or local_date(at, pair.zone) > chemistry.due_on


def _weigh(
    pair: Pair, chemistry: Chemistry, verdicts: tuple[ChemistryVerdict, ...], at: datetime
) -> tuple[e.PairEvent, ...]:
    """Any no ends it, two yes pass, an undecided extends once; everything else is not continued."""
    today = local_date(at, pair.zone)
    if ChemistryVerdict.NO_FIT in verdicts:
        return _not_continued(pair, "NO_FIT", at)
    if ChemistryVerdict.UNDECIDED not in verdicts:
        due_on = add_days(today, pair.policy.kickoff__window)
        opened = e.KickoffOpened(opened_on=today, due_on=due_on)
        return *meeting.settled(pair, at, MeetingKind.CHEMISTRY), e.ChemistryCheckPassed(), opened
    if chemistry.extensions:
        return _not_continued(pair, "NO_FIT", at)
    due_on = add_days(today, pair.policy.chemistry__undecided_extension)
    return (
        *meeting.settled(pair, at, MeetingKind.CHEMISTRY),
        e.ChemistryCheckExtended(extended_on=today, due_on=due_on, n=1),
    )


def _not_continued(pair: Pair, cause: Literal["NO_FIT", "LAPSED"], at: datetime) -> tuple[e.PairEvent, ...]:
    ended = e.ChemistryCheckNotContinued(cause=cause, ended_on=local_date(at, pair.zone))
    return *meeting.settled(pair, at, MeetingKind.CHEMISTRY), ended
