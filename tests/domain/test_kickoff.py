"""The kickoff talk: five points, two people, one text."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.base import Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.agreement import DocumentationMode, ExchangeAgreement, KickoffPoint, check_plan, half_year
from domain.pair.stages import Exchange, Kickoff
from domain.pair.values import SIDES, EscalationLevel, Health, HealthCause, MeetingState, Phase
from domain.working_time import local_date
from tests.domain.quiet import health
from tests.domain.story import MONDAY, Life, agreement, in_exchange, in_kickoff, match, with_text

PROPOSE = ("ProposeAgreement",)


def agree(life: Life, *points: KickoffPoint) -> None:
    """Both agree to some points."""
    life.tell(*(c.AgreeKickoffPoint(by=side, point=point) for side in SIDES for point in points))


def text_of(life: Life, **plan: Any) -> ExchangeAgreement:
    """A text that starts today."""
    return agreement(life.pair.match, life.today, **plan)


def test_a_text_is_proposed() -> None:
    """A text gets a version and its hash; the same text again changes nothing."""
    life = in_kickoff()
    text = text_of(life)
    proposal = c.ProposeAgreement(by="b", agreement=text)
    life.when(proposal).then(e.AgreementProposed(version=1, hash=text.hash(), by="b", agreement=text)).asks_for()
    life.tell(proposal)
    life.when(proposal).stays_quiet()
    life.when(c.ProposeAgreement(by="a", agreement=text)).stays_quiet()


def test_a_counter_proposal_keeps_what_did_not_change() -> None:
    """A new text voids agreement on the points it changes, and every confirmation; the rest stays."""
    life = with_text(in_kickoff())
    life.tell(c.ConfirmAgreement(by="a", hash=life.stage(Kickoff).hash))
    text = text_of(life)
    changed = text.with_(documentation=text.documentation.with_(mode=DocumentationMode.NONE), salt="another-salt-00000")
    life.tell(c.ProposeAgreement(by="b", agreement=changed))
    assert life.stage(Kickoff).version == 2
    assert life.stage(Kickoff).confirmed_by == ()
    for side in SIDES:
        assert life.stage(Kickoff).open_points(side) == (KickoffPoint.DOCUMENTATION,)


def test_points_need_a_text() -> None:
    """Without a text there is nothing to agree to or to confirm."""
    life = in_kickoff()
    point = c.AgreeKickoffPoint(by="a", point=KickoffPoint.DOCUMENTATION)
    life.when(point).refuses("no text yet", allowed=PROPOSE)
    life.when(c.ConfirmAgreement(by="a", hash="")).refuses("no text yet", allowed=PROPOSE)


def test_agreeing_to_a_point() -> None:
    """Each partner agrees to each point once, to the values of the text as it stands."""
    life = in_kickoff()
    text = text_of(life)
    life.tell(c.ProposeAgreement(by="a", agreement=text))
    for point in KickoffPoint:
        agreed = e.KickoffAgendaPointAgreed(point=point, by="b", agreed_values_hash=text.point_hash(point))
        life.when(c.AgreeKickoffPoint(by="b", point=point)).then(agreed).asks_for()
        life.tell(c.AgreeKickoffPoint(by="b", point=point))
        life.when(c.AgreeKickoffPoint(by="b", point=point)).stays_quiet()
        life.when(c.AgreeKickoffPoint(by="a", point=point)).then(e.KickoffAgendaPointAgreed)


@pytest.mark.parametrize("missing", list(KickoffPoint))
def test_all_five_points_come_before_the_whole(missing: KickoffPoint) -> None:
    """Who has not agreed to every point cannot confirm the whole, and reads which one is open."""
    life = in_kickoff()
    life.tell(c.ProposeAgreement(by="a", agreement=text_of(life)))
    agree(life, *(point for point in KickoffPoint if point is not missing))
    confirm = c.ConfirmAgreement(by="a", hash=life.stage(Kickoff).hash)
    life.when(confirm).refuses(f"open points: {missing}$", allowed=("AgreeKickoffPoint",))


def test_confirming() -> None:
    """The first confirmation asks the other one; the second one starts the half year."""
    life = with_text(in_kickoff())
    text = life.stage(Kickoff).hash
    confirm = {side: c.ConfirmAgreement(by=side, hash=text) for side in SIDES}
    life.when(confirm["a"]).then(e.AgreementConfirmed(version=1, hash=text, by="a")).asks_for("E32 b")
    life.when(confirm["b"]).asks_for("E32 a")
    life.tell(confirm["a"])
    life.when(confirm["a"]).stays_quiet()
    life.when(confirm["b"].with_(hash="old")).refuses("text has changed", allowed=("ConfirmAgreement",))
    started = life.when(confirm["b"])
    started.then(e.AgreementConfirmed, e.KickoffCompleted, e.ExchangePeriodStarted, e.MeetingPlanned, e.MeetingPlanned)
    started.asks_for("E33 a b")


def test_what_was_agreed_holds_for_the_half_year() -> None:
    """Start, end, cadence and the next dates are those of the text; the dates lead in turn."""
    dates = (MONDAY + timedelta(days=20), MONDAY + timedelta(days=40))
    life = in_exchange(next_meetings_at=dates, cadence_days=21)
    exchange = life.stage(Exchange)
    assert (exchange.starts_on, exchange.ends_on) == (date(2027, 1, 18), date(2027, 7, 18))
    assert (exchange.midway_on, exchange.closing_on) == (date(2027, 4, 18), date(2027, 6, 20))
    assert exchange.expected_meetings == 181 // 21
    scheduled = life.pair.meetings_in(MeetingState.SCHEDULED)
    assert [m.starts_at for m in scheduled] == list(dates)
    assert {m.lead for m in scheduled} == {"a", "b"}
    assert [m.sequence_no for m in scheduled] == [1, 2]


def test_a_kickoff_talk_that_lies_ahead_is_no_longer_needed() -> None:
    """Whoever confirms before the talk gets it cancelled, without a word of an end."""
    life = in_kickoff()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=5)))
    with_text(life)
    text = life.stage(Kickoff).hash
    life.tell(*(c.ConfirmAgreement(by=side, hash=text) for side in SIDES))
    assert life.pair.phase is Phase.ACTIVE
    assert {x.params["pair_ended"] for x in life.pair.owed if x.template.startswith("E42")} == {"no"}


@pytest.mark.parametrize("days", [-15, 32])
def test_a_half_year_starts_near_today(days: int) -> None:
    """A text may start it up to 14 days ago and up to 31 days from now."""
    between = match()
    with pytest.raises(Refused, match="between 14 days ago and 31 days from now"):
        check_plan(between, half_year(between, date(2027, 1, 11) + timedelta(days=days)), MONDAY)
    inward = 1 if days < 0 else -1
    check_plan(between, half_year(between, date(2027, 1, 11) + timedelta(days=days + inward)), MONDAY)


def test_an_old_text_cannot_start_a_half_year_in_the_past() -> None:
    """A text confirmed long after its start is refused; a newer one may be proposed."""
    life = with_text(in_kickoff())
    text = life.stage(Kickoff).hash
    life.tell(c.ConfirmAgreement(by="a", hash=text))
    life.wait(days=20)
    life.when(c.ConfirmAgreement(by="b", hash=text)).refuses("may start between", allowed=PROPOSE)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ends_on": date(2027, 8, 1)}, "ends on 2027-07-16"),
        ({"midway_on": date(2027, 2, 1)}, "midway on 2027-04-16"),
        ({"closing_on": date(2027, 2, 1)}, "closing on 2027-06-18"),
        ({"next_meetings_at": (MONDAY,)}, "between now and 2027-07-16"),
        ({"next_meetings_at": (MONDAY + timedelta(days=300),)}, "between now and 2027-07-16"),
    ],
)
def test_a_plan_follows_from_its_start(change: dict[str, Any], said: str) -> None:
    """End, midway and closing follow from the start, and the next meetings lie in between."""
    life = in_kickoff()
    life.when(c.ProposeAgreement(by="a", agreement=text_of(life, **change))).refuses(said, allowed=PROPOSE)


def test_the_hash_is_that_of_the_text_and_its_salt() -> None:
    """Equal texts have equal hashes; a salt, a word or a swapped goal makes another one."""
    text = agreement(match(), date(2027, 1, 11))
    swapped = text.goals.with_(a=text.goals.b, b=text.goals.a)
    others = (text.with_(salt="another-salt-00000"), text.with_(goals=swapped))
    assert text.hash() == ExchangeAgreement.model_validate_json(text.model_dump_json()).hash()
    assert len({text.hash(), *(other.hash() for other in others)}) == 3
    assert len({text.point_hash(point) for point in KickoffPoint}) == 5
    assert others[0].point_hash(KickoffPoint.DOCUMENTATION) != text.point_hash(KickoffPoint.DOCUMENTATION)


def test_reminders_leave_a_pair_with_a_date_in_peace() -> None:
    """An open kickoff is reminded of, with the number of open points, unless its talk lies ahead."""
    life = in_kickoff()
    life.tell(c.ProposeAgreement(by="a", agreement=text_of(life)))
    agree(life, KickoffPoint.DOCUMENTATION, KickoffPoint.ROLES_AND_RULES)
    assert [d.key for d in life.due("kickoff.reminders")] == ["kickoff.reminders#5", "kickoff.reminders#10"]
    life.passes("kickoff.reminders").asks_for("E31 a b")
    life.until(life.due("kickoff.reminders")[0].due_at)
    assert [(x.template[:3], x.params["points_open"]) for x in life.last_asked.letters] == [("E31", "3"), ("E31", "3")]
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=5)))
    assert life.due("kickoff.reminders") == []


def test_an_open_kickoff_reaches_the_coordinator_and_at_last_lapses() -> None:
    """After 14 days the coordinator learns of it, once; after 90 days the pair is dissolved."""
    life = in_kickoff()
    raised = life.passes("kickoff.escalate_coordinator")
    raised.then(e.EscalationRaised).asks_for("E34 coordinator")
    life.wait(days=40)
    assert life.due("kickoff.escalate_coordinator") == []
    life.passes("kickoff.lapse").then(e.PairDissolved).asks_for("E61 a b", "E62 coordinator")
    life.wait(days=60)
    assert life.pair.phase is Phase.DISSOLVED


def test_who_is_asked_about_an_open_kickoff_has_days_to_react() -> None:
    """The word after 14 days opens one matter, to be taken up within five working days."""
    life = in_kickoff()
    life.pass_next("kickoff.escalate_coordinator")
    (matter,) = life.pair.escalations
    assert (matter.cause, matter.level) == ("kickoff.escalate_coordinator", EscalationLevel.COORDINATOR)
    assert (life.today, matter.react_by_on) == (date(2027, 1, 31), date(2027, 2, 5))


def test_an_open_kickoff_makes_a_pair_red() -> None:
    """After 21 days without a kickoff the pair is red, until the kickoff is complete."""
    life = in_kickoff()
    turned = e.HealthChanged(before=Health.TOO_EARLY, after=Health.RED, causes=(HealthCause.KICKOFF_OVERDUE,))
    life.passes("kickoff.red").then(e.ReminderFellDue(key="kickoff.red"), turned)
    life.wait(days=25)
    assert health(life) is Health.RED
    with_text(life)
    life.tell(*(c.ConfirmAgreement(by=side, hash=life.stage(Kickoff).hash) for side in SIDES))
    assert health(life) is Health.TOO_EARLY
    assert life.pair.escalations == ()


def test_the_coordinator_is_asked_to_decide_again_and_again() -> None:
    """From day 28 on, every 14 days until the lapse; a new matter only where none is open."""
    life = in_kickoff()
    days = [deadline.key.split("#")[1] for deadline in life.due("kickoff.coordinator_decision")]
    assert days == ["28", "42", "56", "70", "84"]
    life.passes("kickoff.coordinator_decision").then(e.EscalationRaised)
    life.pass_next("kickoff.escalate_coordinator")
    key = "kickoff.coordinator_decision#28"
    life.passes("kickoff.coordinator_decision").then(e.ReminderFellDue(key=key))
    life.pass_next("kickoff.coordinator_decision")
    assert life.due("kickoff.coordinator_decision")[0].key == "kickoff.coordinator_decision#42"


@pytest.mark.parametrize(
    ("key", "last_day"),
    [
        ("kickoff.escalate_coordinator", date(2027, 1, 30)),
        ("kickoff.red", date(2027, 2, 6)),
        ("kickoff.coordinator_decision", date(2027, 2, 13)),
        ("kickoff.lapse", date(2027, 4, 16)),
    ],
)
def test_the_days_of_an_open_kickoff(key: str, last_day: date) -> None:
    """From 16 January on: 14, 21, 28 and 90 days, each to its end."""
    life = in_kickoff()
    assert local_date(life.due(key)[0].due_at - timedelta(hours=1), life.pair.zone) == last_day


@pytest.mark.parametrize(("lapse", "last"), [(84, "70"), (85, "84")])
def test_the_lapse_asks_nobody(lapse: int, last: str) -> None:
    """On the day of the lapse there is nothing left to decide."""
    life = in_kickoff(match(policy={"kickoff.lapse": lapse}))
    assert life.due("kickoff.coordinator_decision")[-1].key == f"kickoff.coordinator_decision#{last}"


def test_a_skipped_deadline_makes_nobody_red() -> None:
    """Where an operator takes the deadline away the pair stays as it was."""
    life = in_kickoff()
    life.tell(c.SkipDeadline(operator_id="operator-1", reason="on holiday", key="kickoff.red"))
    life.wait(days=30)
    assert life.pair.health is Health.TOO_EARLY
