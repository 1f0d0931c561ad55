"""What staff read of a pair, from a real log, and what they must never find in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest

from adapters.event_store import EventStore
from domain.base import LetterOutcome, LettersPosted, Refused
from domain.letters import Template
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.due import open_deadlines
from domain.pair.evolve import evolve
from domain.pair.keys import DeadlineKey
from domain.pair.stages import Kickoff
from domain.pair.told import LetterState
from domain.pair.values import SIDES, ChemistryVerdict, Match
from gateway import report
from gateway.plain_words import CONSEQUENCES, happening
from gateway.reading import Reading, Story, story
from tests.domain.services import signal
from tests.domain.story import VIENNA, Life, agreement, match, partner
from tests.gateway.lives import all_rows, write
from tests.projected import project

DAY = timedelta(days=1)


def named(pair_id: str, **changes: Any) -> Match:
    """Two people who fit, under this pair id."""
    return match(pair_id=pair_id, **changes)


def in_chemistry(between: Match | None = None) -> Life:
    """Both accepted, and talked."""
    life = Life(between)
    life.wait(days=1)
    life.tell(*(c.AcceptMatch(by=side) for side in SIDES))
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + 3 * DAY))
    life.wait(days=4)
    return life


def in_kickoff(between: Match | None = None) -> Life:
    """Both said that it fits."""
    life = in_chemistry(between)
    life.tell(*(c.GiveChemistryVerdict(by=side, verdict=ChemistryVerdict.FIT) for side in SIDES))
    return life


def completed(between: Match | None = None) -> Life:
    """The whole way, with one meeting held and two sealed reviews."""
    life = in_kickoff(between)
    text = agreement(life.pair.match, life.today)
    life.tell(c.ProposeAgreement(by="b", agreement=text))
    life.tell(
        *(
            c.AgreeKickoffPoint(by=side, point=point)
            for side in SIDES
            for point in life.stage(Kickoff).open_points(side)
        )
    )
    life.tell(*(c.ConfirmAgreement(by=side, hash=text.hash()) for side in SIDES))
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + 7 * DAY))
    life.wait(days=9)
    life.tell(*(c.ConfirmMeeting(by=side, meeting_id=life.meeting().meeting_id) for side in SIDES))
    life.wait(days=85)
    life.tell(*(c.CompleteMidwayCheckIn(by=side) for side in SIDES))
    life.wait(days=90)
    life.tell(*(c.SubmitReview(by=side, goals=4, balance=2, recommend=9, topics_learned=("LAW",)) for side in SIDES))
    return life


async def told(life: Life, store: EventStore, reading: Reading) -> Story:
    """The life as staff read it from the log."""
    await write(life, store)
    return await reading.find(life.pair.match.pair_id)


async def listed(reading: Reading, database: str) -> report.Line:
    """The only pair there is, as it stands in the list when every event is in it."""
    await project(database)
    (overview,) = await reading.listed()
    return report.line(overview)


async def test_the_whole_way(store: EventStore, reading: Reading, database: str) -> None:
    """A completed pair is told with its phase, its meeting, and every letter that left."""
    life = completed()
    read = await told(life, store, reading)
    asked = [event for event in life.events if isinstance(event, e.LettersRequested)]
    line = await listed(reading, database)
    assert (line.phase, line.meetings_held) == ("COMPLETED", 1)
    assert line.letters_sent == len([letter for letter in read.letters if letter.state is LetterState.SENT]) > 10
    assert {letter.template for letter in read.letters} == {x.template for each in asked for x in each.letters}
    assert line.next_deadline
    assert line.next_deadline.then == "each is asked what has stayed"


def test_deadlines_need_no_secret() -> None:
    """After every event of a life staff see the same open deadlines as the pair itself."""
    rows, pair = all_rows(completed()), None
    for number, row in enumerate(rows, start=1):
        pair = evolve(pair, e.from_row(row))
        closed = [each.with_(sealed=None) for each in rows[:number]]
        assert open_deadlines(story("pair-1", closed).pair) == open_deadlines(pair)


def test_every_deadline_has_words() -> None:
    """Whatever can fall due, staff are told what happens then."""
    assert set(DeadlineKey) == CONSEQUENCES.keys()


SEALED_ACTS = {"MatchAccepted", "ChemistryVerdictGiven", "MidwayCheckInAnswered", "ReviewSubmitted", "ExitRequested"}


async def test_sealed_acts_are_not_told(store: EventStore, reading: Reading) -> None:
    """No acceptance, verdict, answer or exit stands in the timeline, nor who declined; what came of them does."""
    left = in_kickoff(named("left"))
    left.tell(c.LeavePair(by="b"))
    declined = Life(named("declined", a=partner(3), b=partner(4)))
    declined.tell(c.DeclineMatch(by="b"))
    whole = completed(named("whole", a=partner(5), b=partner(6)))
    gone = in_kickoff(named("gone", a=partner(7), b=partner(8)))
    gone.tell(signal("hr.employee_left", person_id="person-8", last_day_on="2027-01-31"))
    lives = [left, declined, whole, gone]
    happened = {type(event).__name__ for life in lives for event in life.events}
    assert SEALED_ACTS | {"MatchDeclined"} <= happened
    entries = [x for life in lives for x in report.timeline(await told(life, store, reading)).entries]
    names = {entry.name for entry in entries}
    assert not SEALED_ACTS & names
    assert {"MatchConfirmed", "ChemistryCheckPassed", "PairDissolved", "PairCompleted"} <= names
    (decline,) = (entry for entry in entries if entry.name == "MatchDeclined")
    assert decline.because == "one of the two"
    assert [entry.because for entry in entries if entry.name == "PairDissolved"] == ["one of the two"] * 2


async def test_private_letters_are_not_told(store: EventStore, reading: Reading, database: str) -> None:
    """That somebody asked for help is told neither by a letter in the log's story nor by one of the read models."""
    life = in_kickoff()
    life.tell(c.RequestSupport(by="a"))
    read = await told(life, store, reading)
    await project(database)
    for letters in (read.letters, (await reading.told(read.pair_id)).letters):
        assert Template.MATCH_PROPOSED in {letter.template for letter in letters}
        assert "SupportRequested" not in {letter.because for letter in letters}


