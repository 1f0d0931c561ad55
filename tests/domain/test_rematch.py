"""The wish for another partner after a pair has ended."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import reduce

import pytest

from domain.base import DeadlinePassed, LetterOutcome, LettersPosted
from domain.pair import commands as c
from domain.pair import ending
from domain.pair import events as e
from domain.pair.evolve import evolve
from domain.pair.plan import claims, is_over
from domain.pair.stages import Ended
from domain.pair.state import Private
from domain.pair.values import SIDES, EndReason, Phase, Side, other
from tests.domain.story import Life, completed, in_chemistry, in_exchange, in_kickoff, match, proposed

COUPLE = "couple/programme-1/person-1/person-2"
PEOPLE = {"person/person-1", "person/person-2"}


def declined() -> Life:
    """One said no on the next day."""
    life = proposed().wait(days=1)
    life.tell(c.DeclineMatch(by="b"))
    return life


def left(walk: Callable[[], Life] = in_kickoff) -> Life:
    """One left."""
    life = walk()
    life.tell(c.LeavePair(by="a"))
    return life


def withdrawn() -> Life:
    """The coordinator took the proposal back."""
    life = proposed()
    life.tell(c.WithdrawMatch(staff_id="person-c", reason="two of one team"))
    return life


def until_ended(life: Life) -> Life:
    """The pair has just ended by itself."""
    while life.pair.phase.is_open:
        life.wait(days=1)
    return life


EARLY = [declined, lambda: until_ended(proposed()), lambda: until_ended(in_chemistry()), left]
LATE = [lambda: left(in_exchange)]


@pytest.mark.parametrize("by", SIDES)
@pytest.mark.parametrize("walk", [*EARLY, *LATE])
def test_each_may_wish_for_another_partner(walk: Callable[[], Life], by: Side) -> None:
    """After every end but a completion; the wish is answered within `rematch.offer_within` days."""
    life = walk()
    due_on = life.today + timedelta(days=14)
    life.when(c.RequestRematch(by=by)).then(e.RematchRequested(by=by, offer_due_on=due_on))
    life.when(c.DeclineRematch(by=by)).then(e.RematchDeclined(by=by))


@pytest.mark.parametrize("by", SIDES)
@pytest.mark.parametrize("answer", [c.RequestRematch, c.DeclineRematch])
def test_each_says_it_once(by: Side, answer: type[c.RequestRematch]) -> None:
    """A second answer is refused, whatever it says; the partner's answer is not touched by the own."""
    life = declined()
    life.tell(answer(by=by))
    for again in (c.RequestRematch, c.DeclineRematch):
        life.when(again(by=by)).refuses("said already whether")
    life.when(c.RequestRematch(by=other(by))).then(e.RematchRequested)


@pytest.mark.parametrize("command", [c.RequestRematch(by="a"), c.DeclineRematch(by="b")])
def test_not_after_every_end(command: c.PairMessage) -> None:
    """Who completed has had a partner; who was only proposed by mistake gets another proposal anyway."""
    completed().when(command).refuses("not possible at COMPLETED", allowed=("SubmitFollowUp",))
    withdrawn().when(command).refuses("has ended .CANCELLED.; nothing more")


def test_who_wishes_is_sealed() -> None:
    """Who would like another partner is known to that person, and to whoever looks for one."""
    assert {"by"} == e.RematchRequested.SEALED == e.RematchDeclined.SEALED


@pytest.mark.parametrize("walk", EARLY)
def test_there_is_time_for_a_wish(walk: Callable[[], Life]) -> None:
    """Data that nobody needs any more stays for `rematch.offer_within` days, and goes at the end of the last."""
    life = walk()
    ended_on = life.stage(Ended).ended_on
    last = life.due("rematch.offer_within")[0].due_at
    life.until(last - timedelta(minutes=1))
    assert life.today == ended_on + timedelta(days=14)
    life.when(c.RequestRematch(by="a")).then(e.RematchRequested)
    gone = e.PairDataShredded(shredded_on=ended_on + timedelta(days=15))
    life.passes("rematch.offer_within").then(e.ReminderFellDue(key="rematch.offer_within"), gone)
    life.until(last)
    assert is_over(life.pair)
    life.when(c.RequestRematch(by="a")).refuses("data has been deleted")


def test_the_day_of_deletion_does_not_tell_who_answered_when() -> None:
    """Two answers change nothing about when the data goes."""
    silent, heard = declined(), declined()
    heard.tell(c.RequestRematch(by="a"), c.DeclineRematch(by="b"))
    assert heard.due("rematch.offer_within") == silent.due("rematch.offer_within")
    heard.wait(days=13)
    assert not heard.stage(Ended).is_shredded
    heard.wait(days=2)
    assert heard.pair.private == Private()


