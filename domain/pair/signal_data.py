"""What the signals of other services carry: one form for each type, strict about what a rule relies on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, TypeAdapter, ValidationError, model_validator

from domain.base import Frozen, Json

Ref = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:@/-]{1,100}$")]
# Empty where nobody is known.
Superior = Ref | Literal[""]
# Systems of personnel write 9999-12-31 for an open end; at the edges of the calendar no zone can count any more.
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
Day = Annotated[date, AfterValidator(lambda day: max(_FIRST_DAY, min(day, _LAST_DAY)))]
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]


class AboutPerson(Frozen):
    """A signal about one of the people."""

    person_id: Ref


class AboutMeeting(Frozen):
    """A signal about a meeting, named by its id or by the id of its calendar entry."""

    meeting_id: UUID | None = None
    ics_uid: Ref | None = None

    @model_validator(mode="after")
    def _named(self) -> Self:
        if self.meeting_id is None and self.ics_uid is None:
            raise ValueError("name the meeting")
        return self


class EmployeeLeft(AboutPerson):
    """Somebody has left the organisation, or is about to."""

    type: Literal["hr.employee_left"]
    last_day_on: Day


class LineChanged(AboutPerson):
    """Somebody reports to other people."""

    type: Literal["hr.manager_changed", "hr.org_unit_changed"]
    manager_id: Superior
    skip_level_id: Superior


class AbsenceBegan(AboutPerson):
    """Somebody is, or will be, away; `until_on` is the last day."""

    type: Literal["hr.absence_started"]
    from_on: Day
    until_on: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until_on < self.from_on:
            raise ValueError("an absence ends after it begins")
        return self


class AbsenceOver(AboutPerson):
    """Somebody is back, or will not be away."""

    type: Literal["hr.absence_ended"]


class InviteAnswered(AboutMeeting, AboutPerson):
    """Somebody answered an invitation in the calendar."""

    type: Literal["calendar.invite_accepted", "calendar.invite_declined"]


class EventMoved(AboutMeeting):
    """A meeting has another date in the calendar."""

    type: Literal["calendar.event_moved"]
    starts_at: Moment


class EventDeleted(AboutMeeting):
    """A meeting is no longer in the calendar."""

    type: Literal["calendar.event_deleted"]


class MailBounced(Frozen):
    """A letter came back. `error_class` is one word, never what a mail server wrote."""

    type: Literal["mail.bounced"]
    letter_id: UUID
    error_class: Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,60}$")]


class MailComplained(AboutPerson):
    """Somebody reported a letter as unwanted."""

    type: Literal["mail.complained"]


class AccountChanged(AboutPerson):
    """Somebody's account was disabled, or has another address."""

    type: Literal["idp.account_disabled", "idp.email_changed"]


class BriefingCompleted(AboutPerson):
    """Somebody has read the introduction."""

    type: Literal["lms.briefing_completed"]


AnyOfPerson = (
    EmployeeLeft | LineChanged | AbsenceBegan | AbsenceOver | MailComplained | AccountChanged | BriefingCompleted
)
AnyOfMeeting = InviteAnswered | EventMoved | EventDeleted
SignalData = Annotated[AnyOfPerson | AnyOfMeeting | MailBounced, Field(discriminator="type")]
_READER: TypeAdapter[SignalData] = TypeAdapter(SignalData)


def read(signal: str, data: Json) -> SignalData | None:
    """What a signal of this type carries; None where it cannot be read."""
    try:
        return _READER.validate_python({**data, "type": signal})
    except ValidationError:
        return None
