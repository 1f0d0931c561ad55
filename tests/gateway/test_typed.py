"""What a person types becomes the commands that the rules accept, or a message that helps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from domain.base import Refused, derived_id
from domain.pair import commands as c
from domain.pair.agreement import KickoffPoint
from domain.pair.stages import Exchange, Kickoff
from domain.pair.values import SIDES, MeetingState, Phase, Side
from gateway.typed import COORDINATORS, OPERATORS, PARTICIPANTS
from gateway.usual import Circumstances, standard_agreement
from tests.domain.story import Life, agreement, in_chemistry, in_exchange, in_kickoff, proposed

TOPICS = ("AI_TOOLS", "LEADERSHIP", "NETWORK")
NAMES = [kind.__name__ for kind in get_args(get_args(c.PairCommand)[0])]


def say(life: Life, name: str, side: Side = "a", /, **fields: str) -> tuple[c.PairCommand, ...]:
    """Types a command and tells the pair what it means; Refused by the typing or by the rules."""
    asked = PARTICIPANTS.commands(name, side, fields, Circumstances(pair=life.pair, at=life.at, topics=TOPICS))
    life.tell(*asked)
    return asked


def test_the_whole_way_is_typed_in_a_few_words() -> None:
    """From the proposal to the review nobody has to type an id, a hash or an agreement."""
    life = proposed()
    for side in SIDES:
        say(life, "AcceptMatch", side)
    say(life, "ScheduleMeeting", starts_at="2027-01-13 14:00")
    life.wait(days=4)
    for side in SIDES:
        say(life, "GiveChemistryVerdict", side, verdict="FIT")
    say(life, "ProposeAgreement")
    for side in SIDES:
        say(life, "ConfirmAgreement", side)
    assert life.pair.phase == Phase.ACTIVE
    life.wait(days=30)
    for side in SIDES:
        say(life, "ConfirmMeeting", side)
    say(life, "RescheduleMeeting", starts_at="2027-03-15 09:30")
    say(life, "CancelMeeting", "b")
    life.wait(days=65)
    for side in SIDES:
        say(life, "CompleteMidwayCheckIn", side)
    life.wait(days=90)
    for side in SIDES:
        say(life, "SubmitReview", side, goals="4", balance="3", recommend="9", topics_learned="LEADERSHIP;NETWORK")
    assert (life.pair.phase, life.pair.meetings_held) == (Phase.COMPLETED, 1)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2027-01-20 14:00", datetime(2027, 1, 20, 13, tzinfo=UTC)),
        ("2027-01-20T14:00", datetime(2027, 1, 20, 13, tzinfo=UTC)),
        ("2027-01-20T14:00+05:00", datetime(2027, 1, 20, 9, tzinfo=UTC)),
        ("2027-01-20T14:00Z", datetime(2027, 1, 20, 14, tzinfo=UTC)),
        ("2027-07-20 14:00", datetime(2027, 7, 20, 12, tzinfo=UTC)),
        ("2027-03-28 02:30", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ],
)
def test_dates(typed: str, meant: datetime) -> None:
    """A date without an offset is on the clocks of the organisation, in summer and in winter."""
    now = Circumstances(pair=in_chemistry().pair, at=meant)
    (command,) = PARTICIPANTS.commands("ScheduleMeeting", "a", {"starts-at": typed}, now)
    assert isinstance(command, c.ScheduleMeeting)
    assert command.starts_at == meant


@pytest.mark.parametrize(
    "typed", ["tomorrow", "2027-01-20", "14:00", "2027-13-01 10:00", "0001-01-01 00:00", "9999-12-31T23:59-12:00", ""]
)
def test_dates_that_are_none(typed: str) -> None:
    """What is no date with a time is turned down with an example."""
    with pytest.raises(Refused, match="--starts-at must be a date and a time like '2027-03-12 14:00'"):
        say(in_chemistry(), "ScheduleMeeting", starts_at=typed)


@pytest.mark.parametrize(
    ("typed", "meant"), [("AceptMatch", "AcceptMatch"), ("leavepair", "LeavePair"), ("accept-match", "AcceptMatch")]
)
def test_unknown_commands(typed: str, meant: str) -> None:
    """A command that does not exist is answered with the one that was meant, and with all there are."""
    with pytest.raises(Refused, match=f"no command {typed}; did you mean {meant}") as refused:
        say(proposed(), typed)
    assert list(refused.value.allowed) == NAMES


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("GiveChemistryVerdict", {}, "--verdict is missing; it takes FIT, UNDECIDED or NO_FIT"),
        ("GiveChemistryVerdict", {"verdict": "MAYBE"}, "--verdict takes FIT, UNDECIDED or NO_FIT"),
        ("ScheduleMeeting", {}, "--starts-at is missing; it takes a date and a time"),
        ("ScheduleMeeting", {"starts-at": "2027-01-20 14:00", "kind": "LUNCH"}, "--kind takes CHEMISTRY, KICKOFF"),
        ("SubmitReview", {"goals": "6", "balance": "x"}, "--goals takes a number from 1 to 5"),
        ("SubmitReview", {"goals": "6", "balance": "x"}, "--balance takes a number from 1 to 5"),
        ("SubmitReview", {"goals": "5", "balance": "5"}, "--recommend is missing; it takes a number from 0 to 10"),
        ("ConfirmAgreement", {"hash": "x" * 65}, "--hash takes a text of up to 64 characters"),
        ("AcceptMatch", {"verdict": "FIT"}, "AcceptMatch has no option --verdict; it takes no options"),
        ("AcceptMatch", {"by": "b"}, "AcceptMatch has no option --by"),
        ("ConfirmMeeting", {"meeting_id": "next"}, "--meeting-id takes the id of a meeting"),
        ("CompleteMidwayCheckIn", {"agreement-fits": "perhaps"}, "--agreement-fits takes true or false"),
        ("ProposePause", {"until-on": "in May"}, "--until-on takes a date like 2027-03-12"),
        ("ProposePause", {}, "--until-on is missing; it takes a date like 2027-03-12"),
        ("SubmitFollowUp", {"still-in-touch": "4"}, "--still-in-touch takes true or false"),
        ("CompleteMidwayCheckIn", {"wellbeing": "6"}, "--wellbeing takes a number from 1 to 5"),
        (
            "ReportBalance",
            {"report": "ALL", "meeting-id": "x"},
            "--report takes MOSTLY_GAVE, BALANCED or MOSTLY_RECEIVED",
        ),
        ("AmendAgreement", {"agreement": '{"plan": 7}'}, "--agreement: plan: Input should be"),
        ("ProposeAgreement", {"agreement": "{"}, "--agreement must be JSON"),
        ("ProposeAgreement", {"agreement": "{}"}, "--agreement: goals: Field required"),
    ],
)
def test_wrong_fields(name: str, fields: dict[str, str], said: str) -> None:
    """Whatever is unknown, missing or wrong is named as it is typed, with what it takes."""
    life = in_chemistry()
    with pytest.raises(Refused) as refused:
        PARTICIPANTS.commands(name, "a", fields, Circumstances(pair=life.pair, at=life.at, topics=TOPICS))
    assert said in refused.value.message


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ConfirmMeeting", "no meeting awaits a word from partner a"),
        ("RescheduleMeeting", "no meeting lies ahead"),
        ("CancelMeeting", "no meeting lies ahead"),
    ],
)
def test_nothing_to_mean(name: str, said: str) -> None:
    """Where there is no meeting that could be meant, that is said."""
    life = in_exchange()
    with pytest.raises(Refused, match=said):
        PARTICIPANTS.commands(name, "a", {}, Circumstances(pair=life.pair, at=life.at))


@pytest.mark.parametrize("name", NAMES)
def test_the_rules_have_the_last_word(name: str) -> None:
    """A command at the wrong moment is refused by the rules themselves, whatever was filled in for it."""
    life = proposed()
    life.tell(c.WithdrawMatch(staff_id="coordinator", reason="other plans"))
    meeting = str(derived_id("meeting", "pair-1", 0))
    fields = {
        "GiveChemistryVerdict": {"verdict": "FIT"},
        "SubmitReview": {"goals": "4", "balance": "4", "recommend": "4"},
        "ScheduleMeeting": {"starts-at": "2027-01-20 14:00"},
        "RescheduleMeeting": {"starts-at": "2027-01-20 14:00"},
        "EnterMeeting": {"started-at": "2027-01-08 14:00"},
        "ReportBalance": {"report": "BALANCED", "meeting-id": meeting},
        "SubmitPulse": {"match": "4", "progress": "4", "wellbeing": "4"},
        "ProposePause": {"until-on": "2027-02-01"},
        "ProposeExtension": {"ends-on": "2027-09-01"},
        "AmendAgreement": {"agreement": agreement(life.pair.match, life.today).model_dump_json()},
        "SubmitFollowUp": {"still-using": "4", "still-in-touch": "true", "would-do-it-again": "false"},
    }
    with pytest.raises(Refused) as refused:
        say(life, name, "a", **fields.get(name, {}))
    assert not refused.value.message.startswith(f"{name}: --")


def test_one_point_or_all() -> None:
    """A point may be named; without one, all that are still open are agreed to, each by its own command."""
    life = in_kickoff()
    say(life, "ProposeAgreement")
    say(life, "AgreeKickoffPoint", point="DOCUMENTATION")
    asked = say(life, "AgreeKickoffPoint")
    assert len(asked) == len(KickoffPoint) - 1
    assert life.stage(Kickoff).open_points("a") == ()
    assert len(life.stage(Kickoff).open_points("b")) == len(KickoffPoint)


def test_a_given_hash_is_not_replaced() -> None:
    """Who names the text that is to be confirmed gets no other one."""
    life = in_kickoff()
    say(life, "ProposeAgreement")
    with pytest.raises(Refused, match="the text has changed"):
        say(life, "ConfirmAgreement", hash="0" * 64)


@pytest.mark.parametrize("days", range(9))
def test_the_standard_agreement(days: int) -> None:
    """Whatever the day, it starts today, has two dates on working days, and the rules accept it."""
    life = in_kickoff().wait(days=days)
    agreement = standard_agreement(Circumstances(pair=life.pair, at=life.at, topics=TOPICS))
    assert agreement.plan.starts_on == life.today
    assert [at.weekday() < 5 for at in agreement.plan.next_meetings_at] == [True, True]
    assert agreement.goals.a.learns == agreement.goals.b.gives == TOPICS[:1]
    life.tell(c.ProposeAgreement(by="b", agreement=agreement))
    assert life.stage(Kickoff).hash == agreement.hash()


def test_no_two_agreements_are_guessed() -> None:
    """Two standard agreements of the same day have different hashes."""
    now = Circumstances(pair=in_kickoff().pair, at=datetime(2027, 1, 20, tzinfo=UTC), topics=TOPICS)
    assert standard_agreement(now).hash() != standard_agreement(now).hash()


def test_the_half_year_is_typed_in_a_few_words() -> None:
    """A day, a yes or no and scores are typed as they are said; what may be left out is left out."""
    life = in_exchange()
    day = life.today + timedelta(days=20)
    assert say(life, "ProposePause", until_on=str(day)) == (c.ProposePause(by="a", until_on=day),)
    say(life, "AgreePause", "b")
    assert life.pair.phase == Phase.PAUSED
    say(life, "ProposeResume", "b")
    say(life, "AgreeResume")
    assert life.stage(Exchange).pause is None
    met = f"{life.today} 07:00"
    life.wait(days=1)
    say(life, "EnterMeeting", "b", started_at=met, minutes="45")
    (reported,) = say(life, "ReportBalance", report="BALANCED")
    assert isinstance(reported, c.ReportBalance)
    assert reported.meeting_id == life.pair.meetings_in(MeetingState.HELD)[-1].meeting_id
    now = Circumstances(pair=life.pair, at=life.at)
    (checked,) = PARTICIPANTS.commands("CompleteMidwayCheckIn", "a", {"agreement-fits": "no", "wellbeing": "5"}, now)
    assert checked == c.CompleteMidwayCheckIn(by="a", agreement_fits=False, wellbeing=5)
    say(life, "RequestSupport", message="we do not find a date")


def test_an_amendment_is_typed_and_confirmed() -> None:
    """A whole agreement is typed as JSON; its partner confirms it without a hash."""
    life = in_exchange()
    text = life.stage(Exchange).agreement
    assert text
    amended = text.with_(goals=text.goals.with_(a=text.goals.a.with_(learns=("NETWORK",))))
    say(life, "AmendAgreement", agreement=amended.model_dump_json())
    say(life, "ConfirmAgreement", "b")
    assert life.stage(Exchange).agreement == amended


def test_without_topics() -> None:
    """A programme without topics has no standard agreement, and that is said."""
    life = in_kickoff()
    with pytest.raises(Refused, match="names no topics"):
        PARTICIPANTS.commands("ProposeAgreement", "a", {}, Circumstances(pair=life.pair, at=life.at))


def test_usages() -> None:
    """Every command is described, with every field a person may type and nothing else."""
    spoken = [usage for speech in (PARTICIPANTS, COORDINATORS, OPERATORS) for usage in speech.usages()]
    assert all(usage.says for usage in spoken)
    assert not {"--by", "--staff-id", "--operator-id"} & {each.option for usage in spoken for each in usage.options}
    described = {usage.command: usage for usage in PARTICIPANTS.usages()}
    assert list(described) == NAMES
    assert all(usage.says and "`by`" not in usage.says for usage in described.values())
    verdict, *none = described["GiveChemistryVerdict"].options
    assert (verdict.option, verdict.is_needed, none) == ("--verdict", True, [])
    assert not any(option.is_needed for option in described["ConfirmAgreement"].options)