async def test_planted_secrets_are_not_found(store: EventStore, reading: Reading, database: str) -> None:
    """Verdicts, wordings, scores and topics learned stand in nothing that staff can be shown."""
    life = in_kickoff()
    secret = agreement(life.pair.match, life.today)
    goals = secret.goals.with_(a=secret.goals.a.with_(wording="my-planted-wording", learns=("PLANTED_TOPIC",)))
    life.tell(c.ProposeAgreement(by="a", agreement=secret.with_(goals=goals)))
    read = await told(life, store, reading)
    line, from_models = await listed(reading, database), await reading.told(read.pair_id)
    shown = "".join(x.model_dump_json() for x in (line, report.report(read), report.timeline(read), from_models))
    for planted in ("my-planted-wording", "PLANTED_TOPIC", secret.salt, '"FIT"'):
        assert planted not in shown
        assert planted not in read.model_dump_json()


@pytest.mark.parametrize("verdict", [ChemistryVerdict.NO_FIT, None])
def test_why_it_did_not_fit_is_not_told(verdict: ChemistryVerdict | None) -> None:
    """That a pair is not continued is told in the same words whether somebody said no or did not answer."""
    life = in_chemistry()
    if verdict:
        life.tell(*(c.GiveChemistryVerdict(by=side, verdict=verdict) for side in SIDES))
    else:
        life.wait(days=20)
    read = story("pair-1", [row.with_(sealed=None) for row in all_rows(life)])
    (entry,) = (x for x in report.timeline(read).entries if x.name == "ChemistryCheckNotContinued")
    assert (read.pair.phase, entry.words) == ("NOT_CONTINUED", "It does not go on")
    assert "NO_FIT" not in report.timeline(read).model_dump_json()


def test_one_answer_looks_like_the_other() -> None:
    """Whoever of the two was silent: reports and timelines are the same to the letter.

    The two live in different zones, so that the hours of their letters would tell.
    """
    shown = []
    for by in SIDES:
        life = Life(match(a=partner(1, time_zone="Europe/Lisbon")))
        life.tell(c.AcceptMatch(by=by))
        life.wait(days=4)
        read = story("pair-1", [row.with_(sealed=None) for row in all_rows(life)])
        assert [x.template for x in read.letters] == ["E10_match_proposed", "E11_match_reminder"]
        shown.append([x.model_dump_json() for x in (report.report(read), report.timeline(read))])
    assert shown[0] == shown[1]


