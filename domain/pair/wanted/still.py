"""Which letters that wait for their moment are still wanted, as the pair stands now."""

from __future__ import annotations

from datetime import datetime

from domain.base import Letter
from domain.letters import Template
from domain.pair.stages import Chemistry, Exchange, Kickoff, Midway, Pause, PulseRound
from domain.pair.state import Pair, answered
from domain.pair.values import MeetingState, Phase, Side
from domain.pair.wanted.course import proposals
from domain.pair.wanted.shape import meeting_params

T = Template
_HALF_YEAR = (Phase.ACTIVE, Phase.CLOSING)
# While paused nobody is nudged; what was agreed is told all the same.
_AT: dict[Template, tuple[Phase, ...]] = {
    T.MATCH_PROPOSED: (Phase.PROPOSED,),
    T.MATCH_REMINDER: (Phase.PROPOSED,),
    T.MATCH_CONFIRMED: (Phase.CHEMISTRY,),
    T.CHEMISTRY_REMINDER: (Phase.CHEMISTRY,),
    T.CHEMISTRY_VERDICT_REQUEST: (Phase.CHEMISTRY,),
    T.CHEMISTRY_EXTENDED: (Phase.CHEMISTRY,),
    T.KICKOFF_INVITATION: (Phase.KICKOFF,),
    T.KICKOFF_REMINDER: (Phase.KICKOFF,),
    T.KICKOFF_OVERDUE: (Phase.KICKOFF,),
    T.AGREEMENT_CONFIRM: (Phase.KICKOFF,),
    T.KICKOFF_COMPLETED: (*_HALF_YEAR, Phase.PAUSED),
    T.NO_DATE_NUDGE: _HALF_YEAR,
    T.CADENCE_MISSED: _HALF_YEAR,
    T.BALANCE_HINT: _HALF_YEAR,
    T.PULSE_DAY30: _HALF_YEAR,
    T.MIDWAY_INVITATION: _HALF_YEAR,
    T.MIDWAY_REMINDER: _HALF_YEAR,
    T.INACTIVITY_WARNING: _HALF_YEAR,
    T.INACTIVE_PAIR: _HALF_YEAR,
    T.PAUSE_OFFERED: (Phase.ACTIVE,),
    T.DATES_OFFERED: _HALF_YEAR,
    T.PARTNER_PROPOSES: (*_HALF_YEAR, Phase.PAUSED),
    T.EXTENSION_DECLINED: (*_HALF_YEAR, Phase.PAUSED),
    T.EXTENSION_CONFIRMED: (*_HALF_YEAR, Phase.PAUSED),
    T.AGREEMENT_AMENDED: (*_HALF_YEAR, Phase.PAUSED),
    T.PAUSED: (Phase.PAUSED,),
    T.RESUME_QUESTION: (Phase.PAUSED,),
    T.RESUMED: _HALF_YEAR,
    T.CLOSING_AHEAD: (Phase.CLOSING,),
    T.PAIRS_ENDING: _HALF_YEAR,
    T.REVIEW_REQUEST: (Phase.REVIEW,),
    T.REVIEW_REMINDER: (Phase.REVIEW,),
    T.FOLLOW_UP: (Phase.COMPLETED,),
}

# Letters that ask each partner for an answer of their own: who has given it is not asked.
_ASKS_EACH = (
    T.MATCH_PROPOSED,
    T.MATCH_REMINDER,
    T.CHEMISTRY_VERDICT_REQUEST,
    T.AGREEMENT_CONFIRM,
    T.MIDWAY_INVITATION,
    T.MIDWAY_REMINDER,
    T.REVIEW_REQUEST,
    T.REVIEW_REMINDER,
)
# What an open pair alone needs a person for.
_WHILE_OPEN = (T.PAIR_RED, T.HIERARCHY_CONFLICT, T.DEPUTY_ESCALATION, T.DELIVERY_PROBLEM)


def is_wanted(pair: Pair, letter: Letter, at: datetime) -> bool:
    """Whether the reason of an owed letter has not gone meanwhile."""
    template = Template(letter.template)
    if pair.phase not in _AT.get(template, tuple(Phase)):
        return False
    if template in _WHILE_OPEN:
        return pair.phase.is_open
    if letter.to in _answered(pair, template):
        return False
    match template:
        case T.MEETING_INVITE | T.MEETING_CHANGED | T.MEETING_REMINDER | T.MEETING_CONFIRM:
            return _is_about_a_date(pair, letter)
        case T.CHEMISTRY_REMINDER | T.KICKOFF_REMINDER | T.NO_DATE_NUDGE | T.CADENCE_MISSED | T.DATES_OFFERED:
            return not any(m.is_ahead(at) for m in pair.meetings)
        case _:
            return _holds(pair, template, letter.params)


def _answered(pair: Pair, template: Template) -> tuple[Side, ...]:
    match template, pair.stage:
        case T.PULSE_DAY30, Exchange(pulse=PulseRound(answered_by=sides)):
            return sides
        case T.FOLLOW_UP, _:
            return pair.private.followed_up_by
        case _:
            return answered(pair) if template in _ASKS_EACH else ()


def _holds(pair: Pair, template: Template, params: dict[str, str]) -> bool:
    """Whether what a letter says is still so at the stage it belongs to."""
    match template, pair.stage:
        case T.CHEMISTRY_VERDICT_REQUEST, Chemistry(is_verdict_requested=is_asked):
            return is_asked
        case T.AGREEMENT_CONFIRM, Kickoff(version=version):
            return params["agreement_version"] == str(version)
        case _, Exchange() as exchange:
            return _holds_in_exchange(exchange, template, params)
        case _:
            return True


def _holds_in_exchange(exchange: Exchange, template: Template, params: dict[str, str]) -> bool:
    match template, exchange:
        case ((T.MIDWAY_INVITATION | T.MIDWAY_REMINDER), Exchange(midway=Midway(is_closed=is_closed))):
            return not is_closed
        case ((T.PAUSED | T.RESUME_QUESTION), Exchange(pause=Pause(until_on=until_on))):
            return params["until_on"] == str(until_on)
        case ((T.INACTIVITY_WARNING | T.INACTIVE_PAIR), Exchange(close_on=close_on)):
            return params["close_on"] == str(close_on)
        case T.PARTNER_PROPOSES, _:
            return proposals(exchange).get(params["proposal"]) == params["day_on"]
        case ((T.EXTENSION_CONFIRMED | T.RESUMED | T.CLOSING_AHEAD | T.PAIRS_ENDING), Exchange(ends_on=ends_on)):
            return params["ends_on"] == str(ends_on)
        case _:
            return True


def _is_about_a_date(pair: Pair, letter: Letter) -> bool:
    """Whether the meeting still has the date that the letter names, and the reader has not yet said how it went."""
    about = next((m for m in pair.meetings if str(m.meeting_id) == letter.params["meeting_id"]), None)
    if about is None or about.state is not MeetingState.SCHEDULED:
        return False
    return meeting_params(about).items() <= letter.params.items() and letter.to not in about.confirmations