def test_a_letter_that_is_still_owed_goes_first() -> None:
    """When the time for a wish is over, the data waits for the last letter."""
    life = declined()
    over = life.due("rematch.offer_within")[0]
    life.at = over.due_at
    assert life.tell(DeadlinePassed(key=over.key, due_at=over.due_at)) == (e.ReminderFellDue(key=over.key),)
    first, last = (LetterOutcome(letter_id=x.letter_id, state="SENT", provider_id="x") for x in life.pair.owed)
    life.tell(LettersPosted(outcomes=(first,)))
    life.when(LettersPosted(outcomes=(last,))).then(e.LetterSent, e.PairDataShredded)


def test_the_policy_says_how_long() -> None:
    """`rematch.offer_within` is the time to answer a wish, and the time for it."""
    life = proposed(match(policy={"rematch.offer_within": 3}))
    life.tell(c.DeclineMatch(by="a"))
    life.when(c.RequestRematch(by="b")).then(e.RematchRequested(by="b", offer_due_on=date(2027, 1, 14)))
    life.wait(days=4)
    assert is_over(life.pair)


def test_the_retention_is_the_longest_that_data_stays() -> None:
    """Where it is shorter than the time for a wish, the data goes with it, and nothing is due any more."""
    life = proposed(match(policy={"rematch.offer_within": 14, "retention.pair_private": 7}))
    life.tell(c.DeclineMatch(by="a"))
    life.wait(days=8)
    assert is_over(life.pair)
    assert life.due("rematch.offer_within") == []


def test_who_reached_the_half_year_waits_no_longer_for_it() -> None:
    """Its data is kept for the retention, and so long there is time for a wish."""
    life = left(in_exchange)
    assert life.due("rematch.offer_within") == []
    life.wait(days=80)
    life.when(c.RequestRematch(by="a")).then(e.RematchRequested)
    life.wait(days=20)
    life.when(c.RequestRematch(by="a")).refuses("data has been deleted")


def test_a_proposal_taken_back_leaves_nothing() -> None:
    """Nobody has said anything that could be kept."""
    life = withdrawn()
    assert life.due("rematch.offer_within") == []
    life.wait(days=3)
    assert is_over(life.pair)


@pytest.mark.parametrize(
    ("walk", "phase"),
    [
        (declined, Phase.DECLINED),
        (lambda: until_ended(in_chemistry()), Phase.NOT_CONTINUED),
        (left, Phase.DISSOLVED),
        (lambda: left(in_exchange), Phase.DISSOLVED),
    ],
)
def test_the_two_are_never_proposed_again(walk: Callable[[], Life], phase: Phase) -> None:
    """The couple stays claimed after an end without success, even when all else is over; each of them is free."""
    life = walk()
    assert life.pair.phase is phase
    assert claims(life.pair) == {COUPLE}
    life.wait(days=120)
    assert is_over(life.pair)
    assert claims(life.pair) == {COUPLE}


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (EndReason.INACTIVE, {COUPLE}),
        (EndReason.HIERARCHY_CONFLICT, {COUPLE}),
        (EndReason.COHORT_CANCELLED, set()),
    ],
)
def test_what_staff_end_counts_as_well(reason: EndReason, expected: set[str]) -> None:
    """Only a cancelled cohort says nothing about the two."""
    life = in_exchange()
    events = ending.dissolved(life.pair, reason, life.at)
    assert claims(reduce(evolve, events, life.pair)) == expected


@pytest.mark.parametrize(
    ("walk", "wish_by_on"),
    [(lambda: until_ended(proposed()), "2027-02-05"), (withdrawn, "")],
    ids=["expired", "withdrawn"],
)
def test_a_letter_about_the_end_says_until_when_to_wish(walk: Callable[[], Life], wish_by_on: str) -> None:
    """Who cannot wish for another partner reads of no day."""
    life = walk()
    said = [x.params for event in life.events if isinstance(event, e.LettersRequested) for x in event.letters]
    assert [params for params in said if "wish_by_on" in params] == [{"wish_by_on": wish_by_on}] * 2


@pytest.mark.parametrize("walk", [lambda: until_ended(proposed()), completed, withdrawn])
def test_the_two_may_meet_again(walk: Callable[[], Life]) -> None:
    """Silence, a completion and a proposal taken back are no reason against the two."""
    assert claims(walk().pair) == frozenset()


def test_the_couple_is_claimed_from_the_first_event_on() -> None:
    """It has one name, in whatever order the two are stored, and one in each programme."""
    assert claims(None) == frozenset()
    assert claims(proposed().pair) == {COUPLE, *PEOPLE}
    plain = match()
    swapped = match(
        a=plain.a.with_(person_id="person-2"), b=plain.b.with_(person_id="person-1"), programme_id="programme-2"
    )
    assert claims(proposed(swapped).pair) == {"couple/programme-2/person-1/person-2", *PEOPLE}
