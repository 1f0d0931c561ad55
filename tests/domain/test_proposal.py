"""From a proposal to two answers."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.base import Broken, Recipient
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.allowed import ALLOWED
from domain.pair.plan import claims
from domain.pair.stages import Proposed
from domain.pair.values import Match, Phase, Reciprocity
from tests.domain.story import MONDAY, given, in_chemistry, match, partner, proposed

PROPOSED = e.MatchProposed(match=match(), proposed_on=date(2027, 1, 11), expires_on=date(2027, 1, 21))


def test_a_match_opens_a_pair() -> None:
    """Both get the proposal, with the day on which it expires, counted by the policy."""
    given().when(c.ProposeMatch(match=match())).then(PROPOSED).asks_for("E10 a b")
    short = match(policy={"proposal.expires": 3, "proposal.reminders": [1]})
    opened = e.MatchProposed(match=short, proposed_on=date(2027, 1, 11), expires_on=date(2027, 1, 14))
    given().when(c.ProposeMatch(match=short)).then(opened)


def test_a_pair_begins_once() -> None:
    """A stream in which a pair is proposed a second time is broken, not begun anew."""
    with pytest.raises(Broken, match="begins once"):
        given(PROPOSED, PROPOSED)


def test_only_a_match_opens_a_pair() -> None:
    """Before there is a pair, nothing but a match can be told."""
    given().when(c.AcceptMatch(by="a")).refuses("does not exist", allowed=("ProposeMatch",))
    given(PROPOSED).when(c.ProposeMatch(match=match())).refuses("exists already", allowed=ALLOWED[Phase.PROPOSED])


@pytest.mark.parametrize(
    ("no_pair", "said"),
    [
        (match(a=partner(2), b=partner(1)), "in the order of their participation ids"),
        (match(b=partner(2, participation_id="participation-1")), "two different people"),
        (match(b=partner(2, person_id="person-1")), "two different people"),
        (match(a=partner(1, manager_id="person-2")), "line of command"),
        (match(a=partner(1, skip_level_id="person-2")), "line of command"),
        (match(b=partner(2, manager_id="person-1")), "line of command"),
        (match(b=partner(2, skip_level_id="person-1")), "line of command"),
        (match(b=partner(2, manager_id="manager-1")), "matching.same_manager"),
        (match(staff={Recipient.COORDINATOR: "person-1"}), "nobody may coordinate the own pair"),
        (match(staff={Recipient.COORDINATOR: "person-2"}), "nobody may coordinate the own pair"),
        (match(staff={Recipient.COORDINATOR: "x", Recipient.DEPUTY: "person-2"}), "nobody may coordinate the own pair"),
        (match(reciprocity=Reciprocity(a_to_b=299, b_to_a=900)), "fit must reach 300"),
        (match(reciprocity=Reciprocity(a_to_b=900, b_to_a=299)), "fit must reach 300"),
    ],
)
def test_what_can_be_no_pair(no_pair: Match, said: str) -> None:
    """Two different people in order, in no line of command, who fit and are looked after by others: or no pair."""
    given().when(c.ProposeMatch(match=no_pair)).refuses(said)


@pytest.mark.parametrize(
    ("changes", "policy"),
    [
        ({"b": partner(2, manager_id="manager-1")}, {"matching.same_manager": True}),
        ({"a": partner(1, manager_id=""), "b": partner(2, manager_id="")}, {}),
        ({"staff": {Recipient.COORDINATOR: "person-c", Recipient.SPONSOR: "person-1"}}, {}),
        ({"staff": {}}, {}),
        ({"reciprocity": Reciprocity(a_to_b=300, b_to_a=300)}, {}),
        ({"reciprocity": Reciprocity(a_to_b=1, b_to_a=1)}, {"matching.minimum_fit": 1}),
    ],
)
def test_what_may_be_a_pair(changes: dict[str, Any], policy: dict[str, Any]) -> None:
    """The policy decides on a common manager and on how well two must fit; a sponsor may take part."""
    given().when(c.ProposeMatch(match=match(policy=policy, **changes))).then(e.MatchProposed)


def test_accepting() -> None:
    """The first yes waits, the same yes again changes nothing, the second one opens the chemistry check."""
    opened = e.ChemistryCheckOpened(opened_on=date(2027, 1, 11), due_on=date(2027, 1, 25))
    yes = e.MatchAccepted(by="b")
    given(PROPOSED).when(c.AcceptMatch(by="b")).then(yes).asks_for()
    given(PROPOSED, yes).when(c.AcceptMatch(by="b")).stays_quiet()
    confirmed = given(PROPOSED, yes).when(c.AcceptMatch(by="a"))
    confirmed.then(e.MatchAccepted(by="a"), e.MatchConfirmed(confirmed_on=date(2027, 1, 11)), opened).asks_for(
        "E13 a b"
    )


@pytest.mark.parametrize("command", [c.DeclineMatch(by="a"), c.LeavePair(by="a")])
def test_declining(command: c.PairMessage) -> None:
    """One no ends it, also after an own yes; both read the same, and the two people are free."""
    declined = e.MatchDeclined(by="a", ended_on=date(2027, 1, 11))
    for past in ((PROPOSED,), (PROPOSED, e.MatchAccepted(by="a"))):
        given(*past).when(command).then(declined).asks_for("E12 a b")
    life = proposed()
    life.tell(command)
    assert life.pair.phase is Phase.DECLINED
    assert not {"person/person-1", "person/person-2"} & claims(life.pair)


@pytest.mark.parametrize(
    ("command", "event"),
    [
        (c.AcceptMatch(by="a"), e.MatchAccepted),
        (c.DeclineMatch(by="a"), e.MatchDeclined),
        (c.LeavePair(by="a"), e.MatchDeclined),
    ],
)
def test_the_time_to_answer(command: c.PairMessage, event: type[e.PairEvent]) -> None:
    """An answer counts up to the last instant of the last day in the organisation's zone, and not after."""
    life = proposed()
    last = life.due("proposal.expires")[0].due_at
    assert last.isoformat() == "2027-01-21T23:00:00+00:00"
    life.when(command, at=last - timedelta(seconds=1)).then(event)
    life.when(command, at=last).refuses("time to answer this proposal is over")


