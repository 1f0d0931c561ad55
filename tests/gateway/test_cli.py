"""The command line against real servers: what it prints, and how it ends."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import httpx

from adapters.postgres import Role, open_pool
from adapters.programmes import Programmes
from domain.pair.events import LettersRequested, from_row
from domain.pair.values import Match
from domain.people import Topic
from tests.engine.world import BRISK, World
from tests.files.crowd import PROGRAMME
from tests.gateway.terminal import Terminal
from tests.projected import project

LINK = re.compile(r"http://\S+/pair/\S+")
CALL = re.compile(r"<code>(mentoring pair do .+?)</code>")


async def test_a_pair_step_by_step(here: World, mentoring: Terminal) -> None:
    """Two acceptances typed by hand make a pair, and every report knows it as soon as it is read from the log."""
    await here.begin(here.match("step-by-step"))
    await project(here.database)
    (line,) = await mentoring.reads("pair list")
    assert (line["pair_id"], line["phase"], line["health"]) == ("step-by-step", "PROPOSED", "TOO_EARLY")
    assert (line["cohort_id"], line["meetings_held"]) == (here.programme.cohort_id, 0)
    assert (await mentoring.reads("pair do step AcceptMatch --as a"))["recorded"] == ["AcceptMatch"]
    said = await mentoring.does("pair do step AcceptMatch --as b")
    assert "pair step-by-step: getting to know each other until 2027-01-25" in said
    shown = await mentoring.reads("pair show step")
    assert (shown["phase"], shown["possible"][0]) == ("CHEMISTRY", "GiveChemistryVerdict")
    await project(here.database)
    names = [entry["name"] for entry in (await mentoring.reads("pair timeline step"))["entries"]]
    assert names[:4] == ["MatchProposed", "E10_match_proposed", "MatchConfirmed", "ChemistryCheckOpened"]
    assert "MatchAccepted" not in names


async def test_tables(here: World, mentoring: Terminal) -> None:
    """Without --json the same stands in tables, on the clocks of the organisation."""
    await here.begin(here.match("in-tables"))
    await mentoring.does("pair do in-tables AcceptMatch --as a")
    await mentoring.does("pair do in-tables AcceptMatch --as b")
    await mentoring.does('pair do in-tables ScheduleMeeting --as b --starts-at "2027-01-14 15:00"')
    await project(here.database)
    assert re.search(r"in-tables +CHEMISTRY +TOO_EARLY +0 ", await mentoring.does("pair list"))
    shown = await mentoring.does("pair show in-tables")
    assert re.search(r"CHEMISTRY +SCHEDULED +2027-01-14 15:00", shown)
    assert re.search(r"2027-01-15 00:00 +both are asked whether it fits +chemistry.window#0", shown)
    told = await mentoring.does("pair timeline in-tables")
    assert re.search(r"event +MatchConfirmed +Both said yes +one of the two", told)
    assert re.search(r"letter +E40_meeting_invite +meeting invite +MeetingScheduled", told)
    assert re.search(r"2027-02-02 00:00 +deadline +chemistry.lapse +the pair is not continued", told)


async def test_refused(here: World, mentoring: Terminal) -> None:
    """What the rules refuse ends with code 1, says what is allowed on stderr, and records nothing."""
    await here.begin(here.match("refused"))
    before = await here.types("refused")
    for line, said in (
        ("pair do refused SubmitReview --as a --goals 4 --balance 4 --recommend 9", "allowed: AcceptMatch"),
        ("pair do refused AceptMatch --as a", "did you mean AcceptMatch?"),
        ("pair do refused AcceptMatch --as a surprise", "options like --starts-at VALUE, not 'surprise'"),
        ("pair do refused GiveChemistryVerdict --as a --verdict", "--verdict needs a value"),
        ("pair skip refused proposal.expires --reason because", "could not go on without this deadline"),
        ("pair skip refused proposal.reminders#3 --reason x", "--reason takes three to two hundred characters"),
        ("pair skip refused proposal.rem --reason because --operator Käthe", "--operator takes one word: letters"),
        ("pair skip refused " + 101 * "x" + " --reason because", "KEY takes up to a hundred characters"),
        ("pair move refused proposal.expires --to 9999-12-31T10:00 --reason because", "730 days from now at most"),
        ("pair move refused proposal.expires --to soon --reason because", "--to must be a date and a time"),
        ("pair show nobody", "no pair's id begins with 'nobody'"),
    ):
        result = await mentoring.types(line)
        assert (result.exit_code, result.stdout) == (1, ""), line
        assert said in result.stderr
    assert await here.types("refused") == before


async def test_an_operator_moves_and_skips(here: World, mentoring: Terminal) -> None:
    """A deadline is moved to a local time and another one skipped; both stand in the timeline with their reasons."""
    await here.begin(here.match("operated"))
    await mentoring.does(
        'pair move operated proposal.expires --to "2027-01-20 18:00" --reason "holidays" --operator op-7'
    )
    done = await mentoring.reads('pair skip operated "proposal.reminders#7" --reason "called them"')
    assert done["recorded"] == ["SkipDeadline"]
    shown = await mentoring.reads("pair show operated")
    assert {due["key"]: due["due_at"] for due in shown["deadlines"]} == {
        "proposal.reminders#3": "2027-01-14T08:32:00+01:00",
        "proposal.expires": "2027-01-20T18:00:00+01:00",
    }
    await project(here.database)
    entries = {entry["name"]: entry for entry in (await mentoring.reads("pair timeline operated"))["entries"]}
    moved, skipped = entries["DeadlineMoved"], entries["DeadlineSkipped"]
    assert (moved["because"], skipped["because"]) == ("operator op-7", "operator operator")
    assert moved["words"].endswith("proposal.expires, new due 2027-01-20 18:00, holidays")
    assert skipped["words"].endswith("called them")


async def test_operators_services_and_the_coordinator(here: World, mentoring: Terminal) -> None:
    """Whoever has something to say to a pair says it in one line, and what is recorded is told."""
    match = here.match("steered")
    await here.begin(match)
    fired = 'pair operate steered FireDeadline --key proposal.rem --reason="which?" --operator o-1'
    assert "no open deadline has this key" in (await mentoring.types(fired)).stderr
    done = await mentoring.reads(fired.replace("proposal.rem", "proposal.reminders#3"))
    assert (done["recorded"], done["phase"]) == (["FireDeadline"], "PROPOSED")
    mistyped = await mentoring.types("pair operate steered HandOver --person-id nobody --reason 'on leave'")
    assert (mistyped.exit_code, "nobody is known as nobody" in mistyped.stderr) == (1, True)
    data = json.dumps({"person_id": match.a.person_id, "manager_id": "m", "skip_level_id": ""})
    told = f"pair signal steered hr.manager_changed --data {shlex.quote(data)}"
    sent = await mentoring.reads(f"{told} --source hr --signal-id s-1")
    assert sent == {"pair_id": "steered", "signal": "hr.manager_changed", "source": "hr", "signal_id": "s-1"}
    assert "pair steered was told hr.moon_rose as command-line" in await mentoring.does(
        "pair signal steered hr.moon_rose"
    )
    withdrawn = await mentoring.does("pair coordinate steered WithdrawMatch --as c-1 --reason 'other plans'")
    assert "pair steered: was withdrawn on 2027-01-11" in withdrawn
    types = [(row.type, row.actor.kind, row.actor.id) for row in await here.rows("steered")]
    assert ("OperatorActionRecorded", "OPERATOR", "o-1") in types
    assert ("ExternalSignalReceived", "SERVICE", "hr") in types, types
    assert ("ExternalSignalIgnored", "SERVICE", "command-line") in types
    assert ("MatchWithdrawn", "COORDINATOR", "c-1") in types


async def test_a_policy_is_tried_and_taken(here: World, mentoring: Terminal, tmp_path: Path) -> None:
    """A preview names exactly the deadlines that then move, and changes nothing."""
    await here.begin(here.match("moving"))
    file = tmp_path / "programme.toml"
    file.write_text(PROGRAMME.replace('"proposal.expires" = 8', '"proposal.reminders" = [2, 7]'), "utf-8")
    call, before = f"pair migrate moving --policy {file}", await here.types("moving")
    preview = await mentoring.reads(f"{call} --preview")
    assert await here.types("moving") == before
    gone, new = sorted(preview["moved"], key=lambda each: each["before"] is None)
    assert (gone["key"], gone["after"]) == ("proposal.reminders#3", None)
    assert (new["key"], new["before"]) == ("proposal.reminders#2", None)
    assert re.search(
        r"proposal.reminders#2 +who has not .+ not at all +2027-01-13", await mentoring.does(f"{call} --preview")
    )
    assert "--reason takes three to two hundred characters" in (await mentoring.types(call)).stderr
    assert (await mentoring.reads(f"{call} --reason 'sooner'"))["recorded"] == ["MigratePolicy"]
    shown = await mentoring.reads("pair show moving")
    assert shown["policy_version"] == preview["to_version"]
    assert [due["due_at"] for due in shown["deadlines"] if due["key"] == new["key"]] == [new["after"]]
    assert "no deadline of pair moving would move" in await mentoring.does(f"{call} --preview")
    faulty = await mentoring.types(f"{call.replace('programme.toml', 'nothing.toml')} --preview")
    assert (faulty.exit_code, faulty.stdout) == (2, "")


async def test_the_story_is_read(here: World, mentoring: Terminal) -> None:
    """A letter says why it was written, and a pair is shown as it was on a day, or at a moment of it."""
    await here.begin(here.match("storied"))
    await here.forward("storied", days=4)
    await mentoring.does("pair do storied DeclineMatch --as a")
    await project(here.database)
    events = [from_row(row) for row in await here.rows("storied")]
    asked = [letter for event in events if isinstance(event, LettersRequested) for letter in event.letters]
    letter_id = next(str(letter.letter_id) for letter in asked if letter.because == "ReminderFellDue")
    said = await mentoring.does(f"why {letter_id}")
    assert re.search(r"because of ReminderFellDue on 2027-01-14 08:\d\d, by timer proposal.reminders", said)
    assert "its moment came from proposal.reminders = [3, 7]" in said
    assert (await mentoring.reads(f"why {letter_id}"))["rule"]["deadline"] == "proposal.reminders#3"
    was = await mentoring.reads("pair at storied --when 2027-01-13")
    assert (was["at"], was["pair"]["phase"]) == ("2027-01-14T00:00:00+01:00", "PROPOSED")
    assert was["next_deadline"]["key"] == "proposal.reminders#3"
    then = await mentoring.does("pair at storied --when 2027-01-14T09:00")
    assert "as it was just before 2027-01-14 09:00" in then
    assert re.search(r"due next: 2027-01-18 08:\d\d, who has not answered is reminded", then)
    for line, said in (
        ("why E10", "LETTER_ID is like"),
        (f"why {letter_id[:-1]}{'0' if letter_id[-1] != '0' else '1'}", "no letter that may be told of has the id"),
        ("pair at storied --when 2027-01-10", "it was proposed on 2027-01-11"),
        ("pair at storied --when yesterday", "--when must be a date and a time"),
        ("pair at storied --when 9999-12-31", "--when must be a date and a time"),
        (f"pair signal storied hr.moon_rose --data {'[' * 9999}", "--data must be JSON"),
    ):
        result = await mentoring.types(line)
        assert (result.exit_code, result.stdout) == (1, ""), line
        assert said in result.stderr


async def test_the_calls_behind_links(here: World, mentoring: Terminal) -> None:
    """From the proposal to the review, what the page behind a letter's link prints works as it stands."""
    await _with_topics(here)
    links = Links(here, mentoring, here.match("by-links", policy=BRISK))
    await here.begin(links.match)
    await links.answer("E10_match_proposed", "AcceptMatch", "ab")
    await links.answer("E13_match_confirmed", "ScheduleMeeting", "a")
    await links.answer("E40_meeting_invite", "RescheduleMeeting", "b")
    await links.answer("E40_meeting_invite", "CancelMeeting", "b")
    await links.answer("E42_meeting_cancelled", "ScheduleMeeting", "b")
    await here.forward("by-links", days=8)
    await links.answer("E21_chemistry_verdict_request", "GiveChemistryVerdict", "ab")
    await links.answer("E30_kickoff_invitation", "ScheduleMeeting", "b")
    await mentoring.does("pair do by-links ProposeAgreement --as a")
    await mentoring.does("pair do by-links ConfirmAgreement --as a")
    await links.answer("E32_agreement_confirm", "ConfirmAgreement", "b")
    await links.answer("E33_kickoff_completed", "ScheduleMeeting", "a")
    await here.forward("by-links", days=9)
    await links.answer("E44_meeting_confirm", "ConfirmMeeting", "ab")
    await here.forward("by-links", days=40)
    await links.answer("E50_midway_invitation", "CompleteMidwayCheckIn", "ab")
    await here.forward("by-links", days=45)
    await links.answer("E73_review_request", "SubmitReview", "ab")
    assert (await mentoring.reads("pair show by-links"))["phase"] == "COMPLETED"


