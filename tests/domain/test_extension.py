"""Going on beyond the end, by mutual consent."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.allowed import ALLOWED
from domain.pair.stages import Exchange, Proposal
from domain.pair.values import SIDES, Phase, Side, other
from tests.domain.story import Life, in_exchange, match

ENDS_ON = date(2027, 7, 18)
LAST = date(2027, 10, 17)
OTHERS = tuple(name for name in ALLOWED[Phase.CLOSING] if not name.endswith("Extension"))
OPERATOR = {"operator_id": "operator-1", "reason": "asked for by phone"}


def in_closing(**policy: Any) -> Life:
    """The last four weeks have begun."""
    life = in_exchange(match(policy=policy))
    life.until(life.due("closing.notice_pair")[0].due_at)
    assert life.stage(Exchange).ends_on == ENDS_ON
    return life


def longer(by: Side, ends_on: date = LAST) -> c.ProposeExtension:
    """Would like to go on until a day."""
    return c.ProposeExtension(by=by, ends_on=ends_on)


def extended(**policy: Any) -> Life:
    """Both want thirteen weeks more."""
    life = in_closing(**policy)
    life.tell(longer("a"), c.AgreeExtension(by="b"))
    return life


def held_back() -> Life:
    """An operator lets the last weeks go on for twenty days."""
    life = in_closing()
    end = life.due("exchange.period")[0]
    later = {"key": end.key, "due_at": end.due_at + timedelta(days=20)}
    life.tell(c.MoveDeadline.model_validate({**OPERATOR, **later}))
    return life


@pytest.mark.parametrize("by", SIDES)
def test_both_agree_on_a_later_end(by: Side) -> None:
    """With the partner's yes the pair is active again, its last weeks and its number of meetings counted anew."""
    life = in_closing()
    life.when(longer(by)).then(e.ExtensionProposed(by=by, ends_on=LAST))
    life.tell(longer(by))
    agreed = e.ExtensionAgreed(by=other(by), ends_on=LAST, closing_on=date(2027, 9, 19), expected_meetings=9)
    assert life.tell(c.AgreeExtension(by=other(by)))[0] == agreed
    assert life.pair.phase is Phase.ACTIVE
    exchange = life.stage(Exchange)
    assert (exchange.ends_on, exchange.closing_on, exchange.expected_meetings) == (LAST, date(2027, 9, 19), 9)
    assert (exchange.extensions, exchange.extension_proposal) == (1, None)


@pytest.mark.parametrize("by", SIDES)
def test_the_partner_would_rather_keep_the_end(by: Side) -> None:
    """A declined proposal is gone, and another one may follow."""
    life = in_closing()
    life.tell(longer(by))
    life.when(c.DeclineExtension(by=other(by))).then(e.ExtensionDeclined(by=other(by)))
    life.tell(c.DeclineExtension(by=other(by)))
    life.when(c.AgreeExtension(by=other(by))).refuses("no later end", allowed=("ProposeExtension",))
    life.when(longer(other(by))).then(e.ExtensionProposed(by=other(by), ends_on=LAST))


@pytest.mark.parametrize("by", SIDES)
@pytest.mark.parametrize("answer", [c.AgreeExtension, c.DeclineExtension])
def test_nobody_answers_the_own_proposal(by: Side, answer: type[c.AgreeExtension]) -> None:
    """Without a proposal of the partner there is nothing to agree to or to decline."""
    life = in_closing()
    life.when(answer(by=by)).refuses("no later end", allowed=("ProposeExtension",))
    life.tell(longer(by))
    life.when(answer(by=by)).refuses("no later end", allowed=("ProposeExtension",))


def test_a_newer_proposal_replaces_the_older() -> None:
    """The same day again changes nothing, the partner's own day is to be agreed to, another day is a new proposal."""
    life, sooner = in_closing(), date(2027, 8, 18)
    life.tell(longer("a"))
    life.when(longer("a")).stays_quiet()
    life.when(longer("b")).refuses("already", allowed=("AgreeExtension", "DeclineExtension"))
    life.when(longer("a", sooner)).then(e.ExtensionProposed(by="a", ends_on=sooner))
    life.tell(longer("b", sooner))
    assert life.stage(Exchange).extension_proposal == Proposal(by="b", day=sooner)
    life.when(c.AgreeExtension(by="b")).refuses("no later end", allowed=("ProposeExtension",))
    assert life.tell(c.AgreeExtension(by="a"))[0] == e.ExtensionAgreed(
        by="a", ends_on=sooner, closing_on=date(2027, 7, 21), expected_meetings=7
    )


@pytest.mark.parametrize("days", [1, 91])
def test_the_new_end_lies_within_the_limit(days: int) -> None:
    """From one day after the present end up to `extension.days` after it."""
    in_closing().when(longer("a", ENDS_ON + timedelta(days=days))).then(e.ExtensionProposed)


@pytest.mark.parametrize("days", [-1, 0, 92])
def test_the_new_end_lies_outside_the_limit(days: int) -> None:
    """No earlier end, not the present one, and none beyond `extension.days`."""
    refused = in_closing().when(longer("a", ENDS_ON + timedelta(days=days)))
    refused.refuses("between 2027-07-19 and 2027-10-17", allowed=("ProposeExtension",))


