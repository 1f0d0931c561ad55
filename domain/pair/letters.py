"""The letters of one append: which are owed from now on, not before when, and which are no longer wanted."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.base import Letter, Recipient, derived_id
from domain.letters import LETTERS, Template
from domain.pair import events as e
from domain.pair.sending import jitter, slots
from domain.pair.stages import Chemistry, Exchange, Kickoff, Midway
from domain.pair.state import Pair, answered
from domain.pair.values import MeetingState, Phase, Side
from domain.pair.wanted import Wanted, meeting_params, wanted


def requested(pair: Pair, events: tuple[e.PairEvent, ...], at: datetime) -> e.LettersRequested | None:
    """All letters that the events of one append ask for; `pair` is as it stands after them."""
    asked = [(event, letter) for event in events for letter in wanted(pair, event) if not _is_late(letter, at)]
    sent = [(event, letter, to) for event, letter in asked for to in letter.to if not _is_owed(pair, letter, to)]
    if not sent:
        return None
    return e.LettersRequested(
        letters=tuple(
            e.RequestedLetter(
                letter_id=derived_id("letter", pair.match.pair_id, pair.letters_requested + nth),
                template=letter.template,
                because=type(event).__name__,
                params=letter.params,
            )
            for nth, (event, letter, _to) in enumerate(sent)
        ),
        deliveries=tuple(
            e.Delivery(to=to, not_before=_not_before(pair, letter, to, at)) for _event, letter, to in sent
        ),
    )


def suppressed(pair: Pair, at: datetime) -> tuple[e.LetterSuppressed, ...]:
    """Owed letters whose reason has gone before their moment came."""
    return tuple(
        e.LetterSuppressed(letter_id=letter.letter_id, reason="NO_LONGER_WANTED")
        for letter in pair.owed
        if letter.not_before > at and not _is_wanted(pair, letter, at)
    )


def _is_owed(pair: Pair, letter: Wanted, to: Recipient) -> bool:
    """Whether the same letter waits already, as on a morning onto which a holiday has shifted two."""
    return any((x.template, x.to, x.params) == (letter.template, to, letter.params) for x in pair.owed)


def _is_late(letter: Wanted, at: datetime) -> bool:
    """Whether it would remind of a meeting that has begun, as after an outage."""
    return letter.template is Template.MEETING_REMINDER and datetime.fromisoformat(letter.params["starts_at"]) <= at


def _not_before(pair: Pair, letter: Wanted, to: Recipient, at: datetime) -> datetime:
    """The next sending slot; a meeting's reminder the last one that is early enough.

    A nudge that has to wait for the opening takes this pair's place in the morning.
    """
    side: Side | None = "a" if to is Recipient.A else "b" if to is Recipient.B else None
    hours = slots(pair, side)
    if letter.template is Template.MEETING_REMINDER:
        latest = datetime.fromisoformat(letter.params["starts_at"]) - timedelta(hours=pair.policy.meeting__reminder)
        return max(at, hours.last_until(latest))
    first = hours.first_from(at)
    if first > at and LETTERS[letter.template].nudge:
        return hours.first_from(first + jitter(pair))
    return first


_WANTED_AT = {
    Template.MATCH_PROPOSED: (Phase.PROPOSED,),
    Template.MATCH_REMINDER: (Phase.PROPOSED,),
    Template.MATCH_CONFIRMED: (Phase.CHEMISTRY,),
    Template.CHEMISTRY_REMINDER: (Phase.CHEMISTRY,),
    Template.CHEMISTRY_VERDICT_REQUEST: (Phase.CHEMISTRY,),
    Template.CHEMISTRY_EXTENDED: (Phase.CHEMISTRY,),
    Template.KICKOFF_INVITATION: (Phase.KICKOFF,),
    Template.KICKOFF_REMINDER: (Phase.KICKOFF,),
    Template.KICKOFF_OVERDUE: (Phase.KICKOFF,),
    Template.AGREEMENT_CONFIRM: (Phase.KICKOFF,),
    Template.KICKOFF_COMPLETED: (Phase.ACTIVE, Phase.CLOSING),
    Template.NO_DATE_NUDGE: (Phase.ACTIVE, Phase.CLOSING),
    Template.MIDWAY_INVITATION: (Phase.ACTIVE, Phase.CLOSING),
    Template.MIDWAY_REMINDER: (Phase.ACTIVE, Phase.CLOSING),
    Template.CLOSING_AHEAD: (Phase.CLOSING,),
    Template.REVIEW_REQUEST: (Phase.REVIEW,),
    Template.REVIEW_REMINDER: (Phase.REVIEW,),
}

# Letters that ask each partner for an answer of their own: who has given it is not asked.
_ASKS_EACH = (
    Template.MATCH_PROPOSED,
    Template.MATCH_REMINDER,
    Template.CHEMISTRY_VERDICT_REQUEST,
    Template.AGREEMENT_CONFIRM,
    Template.MIDWAY_INVITATION,
    Template.MIDWAY_REMINDER,
    Template.REVIEW_REQUEST,
    Template.REVIEW_REMINDER,
)


def _is_wanted(pair: Pair, letter: Letter, at: datetime) -> bool:
    template = Template(letter.template)
    if pair.phase not in _WANTED_AT.get(template, tuple(Phase)):
        return False
    if template in _ASKS_EACH and letter.to in answered(pair):
        return False
    match template, pair.stage:
        case ((Template.MEETING_INVITE | Template.MEETING_CHANGED), _):
            return _is_about_a_date(pair, letter)
        case ((Template.MEETING_REMINDER | Template.MEETING_CONFIRM), _):
            return _is_about_a_date(pair, letter)
        case ((Template.CHEMISTRY_REMINDER | Template.KICKOFF_REMINDER | Template.NO_DATE_NUDGE), _):
            return not any(m.is_ahead(at) for m in pair.meetings)
        case Template.CHEMISTRY_VERDICT_REQUEST, Chemistry(is_verdict_requested=is_asked):
            return is_asked
        case Template.AGREEMENT_CONFIRM, Kickoff(version=version):
            return letter.params["agreement_version"] == str(version)
        case ((Template.MIDWAY_INVITATION | Template.MIDWAY_REMINDER), Exchange(midway=Midway(is_closed=is_closed))):
            return not is_closed
        case _:
            return True


def _is_about_a_date(pair: Pair, letter: Letter) -> bool:
    """Whether the meeting still has the date that the letter names, and the reader has not yet said how it went."""
    about = next((m for m in pair.meetings if str(m.meeting_id) == letter.params["meeting_id"]), None)
    if about is None or about.state is not MeetingState.SCHEDULED or meeting_params(about) != letter.params:
        return False
    return letter.to not in about.confirmations