async def test_letters_with_their_causes(store: EventStore, reading: Reading) -> None:
    """Each letter is told once for both, after the event that asked for it and with what became of it."""
    life = Life()
    life.wait(days=1)
    read = await told(life, store, reading)
    (letter,) = read.letters
    assert (letter.template, letter.because, letter.state) == ("E10_match_proposed", "MatchProposed", LetterState.SENT)
    assert [x.name for x in report.timeline(read).entries[:2]] == ["MatchProposed", "E10_match_proposed"]


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        (("SENT", "FAILED"), LetterState.FAILED),
        (("UNKNOWN", "SENT"), LetterState.UNKNOWN),
        (("SENT",), LetterState.OWED),
        (("SENT", "SENT"), LetterState.SENT),
    ],
)
async def test_states_of_letters(
    states: tuple[Any, ...], shown: LetterState, store: EventStore, reading: Reading
) -> None:
    """Of a letter to both, staff see what needs them most."""
    life = Life()
    ids = [letter.letter_id for letter in life.pair.owed]
    outcomes = [LetterOutcome(letter_id=x, state=y) for x, y in zip(ids, states, strict=False)]
    life.tell(LettersPosted(outcomes=tuple(outcomes)))
    read = await told(life, store, reading)
    proposal, *others = read.letters
    assert (proposal.template, proposal.state) == (Template.MATCH_PROPOSED, shown)
    assert {letter.template for letter in others} <= {Template.DELIVERY_PROBLEM}
    assert read.letters_sent == (shown is LetterState.SENT)
    owed = {letter.template for letter in report.report(read).letters_owed}
    assert (Template.MATCH_PROPOSED in owed) == (shown is LetterState.OWED)


async def test_time_order_and_zone(store: EventStore, reading: Reading) -> None:
    """The timeline runs from the proposal to the last open deadline, on the clocks of the organisation."""
    shown = report.timeline(await told(in_kickoff(), store, reading))
    moments = [entry.at for entry in shown.entries]
    assert moments == sorted(moments)
    assert (shown.entries[0].name, shown.entries[-1].kind) == ("MatchProposed", "deadline")
    assert all(at.utcoffset() == at.astimezone(ZoneInfo(VIENNA)).utcoffset() for at in moments)
    assert '"at":"2027-01-11T08:00:00+01:00"' in shown.model_dump_json()


async def test_shredded(store: EventStore, reading: Reading, database: str) -> None:
    """Of a shredded pair staff read as much as before."""
    life = completed()
    life.wait(days=200)
    read = await told(life, store, reading)
    line = await listed(reading, database)
    assert (line.phase, line.next_deadline) == ("COMPLETED", None)
    assert "shredded" in report.report(read).standing


async def test_ids_by_their_beginning(store: EventStore, reading: Reading) -> None:
    """An id is known by a beginning that only one has, or in full; else all that fit are named."""
    for number, pair_id in enumerate(("abc-1", "abc-2", "abc")):
        await write(Life(named(pair_id, a=partner(2 * number + 1), b=partner(2 * number + 2))), store)
    assert (await reading.find("abc-1")).pair_id == "abc-1"
    assert (await reading.find("abc")).pair_id == "abc"
    assert [each.pair_id for each in await reading.everybody()] == ["abc", "abc-1", "abc-2"]
    with pytest.raises(Refused, match="3 pairs' ids begin with 'ab'") as several:
        await reading.find("ab")
    assert several.value.allowed == ("abc", "abc-1", "abc-2")
    with pytest.raises(Refused, match="no pair's id begins with 'x'"):
        await reading.find("x")


@pytest.mark.parametrize("event", get_args(e.PairEvent), ids=lambda event: event.__name__)
def test_every_event_has_words(event: Any) -> None:
    """An event is told by the first clause of what its class says, without anything for programmers."""
    words = happening(event.model_construct(), VIENNA)
    assert words
    assert "`" not in words