def test_the_policy_says_how_long() -> None:
    """`extension.days` counts from the present end."""
    life = in_closing(**{"extension.days": 7})
    life.when(longer("a", date(2027, 7, 25))).then(e.ExtensionProposed)
    life.when(longer("a", date(2027, 7, 26))).refuses("2027-07-25", allowed=("ProposeExtension",))


def test_an_end_that_an_operator_held_back_is_no_end_in_the_past() -> None:
    """Where the end was given more time, the new end still lies ahead."""
    life = held_back()
    life.until_day(date(2027, 7, 28))
    life.when(longer("b", life.today)).refuses("between 2027-07-29", allowed=("ProposeExtension",))
    life.tell(longer("b", life.today + timedelta(days=1)), c.AgreeExtension(by="a"))
    assert life.stage(Exchange).closing_on == life.today
    assert life.due("exchange.period")[0].due_at.isoformat() == "2027-07-29T22:00:00+00:00"


def test_an_extension_is_possible_once() -> None:
    """`extension.max` counts what was agreed, not what was proposed; 0 allows none at all."""
    life = extended()
    life.until(life.due("closing.notice_pair")[0].due_at)
    assert life.pair.phase is Phase.CLOSING
    life.when(longer("a", LAST + timedelta(days=1))).refuses("1 times at most", allowed=OTHERS)
    in_closing(**{"extension.max": 0}).when(longer("a")).refuses("0 times", allowed=OTHERS)
    twice = extended(**{"extension.max": 2})
    twice.until(twice.due("closing.notice_pair")[0].due_at)
    twice.when(longer("a", LAST + timedelta(days=91))).then(e.ExtensionProposed)


def test_only_in_the_last_weeks() -> None:
    """Before them, and once they are over, nobody proposes another end."""
    in_exchange().when(longer("a")).refuses("not possible at ACTIVE", allowed=ALLOWED[Phase.ACTIVE])
    over = in_closing().wait(days=40)
    over.when(longer("a")).refuses("not possible at REVIEW", allowed=ALLOWED[Phase.REVIEW])


def test_a_short_extension_begins_its_last_weeks_today() -> None:
    """Last weeks that would have begun before now begin now, and are told of at once."""
    life = in_closing()
    life.wait(days=3)
    life.tell(longer("a", ENDS_ON + timedelta(days=1)), c.AgreeExtension(by="b"))
    assert life.stage(Exchange).closing_on == life.today
    life.passes("closing.notice_pair").then(e.ClosingOpened(ends_on=ENDS_ON + timedelta(days=1)))


def test_the_later_end_has_deadlines_of_its_own() -> None:
    """What was skipped or moved about the earlier end does not touch the later one."""
    life = held_back()
    (told,) = life.due("closing.notice_coordinator")
    life.tell(c.SkipDeadline.model_validate({**OPERATOR, "key": told.key}))
    life.tell(longer("b"), c.AgreeExtension(by="a"))
    assert life.due("closing.notice_coordinator")[0].due_at.isoformat() == "2027-10-04T06:00:00+00:00"
    assert life.due("exchange.period")[0].due_at.isoformat() == "2027-10-17T22:00:00+00:00"
    life.passes("closing.notice_pair").then(e.ClosingOpened(ends_on=LAST))
    life.until_day(LAST + timedelta(days=1))
    assert life.pair.phase is Phase.REVIEW


def test_a_day_that_has_come_meanwhile_is_not_agreed_to() -> None:
    """Who agrees late to an end that is over by now is told which days are possible."""
    life, overtaken = held_back(), ENDS_ON + timedelta(days=5)
    life.tell(longer("a", overtaken))
    life.until_day(overtaken)
    life.when(c.AgreeExtension(by="b")).refuses("between 2027-07-24", allowed=("ProposeExtension",))
    life.when(c.AgreeExtension(by="b"), at=life.at - timedelta(days=1)).then(e.ExtensionAgreed)


def test_paused_days_count_for_no_meetings() -> None:
    """The formula takes the days of all pauses off, in a longer half year as well."""
    life = in_exchange().wait(days=2)
    life.tell(c.PausePair(staff_id="person-c", until_on=life.today + timedelta(days=41), reason="flooded office"))
    life.wait(days=60)
    life.until(life.due("closing.notice_pair")[0].due_at)
    exchange = life.stage(Exchange)
    assert exchange.paused_days == 42
    life.tell(longer("a", exchange.ends_on + timedelta(days=56)), c.AgreeExtension(by="b"))
    assert life.stage(Exchange).expected_meetings == exchange.expected_meetings + 2 == 8


def test_who_extends_does_not_complete_now() -> None:
    """A proposal to complete at once is void after both have agreed to go on."""
    life = in_closing()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(hours=3)))
    life.wait(days=1)
    life.tell(*(c.ConfirmMeeting(by=side, meeting_id=life.pair.meetings[-1].meeting_id) for side in SIDES))
    life.tell(c.ProposeEarlyCompletion(by="a"), longer("b"), c.AgreeExtension(by="a"))
    assert life.stage(Exchange).early_completion_by is None
