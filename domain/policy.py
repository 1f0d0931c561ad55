"""The versioned programme policy: every number that has a name. Pinned per pair by its first event."""

from __future__ import annotations

import hashlib
import re
from datetime import time
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field

from domain.base import Frozen

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOURS = re.compile(r"(?P<first>\w{3})-(?P<last>\w{3}) (?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)")


class SendingHours(Frozen):
    """When letters may go out in the recipient's zone; holidays count as closed."""

    weekdays: frozenset[int]
    opens: time
    closes: time

    @classmethod
    def parse(cls, text: str) -> SendingHours | None:
        """From `Mon-Fri 08:00-18:00`; None for `always`. Raises ValueError that says what is allowed."""
        if text == "always":
            return None
        found = _HOURS.fullmatch(text)
        if not found or found["first"] not in _WEEKDAYS or found["last"] not in _WEEKDAYS:
            raise ValueError("must be 'always' or like 'Mon-Fri 08:00-18:00'")
        first, last = _WEEKDAYS.index(found["first"]), _WEEKDAYS.index(found["last"])
        opens, closes = time.fromisoformat(found["opens"]), time.fromisoformat(found["closes"])
        hours = cls(weekdays=frozenset(range(first, last + 1)), opens=opens, closes=closes)
        if first > last or hours.minutes < 60:
            raise ValueError("must be open for an hour at least, within one week: 'Mon-Fri 08:00-18:00'")
        return hours

    @property
    def minutes(self) -> int:
        """How long they last on each day."""
        return (self.closes.hour - self.opens.hour) * 60 + self.closes.minute - self.opens.minute


def _readable_hours(text: str) -> str:
    SendingHours.parse(text)
    return text


def _rising(days: tuple[int, ...]) -> tuple[int, ...]:
    if any(day < 1 for day in days) or list(days) != sorted(set(days)):
        raise ValueError("must be rising days, each at least 1, like [3, 7]")
    return days


Reminders = Annotated[tuple[int, ...], AfterValidator(_rising)]


def _key(default: Any, meaning: str, *, ge: int | None = None, le: int | None = None) -> Any:
    return Field(default, description=meaning, ge=ge, le=le)


# What must come before what, and what must fit into what.
MUST_BE_LESS = (
    ("proposal.reminders", "proposal.expires"),
    ("chemistry.reminders", "chemistry.window"),
    ("kickoff.reminders", "kickoff.window"),
    ("kickoff.escalate_coordinator", "kickoff.red"),
    ("kickoff.red", "kickoff.coordinator_decision"),
    ("kickoff.coordinator_decision", "kickoff.lapse"),
    ("meeting.confirm_request", "meeting.confirm_reminder"),
    ("meeting.confirm_reminder", "meeting.confirm_closed"),
    ("meeting.no_date_nudge", "meeting.cadence"),
    ("health.amber", "health.red"),
    ("midway.reminder", "midway.window"),
    ("review.reminders", "review.window"),
    ("pause.question", "pause.max"),
)
MUST_FIT_INTO = (
    ("balance.minimum", "balance.window"),
    ("closing.notice_coordinator", "closing.notice_pair"),
    ("pause.max", "pause.total"),
)


