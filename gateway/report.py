"""What is shown of a pair, as the command line prints it and as JSON. All times are in the organisation's zone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime

from domain.base import Deadline, Frozen
from domain.letters import Template
from domain.pair.allowed import ALLOWED
from domain.pair.due import open_deadlines
from domain.pair.state import Escalation
from domain.pair.summary import Overview
from domain.pair.told import AskedLetter, LetterState
from domain.pair.values import EscalationLevel, Health, MeetingKind, MeetingState, Phase, Side
from gateway import plain_words
from gateway.reading import Story


class Due(Frozen):
    """An open deadline, and what happens then."""

    key: str
    due_at: AwareDatetime
    then: str


class Line(Frozen):
    """A pair in a list."""

    pair_id: str
    cohort_id: str
    phase: Phase
    health: Health | None
    meetings_held: int
    letters_sent: int
    next_deadline: Due | None


class MeetingShown(Frozen):
    """A talk or meeting; without `starts_at` it is only expected around `window_on`."""

    meeting_id: UUID
    kind: MeetingKind
    state: MeetingState
    window_on: date
    starts_at: AwareDatetime | None


class LetterShown(Frozen):
    """A letter and the event that asked for it; see `AskedLetter` for what is not told."""

    template: Template
    because: str
    asked_at: AwareDatetime
    state: LetterState


class MatterShown(Frozen):
    """A matter that waits for a person; `react_by_on` is null where nobody above is left to be told."""

    escalation_id: UUID
    about: str
    level: EscalationLevel
    react_by_on: date | None
    is_acknowledged: bool


class Report(Frozen):
    """A pair in full. `possible` are the participants' commands that its phase knows."""

    pair_id: str
    phase: Phase
    standing: str
    programme_id: str
    cohort_id: str
    policy_version: str
    time_zone: str
    partners: dict[Side, str]
    meetings_held: int
    meetings: tuple[MeetingShown, ...]
    letters_sent: int
    letters_owed: tuple[LetterShown, ...]
    deadlines: tuple[Due, ...]
    matters: tuple[MatterShown, ...]
    possible: tuple[str, ...]


class Entry(Frozen):
    """A row of the timeline.

    `name` is the type of the event, the template of the letter or the key of the deadline; `because` says who
    or what caused it. `state` is that of a letter; a deadline in the timeline is open.
    """

    at: AwareDatetime
    kind: Literal["event", "letter", "deadline"]
    name: str
    words: str
    because: str = ""
    state: str = ""


class Timeline(Frozen):
    """Everything of a pair in the order of time."""

    pair_id: str
    time_zone: str
    entries: tuple[Entry, ...]


class Done(Frozen):
    """What was recorded just now, and where the pair stands since."""

    pair_id: str
    recorded: tuple[str, ...]
    phase: Phase
    standing: str


def line(overview: Overview) -> Line:
    """A pair in a list."""
    pair, due = overview.summary, overview.next_deadline
    return Line(
        pair_id=pair.pair_id,
        cohort_id=pair.cohort_id,
        phase=pair.phase,
        health=pair.health,
        meetings_held=pair.meetings_held,
        letters_sent=overview.letters_sent,
        next_deadline=_due(due, pair.time_zone) if due else None,
    )


def report(story: Story) -> Report:
    """A pair in full."""
    pair = story.pair
    match = pair.match
    return Report(
        pair_id=story.pair_id,
        phase=pair.phase,
        standing=plain_words.standing(pair),
        programme_id=match.programme_id,
        cohort_id=match.cohort_id,
        policy_version=pair.policy.version,
        time_zone=pair.zone,
        partners={"a": match.a.person_id, "b": match.b.person_id},
        meetings_held=pair.meetings_held,
        meetings=tuple(_meetings(story)),
        letters_sent=story.letters_sent,
        letters_owed=tuple(_letter(x, pair.zone) for x in story.letters if x.state is LetterState.OWED),
        deadlines=_deadlines(story),
        matters=tuple(_matter(each) for each in pair.escalations),
        possible=ALLOWED[pair.phase],
    )


def timeline(story: Story) -> Timeline:
    """Events, letters and open deadlines, the earliest first; a letter comes after what asked for it."""
    entries = [*_events(story), *_asked_letters(story), *_open_deadlines(story)]
    ordered = tuple(sorted(entries, key=lambda entry: entry.at))
    return Timeline(pair_id=story.pair_id, time_zone=story.pair.zone, entries=ordered)


def done(story: Story, recorded: Sequence[str]) -> Done:
    """What was recorded, and where the pair stands since."""
    pair = story.pair
    return Done(pair_id=story.pair_id, recorded=tuple(recorded), phase=pair.phase, standing=plain_words.standing(pair))


def _meetings(story: Story) -> Iterator[MeetingShown]:
    for meeting in story.pair.meetings:
        yield MeetingShown(
            meeting_id=meeting.meeting_id,
            kind=meeting.kind,
            state=meeting.state,
            window_on=meeting.window_on,
            starts_at=_in_zone(meeting.starts_at, story.pair.zone) if meeting.starts_at else None,
        )


def _matter(escalation: Escalation) -> MatterShown:
    about = plain_words.matter(escalation.cause)
    return MatterShown(about=about, **escalation.model_dump(exclude={"cause"}))


def _deadlines(story: Story) -> tuple[Due, ...]:
    return tuple(_due(deadline, story.pair.zone) for deadline in open_deadlines(story.pair))


def _due(deadline: Deadline, zone: str) -> Due:
    due_at = _in_zone(deadline.due_at, zone)
    return Due(key=deadline.key, due_at=due_at, then=plain_words.consequence(deadline.key))


def _letter(letter: AskedLetter, zone: str) -> LetterShown:
    asked_at = _in_zone(letter.asked_at, zone)
    return LetterShown(template=letter.template, because=letter.because, asked_at=asked_at, state=letter.state)


def _events(story: Story) -> Iterator[Entry]:
    for happened in story.happened:
        yield Entry(
            at=_in_zone(happened.at, story.pair.zone),
            kind="event",
            name=type(happened.event).__name__,
            words=plain_words.happening(happened.event, story.pair.zone),
            because=plain_words.caused_by(happened),
        )


def _asked_letters(story: Story) -> Iterator[Entry]:
    for letter in story.letters:
        yield Entry(
            at=_in_zone(letter.asked_at, story.pair.zone),
            kind="letter",
            name=letter.template,
            words=plain_words.letter(letter.template),
            because=letter.because,
            state=letter.state,
        )


def _open_deadlines(story: Story) -> Iterator[Entry]:
    for due in _deadlines(story):
        yield Entry(at=due.due_at, kind="deadline", name=due.key, words=due.then)


def _in_zone(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))
