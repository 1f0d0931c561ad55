"""The versioned programme policy: keys with dots, ranges, contradictions, a version."""

from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from domain.policy import ProgrammePolicy, SendingHours, policy_keys
from tests.domain.chance import policies


def test_the_defaults_hold_together() -> None:
    """A programme that sets nothing has a policy without contradictions."""
    assert ProgrammePolicy().contradictions() == ()


def test_keys_have_dots_outside_and_names_inside() -> None:
    """A file's key and the code's name mean the same, and survive storing."""
    policy = ProgrammePolicy.model_validate({"proposal.expires": 5, "proposal.reminders": [1, 4]})
    assert policy == ProgrammePolicy(proposal__expires=5, proposal__reminders=(1, 4))
    assert ProgrammePolicy.model_validate_json(policy.model_dump_json()) == policy
    assert ProgrammePolicy.model_validate_json(policy.model_dump_json(by_alias=True)) == policy
    assert {"proposal.expires", "mail.sending_hours", "retention.pair_private"} <= set(policy_keys())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("proposal.expires", 2),
        ("proposal.expires", 22),
        ("proposal.reminders", [7, 3]),
        ("proposal.reminders", [0]),
        ("proposal.reminders", [3, 3]),
        ("exchange.period", 2),
        ("meeting.cadence", 43),
        ("retention.pair_private", 6),
        ("mail.sending_hours", "at night"),
        ("mail.sending_hours", "Fri-Mon 08:00-18:00"),
        ("mail.sending_hours", "Mon-Fri 18:00-08:00"),
        ("mail.sending_hours", "Mon-Fri 08:00-25:00"),
        ("mail.sending_hours", "Mon-Fri 08:00-08:59"),
        ("mail.sending_hours", "Mon-Fri 08:30-09:29"),
        ("mail.sending_hours", "Mon-Foo 08:00-18:00"),
    ],
)
def test_values_out_of_range(key: str, value: Any) -> None:
    """A value outside its range is turned away, under its key."""
    with pytest.raises(ValidationError, match=key):
        ProgrammePolicy.model_validate({key: value})


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"proposal.reminders": [3, 10]}, "proposal.reminders: 10 must be less than proposal.expires (10)"),
        ({"chemistry.reminders": [14]}, "chemistry.reminders: 14 must be less than chemistry.window (14)"),
        ({"kickoff.window": 10}, "kickoff.reminders: 10 must be less than kickoff.window (10)"),
        ({"review.window": 14}, "review.reminders: 14 must be less than review.window (14)"),
        ({"midway.reminder": 14}, "midway.reminder: 14 must be less than midway.window (14)"),
        ({"meeting.confirm_request": 4}, "meeting.confirm_request: 4 must be less than meeting.confirm_reminder (4)"),
        ({"meeting.confirm_closed": 4}, "meeting.confirm_reminder: 4 must be less than meeting.confirm_closed (4)"),
        (
            {"meeting.no_date_nudge": 28},
            "meeting.no_date_nudge: 28 must be less than meeting.cadence (28)",
        ),
        (
            {"mail.sending_hours": "Mon-Fri 08:30-09:30", "mail.nudge_jitter": 60},
            "mail.nudge_jitter: 60 must be less than the minutes of mail.sending_hours (60)",
        ),
        ({"kickoff.red": 14}, "kickoff.escalate_coordinator: 14 must be less than kickoff.red (14)"),
        ({"kickoff.red": 28}, "kickoff.red: 28 must be less than kickoff.coordinator_decision (28)"),
        (
            {"kickoff.coordinator_decision": 40, "kickoff.lapse": 40},
            "kickoff.coordinator_decision: 40 must be less than kickoff.lapse (40)",
        ),
        ({"health.amber": 28}, "health.amber: 28 must be less than health.red (28)"),
        ({"pause.max": 35}, "pause.question: 35 must be less than pause.max (35)"),
        ({"pause.total": 41}, "pause.max: 42 must not exceed pause.total (41)"),
        ({"balance.minimum": 4}, "balance.minimum: 4 must not exceed balance.window (3)"),
        (
            {"closing.notice_coordinator": 29},
            "closing.notice_coordinator: 29 must not exceed closing.notice_pair (28)",
        ),
    ],
)
def test_what_cannot_hold_together(keys: dict[str, Any], said: str) -> None:
    """A contradiction names both keys and both values."""
    assert ProgrammePolicy.model_validate(keys).contradictions() == (said,)


def test_the_largest_that_fits() -> None:
    """What must fit into something may be as large as that."""
    keys = {"pause.total": 42, "balance.minimum": 3, "closing.notice_coordinator": 28}
    assert ProgrammePolicy.model_validate(keys).contradictions() == ()


def test_no_reminders_at_all() -> None:
    """A programme may do without reminders."""
    assert ProgrammePolicy(proposal__reminders=(), review__reminders=()).contradictions() == ()


def test_the_version_is_the_content() -> None:
    """Equal policies have equal versions, other ones others."""
    assert ProgrammePolicy().version == ProgrammePolicy(proposal__expires=10).version
    assert ProgrammePolicy().version != ProgrammePolicy(proposal__expires=9).version


def test_sending_hours_in_words() -> None:
    """Days and hours are read as they are written; `always` means no limit."""
    hours = SendingHours.parse("Tue-Thu 09:30-12:00")
    assert hours is not None
    assert (sorted(hours.weekdays), str(hours.opens), str(hours.closes)) == ([1, 2, 3], "09:30:00", "12:00:00")
    assert (hours.minutes, SendingHours.parse("always")) == (150, None)


@pytest.mark.parametrize("hours", ["Mon-Fri 08:30-09:30", "always"])
def test_nudges_have_room_in_the_sending_hours(hours: str) -> None:
    """An hour is enough to be open, and for nudges that are spread over less; `always` has room for any spread."""
    spread = 240 if hours == "always" else 59
    policy = ProgrammePolicy.model_validate({"mail.sending_hours": hours, "mail.nudge_jitter": spread})
    assert policy.contradictions() == ()


@settings(max_examples=25, deadline=None)
@given(policies())
def test_any_policy_survives_storing(policy: ProgrammePolicy) -> None:
    """Whatever is allowed can be stored and read again, with the same version."""
    again = ProgrammePolicy.model_validate_json(policy.model_dump_json(by_alias=True))
    assert (again, again.version) == (policy, policy.version)