class ProgrammePolicy(Frozen):
    """What a programme may set, with defaults and ranges. In files and letters the keys have dots.

    Days are calendar days in the organisation's zone unless a meaning says otherwise; a day-valued deadline
    falls at the end of its day, a reminder and an opening on its morning (see `docs/rules.md`).
    """

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        populate_by_name=True,
        alias_generator=lambda name: name.replace("__", "."),
    )

    proposal__expires: int = _key(10, "days to answer a proposal", ge=3, le=21)
    proposal__reminders: Reminders = _key((3, 7), "days after a proposal on which the silent are reminded")
    chemistry__window: int = _key(14, "days to hold the chemistry talk", ge=7, le=60)
    chemistry__reminders: Reminders = _key((5, 10), "days in the window on which a pair without a date is reminded")
    chemistry__talk_minutes: int = _key(30, "length of the chemistry talk", ge=15, le=60)
    chemistry__undecided_extension: int = _key(7, "days of the one extension if somebody is undecided", ge=3, le=21)
    chemistry__lapse: int = _key(7, "days after the window until missing answers count as no", ge=3, le=30)
    kickoff__window: int = _key(14, "days to hold the kickoff talk", ge=7, le=30)
    kickoff__reminders: Reminders = _key((5, 10), "days in the window on which an open kickoff is reminded of")
    kickoff__minutes: int = _key(90, "length of the kickoff talk", ge=45, le=120)
    kickoff__escalate_coordinator: int = _key(
        14, "days after which the coordinator learns of an open kickoff", ge=7, le=60
    )
    kickoff__red: int = _key(21, "days after which an open kickoff makes the pair's health red", ge=14, le=75)
    kickoff__coordinator_decision: int = _key(
        28, "days after which the coordinator is asked to decide about an open kickoff", ge=21, le=80
    )
    kickoff__decision_repeated: int = _key(14, "days after which that question is repeated", ge=7, le=42)
    kickoff__lapse: int = _key(90, "days after which an open kickoff ends the pair", ge=30, le=120)
    exchange__period: int = _key(6, "length of the exchange period in calendar months", ge=3, le=12)
    meeting__cadence: int = _key(28, "days from one meeting to the next", ge=14, le=42)
    meeting__minutes: int = _key(60, "length of a meeting", ge=30, le=120)
    meeting__dates_ahead: int = _key(2, "meetings planned ahead", ge=1, le=3)
    meeting__minimum_for_completion: int = _key(4, "held meetings that make a completion a full one", ge=1, le=12)
    meeting__no_date_nudge: int = _key(
        10, "days after the last meeting on which a pair without a date is nudged", ge=3, le=28
    )
    meeting__reminder: int = _key(24, "hours before a meeting by which its reminder has gone out", ge=1, le=72)
    meeting__confirm_request: int = _key(
        1, "days after a meeting on which both are asked whether it was held", ge=0, le=7
    )
    meeting__confirm_reminder: int = _key(4, "days after a meeting on which the silent are asked again", ge=2, le=14)
    meeting__confirm_closed: int = _key(7, "days after a meeting until it counts as unconfirmed", ge=3, le=21)
    meeting__reschedule_hint: int = _key(
        2, "times that one meeting is moved until the two get a hint, in private", ge=1, le=5
    )
    health__too_early_until: int = _key(14, "days after the kickoff in which health is not judged", ge=0, le=42)
    health__amber: int = _key(14, "days after the due date without a meeting until health is amber", ge=3, le=42)
    health__no_date: int = _key(21, "days without a date ahead until health is amber", ge=7, le=60)
    health__red: int = _key(28, "days after the due date without a meeting until health is red", ge=7, le=84)
    inactivity__warn: int = _key(90, "days without activity until the pair is asked whether it goes on", ge=60, le=120)
    inactivity__close: int = _key(7, "days after that question until an inactive pair is to be closed", ge=3, le=30)
    inactivity__auto_close: bool = _key(False, "whether an inactive pair is closed without the coordinator")
    pulse__first: int = _key(30, "days after the kickoff on which each is asked how it is going", ge=14, le=60)
    pulse__window: int = _key(14, "days to answer that question", ge=3, le=28)
    balance__window: int = _key(3, "last held meetings over which give and take are weighed", ge=2, le=6)
    balance__minimum: int = _key(2, "held meetings with a report that it takes to weigh them", ge=1, le=6)
    balance__hint_below: int = _key(50, "balance index, in per cent, below which the two get a hint", ge=10, le=90)
    balance__hint_again: int = _key(45, "days until the hint may be given again", ge=14, le=120)
    midway__at: int = _key(50, "per cent of the exchange period at which the midway check-in opens", ge=30, le=70)
    midway__window: int = _key(14, "days to hold the midway check-in", ge=7, le=28)
    midway__reminder: int = _key(7, "days in the window on which the silent are reminded", ge=1, le=27)
    closing__notice_pair: int = _key(28, "days before the end on which the pair is told", ge=7, le=56)
    closing__notice_coordinator: int = _key(14, "days before the end on which the coordinator is told", ge=1, le=56)
    review__window: int = _key(21, "days to look back", ge=7, le=42)
    review__reminders: Reminders = _key((7, 14), "days in the window on which the silent are reminded")
    followup__at: int = _key(90, "days after a completion on which each is asked what stayed; 0: never", ge=0, le=180)
    followup__window: int = _key(14, "days to answer that question", ge=3, le=28)
    extension__max: int = _key(1, "extensions that a pair may agree on", ge=0, le=3)
    extension__days: int = _key(91, "days by which an extension may move the end", ge=7, le=182)
    pause__max: int = _key(42, "days that one pause may last", ge=7, le=84)
    pause__total: int = _key(84, "days that all pauses of a pair may last together", ge=7, le=168)
    pause__question: int = _key(35, "days into a pause on which both are asked how to go on", ge=3, le=80)
    pause__offer_absence: int = _key(14, "days of an absence above which both are offered a pause", ge=3, le=60)
    rematch__offer_within: int = _key(
        14, "days to wish for a new partner, and days within which a wish is answered", ge=3, le=60
    )
    escalation__coordinator_reacts: int = _key(
        5, "working days to react until the next one on the ladder is told", ge=1, le=20
    )
    retention__pair_private: int = _key(
        90, "days after the end until the pair's private data is shredded", ge=7, le=365
    )
    mail__sending_hours: Annotated[str, AfterValidator(_readable_hours)] = _key(
        "Mon-Fri 08:00-18:00", "when letters go out in the recipient's zone, for an hour a day at least, or 'always'"
    )
    mail__nudge_jitter: int = _key(45, "minutes over which nudges of one morning are spread", ge=0, le=240)
    mail__weekly_cap: int = _key(2, "nudges that one person gets within seven days, at most", ge=1, le=7)
    mail__stale_after: int = _key(7, "days after which a nudge that could not leave is given up", ge=1, le=28)
    matching__minimum_fit: int = _key(300, "least fit in each direction, of 1000", ge=1, le=1000)
    matching__same_manager: bool = _key(False, "whether two people with the same manager may be a pair")

    @property
    def version(self) -> str:
        """The policy's name: a hash of its content, so that equal policies have equal versions."""
        return hashlib.sha256(self.model_dump_json(by_alias=True).encode()).hexdigest()[:12]

    def contradictions(self) -> tuple[str, ...]:
        """What cannot hold together, in words; empty for a policy that may be published."""
        faults = [
            f"{key}: {largest} must be less than {limit_key} ({limit})"
            for key, limit_key in MUST_BE_LESS
            if (largest := self._largest(key)) >= (limit := self._largest(limit_key))
        ]
        faults += [
            f"{key}: {largest} must not exceed {limit_key} ({limit})"
            for key, limit_key in MUST_FIT_INTO
            if (largest := self._largest(key)) > (limit := self._largest(limit_key))
        ]
        if self.mail__nudge_jitter >= self._minutes_open:
            minutes = f"the minutes of mail.sending_hours ({self._minutes_open})"
            faults.append(f"mail.nudge_jitter: {self.mail__nudge_jitter} must be less than {minutes}")
        return tuple(faults)

    def _largest(self, key: str) -> int:
        """The value of a key, the last one of a list; 0 for an empty list."""
        value: int | tuple[int, ...] = getattr(self, key.replace(".", "__"))
        return value if isinstance(value, int) else max(value, default=0)

    @property
    def _minutes_open(self) -> int:
        hours = SendingHours.parse(self.mail__sending_hours)
        return hours.minutes if hours else 24 * 60


def policy_keys() -> dict[str, str]:
    """Every key a programme may set, with its meaning."""
    return {str(f.alias): str(f.description) for f in ProgrammePolicy.model_fields.values()}
