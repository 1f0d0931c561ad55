"""The deadlines of a pair by name. Each starts with the policy key from which its moment comes."""

from __future__ import annotations

from enum import StrEnum


class DeadlineKey(StrEnum):
    """What a deadline is about. In a plan it may be followed by `#` and what tells it from others of its kind."""

    PROPOSAL_REMINDER = "proposal.reminders"
    PROPOSAL_EXPIRES = "proposal.expires"
    CHEMISTRY_REMINDER = "chemistry.reminders"
    CHEMISTRY_WINDOW = "chemistry.window"
    CHEMISTRY_LAPSE = "chemistry.lapse"
    KICKOFF_REMINDER = "kickoff.reminders"
    KICKOFF_ESCALATE = "kickoff.escalate_coordinator"
    KICKOFF_RED = "kickoff.red"
    KICKOFF_DECISION = "kickoff.coordinator_decision"
    KICKOFF_LAPSE = "kickoff.lapse"
    MEETING_REMINDER = "meeting.reminder"
    CONFIRM_REQUEST = "meeting.confirm_request"
    CONFIRM_REMINDER = "meeting.confirm_reminder"
    CONFIRM_CLOSED = "meeting.confirm_closed"
    NO_DATE_NUDGE = "meeting.no_date_nudge"
    SECOND_NUDGE = "meeting.cadence"
    HEALTH_BEGINS = "health.too_early_until"
    HEALTH_NO_DATE = "health.no_date"
    HEALTH_AMBER = "health.amber"
    HEALTH_RED = "health.red"
    INACTIVITY_WARN = "inactivity.warn"
    INACTIVITY_CLOSE = "inactivity.close"
    PULSE_FIRST = "pulse.first"
    PULSE_WINDOW = "pulse.window"
    MIDWAY = "midway.at"
    MIDWAY_REMINDER = "midway.reminder"
    MIDWAY_WINDOW = "midway.window"
    PAUSE_QUESTION = "pause.question"
    PAUSE_END = "pause.max"
    CLOSING_PAIR = "closing.notice_pair"
    CLOSING_COORDINATOR = "closing.notice_coordinator"
    EXCHANGE_END = "exchange.period"
    REVIEW_REMINDER = "review.reminders"
    REVIEW_WINDOW = "review.window"
    FOLLOW_UP = "followup.at"
    REMATCH_WISH = "rematch.offer_within"
    RETENTION = "retention.pair_private"
    ESCALATION = "escalation.coordinator_reacts"

    @classmethod
    def of(cls, key: str) -> DeadlineKey:
        """What a deadline of a plan is about."""
        return cls(key.split("#")[0])

    @property
    def rests_in_pause(self) -> bool:
        """Whether it waits while the pair pauses, and moves by the paused days."""
        return self not in _GO_ON


_GO_ON = frozenset(
    {
        DeadlineKey.MEETING_REMINDER,
        DeadlineKey.CONFIRM_REQUEST,
        DeadlineKey.CONFIRM_REMINDER,
        DeadlineKey.CONFIRM_CLOSED,
        DeadlineKey.PAUSE_QUESTION,
        DeadlineKey.PAUSE_END,
        DeadlineKey.ESCALATION,
    }
)
