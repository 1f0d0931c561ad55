"""The agreement of the kickoff talk: five points, one text, one hash."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from domain.base import ONE_LINE, Frozen, Json, Refused
from domain.pair.values import Match, TopicCode
from domain.working_time import add_days, add_months, local_date


class KickoffPoint(StrEnum):
    """The five agenda points of the kickoff talk."""

    GOALS_AND_CONTENT = "GOALS_AND_CONTENT"
    ROLES_AND_RULES = "ROLES_AND_RULES"
    HALF_YEAR_PLAN = "HALF_YEAR_PLAN"
    DOCUMENTATION = "DOCUMENTATION"
    FRAMEWORK_CONDITIONS = "FRAMEWORK_CONDITIONS"


class DocumentationMode(StrEnum):
    """What the two write down, and where. The system itself keeps no content."""

    NONE = "NONE"
    OWN_NOTES = "OWN_NOTES"
    SHARED_NOTES_OUTSIDE = "SHARED_NOTES_OUTSIDE"


TopicCodes = Annotated[tuple[TopicCode, ...], Field(min_length=1, max_length=3)]


class Goals(Frozen):
    """What one partner wants to learn and offers: topic codes, and optional words for the two alone."""

    learns: TopicCodes
    gives: TopicCodes
    wording: Annotated[str, Field(max_length=500, pattern=ONE_LINE)] = ""


class GoalsAndContent(Frozen):
    """Point 1."""

    a: Goals
    b: Goals


class RolesAndRules(Frozen):
    """Point 2. Each rule must be agreed to; there is nothing to bargain."""

    equal_footing: Literal[True] = True
    alternating_lead: Literal[True] = True
    confidentiality: Literal[True] = True
    feedback_rule: Literal[True] = True
    exit_rule_known: Literal[True] = True
    not_line_management: Literal[True] = True


class HalfYearPlan(Frozen):
    """Point 3. The end, the midway date and the closing date follow from the start and the policy."""

    starts_on: date
    ends_on: date
    midway_on: date
    closing_on: date
    cadence_days: Annotated[int, Field(ge=14, le=42)]
    next_meetings_at: Annotated[tuple[AwareDatetime, ...], Field(max_length=2)] = ()


class Documentation(Frozen):
    """Point 4."""

    mode: DocumentationMode = DocumentationMode.OWN_NOTES
    coordinator_gets: Literal["DATES_AND_HELD"] = "DATES_AND_HELD"
    deleted_at_the_end: Literal[True] = True


class FrameworkConditions(Frozen):
    """Point 5. `place` is a site code or REMOTE."""

    place: Annotated[str, Field(max_length=60, pattern=ONE_LINE)] = "REMOTE"
    minutes: Annotated[int, Field(ge=30, le=120)] = 60
    in_working_time: bool = True
    cancellation_notice_hours: Annotated[int, Field(ge=0, le=168)] = 24
    channel: Annotated[str, Field(max_length=60, pattern=ONE_LINE)] = "EMAIL"
    language: Literal["de", "en"] = "de"
    accessibility: Annotated[str, Field(max_length=200, pattern=ONE_LINE)] = ""


class ExchangeAgreement(Frozen):
    """The text that both approve. `salt` keeps the hash from being guessed."""

    goals: GoalsAndContent
    roles: RolesAndRules = RolesAndRules()
    plan: HalfYearPlan
    documentation: Documentation = Documentation()
    conditions: FrameworkConditions = FrameworkConditions()
    salt: Annotated[str, Field(min_length=16, max_length=64)]

    def point(self, point: KickoffPoint) -> Frozen:
        """What the agreement says on one point."""
        match point:
            case KickoffPoint.GOALS_AND_CONTENT:
                return self.goals
            case KickoffPoint.ROLES_AND_RULES:
                return self.roles
            case KickoffPoint.HALF_YEAR_PLAN:
                return self.plan
            case KickoffPoint.DOCUMENTATION:
                return self.documentation
            case KickoffPoint.FRAMEWORK_CONDITIONS:
                return self.conditions

    def hash(self) -> str:
        """SHA-256 of the canonical JSON of all fields and the salt, in hex."""
        return _hash(self.model_dump(mode="json"))

    def point_hash(self, point: KickoffPoint) -> str:
        """SHA-256 of one point's values and the salt, in hex."""
        return _hash({"point": self.point(point).model_dump(mode="json"), "salt": self.salt})


def half_year(match: Match, starts_on: date, *, cadence_days: int | None = None) -> HalfYearPlan:
    """The plan that follows from a start date: `exchange.period` months, midway by `midway.at` per cent."""
    policy = match.policy
    ends_on = add_months(starts_on, policy.exchange__period)
    return HalfYearPlan(
        starts_on=starts_on,
        ends_on=ends_on,
        midway_on=add_days(starts_on, (ends_on - starts_on).days * policy.midway__at // 100),
        closing_on=add_days(ends_on, -policy.closing__notice_pair),
        cadence_days=cadence_days or policy.meeting__cadence,
    )


def check_plan(match: Match, plan: HalfYearPlan, at: AwareDatetime) -> None:
    """Refuses a plan whose dates do not follow from its start, or whose meetings lie outside it."""
    check_start(match, plan, at)
    due = half_year(match, plan.starts_on, cadence_days=plan.cadence_days)
    if plan.with_(next_meetings_at=()) != due:
        raise Refused(
            f"a half year from {due.starts_on} ends on {due.ends_on}, with midway on {due.midway_on} "
            f"and closing on {due.closing_on}",
            allowed=("ProposeAgreement",),
        )
    days = [local_date(meeting, match.time_zone) for meeting in plan.next_meetings_at]
    if not all(meeting > at for meeting in plan.next_meetings_at) or not all(day <= plan.ends_on for day in days):
        raise Refused(f"the next meetings must lie between now and {plan.ends_on}", allowed=("ProposeAgreement",))


def check_start(match: Match, plan: HalfYearPlan, at: AwareDatetime) -> None:
    """Refuses a plan whose half year starts too far from now, as an old text's may when it is confirmed late."""
    today = local_date(at, match.time_zone)
    if not add_days(today, -14) <= plan.starts_on <= add_days(today, 31):
        raise Refused("the half year may start between 14 days ago and 31 days from now", allowed=("ProposeAgreement",))


def _hash(content: Json) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