async def test_the_way_out_behind_links(here: World, mentoring: Terminal) -> None:
    """Every such page also prints how to leave, and that works too."""
    links = Links(here, mentoring, here.match("way-out", policy=BRISK))
    await here.begin(links.match)
    await links.answer("E10_match_proposed", "LeavePair", "b")
    assert (await mentoring.reads("pair show way-out"))["phase"] == "DECLINED"


@dataclass
class Links:
    """Follows the links of a pair's letters."""

    here: World
    mentoring: Terminal
    match: Match

    async def answer(self, template: str, command: str, sides: str) -> None:
        """Types what the page behind each one's newest letter of a kind prints for a command."""
        for side in sides:
            pair = self.here.pairs.handle(self.match.pair_id)
            await self.here.clock.settled(pair)
            call = next(call for call in await self._calls(template, side) if f" {command} " in call)
            await self.mentoring.does(call)
            await self.here.clock.settled(pair)

    async def _calls(self, template: str, side: str) -> list[str]:
        address = f"{self.match.pair_id}-{side}@example.org"
        *_, letter = (x for x in self.here.letters(self.match) if (x.template, x.email) == (template, address))
        (link,) = set(LINK.findall(letter.text))
        async with httpx.AsyncClient() as http:
            page = (await http.get(link)).raise_for_status().text
        return [unescape(call) for call in CALL.findall(page)]


async def _with_topics(here: World) -> None:
    topics = {"AI": Topic(de="KI", en="AI"), "LAW": Topic(de="Recht", en="Law")}
    async with open_pool(here.database, Role.KEYS) as pool:
        await Programmes(pool).publish(here.programme.with_(topics=topics))