def test_an_operator_gives_more_time_to_answer() -> None:
    """A moved expiry moves the last moment of an answer with it."""
    life = proposed()
    later = life.due("proposal.expires")[0].due_at + timedelta(days=2)
    life.tell(c.MoveDeadline(operator_id="o", key="proposal.expires", due_at=later, reason="holidays"))
    life.when(c.AcceptMatch(by="a"), at=later - timedelta(hours=1)).then(e.MatchAccepted)
    life.when(c.AcceptMatch(by="a"), at=later).refuses("over")


def test_the_coordinator_takes_a_proposal_back() -> None:
    """At any time before both have answered, with a reason; the two are free, also for each other."""
    withdraw = c.WithdrawMatch(staff_id="person-c", reason="two of one team")
    taken_back = e.MatchWithdrawn(reason="two of one team", ended_on=date(2027, 1, 11))
    for past in ((PROPOSED,), (PROPOSED, e.MatchAccepted(by="a"))):
        given(*past).when(withdraw).then(taken_back)
    life = proposed()
    life.tell(withdraw)
    assert life.pair.phase is Phase.CANCELLED
    assert claims(life.pair) == frozenset()


def test_what_both_have_accepted_is_not_taken_back() -> None:
    """Once the two know each other, or the pair has ended, it is too late."""
    withdraw = c.WithdrawMatch(staff_id="person-c", reason="two of one team")
    in_chemistry().when(withdraw).refuses("this pair is at CHEMISTRY", allowed=("Intervene",))
    proposed().wait(days=12).when(withdraw).refuses("this pair is at EXPIRED")


def test_answers_that_come_too_late_for_their_phase() -> None:
    """Who is getting to know each other can no longer accept or decline, but may leave."""
    for command in (c.AcceptMatch(by="a"), c.DeclineMatch(by="a")):
        in_chemistry().when(command).refuses("not possible at CHEMISTRY", allowed=ALLOWED[Phase.CHEMISTRY])


def test_reminders_go_to_the_silent() -> None:
    """On the morning of the third and of the seventh day who has not answered is reminded, and nobody else."""
    life = proposed()
    assert [d.due_at.isoformat() for d in life.due("proposal.reminders")] == [
        "2027-01-14T07:28:00+00:00",
        "2027-01-18T07:28:00+00:00",
    ]
    life.passes("proposal.reminders").then(e.ReminderFellDue(key="proposal.reminders#3")).asks_for("E11 a b")
    life.tell(c.AcceptMatch(by="b"))
    life.passes("proposal.reminders").asks_for("E11 a")


def test_nobody_answers() -> None:
    """A proposal that nobody answers expires; who was silent is known to the two alone."""
    life = proposed()
    life.tell(c.AcceptMatch(by="a"))
    gone = e.MatchProposalExpired(pending_by=("b",), ended_on=date(2027, 1, 22))
    life.passes("proposal.expires").then(gone).asks_for("E12 a b")
    life.wait(days=30)
    assert life.pair.phase is Phase.EXPIRED
    assert "pending_by" in e.MatchProposalExpired.SEALED


def test_a_shredded_answer_is_tolerated() -> None:
    """An acceptance whose person was shredded counts for nobody."""
    life = given(PROPOSED, e.MatchAccepted(by=None)).when(c.AcceptMatch(by="a"), at=MONDAY)
    life.then(e.MatchAccepted(by="a"))
    assert proposed().stage(Proposed).accepted_by == ()
