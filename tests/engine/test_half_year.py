"""A pair's half year on the real server with skipped time."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from temporalio.api.sdk.v1 import WorkflowMetadata

from adapters.catcher.box import Caught
from adapters.event_store import open_event_store
from domain.base import Refused
from domain.pair.commands import AcceptMatch
from domain.pair.values import Match
from gateway.client import Handle
from tests.engine import life
from tests.engine.settings import MASTER
from tests.engine.world import BRISK, MONDAY, World
from workflows import names

GOLDEN = Path(__file__).parent / "golden"
VIENNA = ZoneInfo("Europe/Vienna")


async def test_a_whole_half_year(here: World) -> None:
    """From the proposal to the shredded key: every event in its place, every letter to its reader, each once."""
    match = here.match("calm")
    pair = await here.live(match, life.calm_life)
    ended = await pair.result()
    assert (ended.result, ended.version) == ("OVER", 234)
    assert await here.stream("calm") == _golden("half_year.txt")
    assert [_line(letter) for letter in here.letters(match)] == _golden("half_year_letters.txt")
    assert {here.box.times_seen(letter) for letter in here.box.letters()} == {1}
    lengths = [len(history.events) for history in await here.histories("calm")]
    assert len(lengths) > 3
    assert max(lengths) < 200, lengths


async def test_each_reader_is_written_to_in_their_language(here: World) -> None:
    """The German reader gets a German letter, the English one an English letter about the same."""
    match = here.match("words")
    await here.begin(match)
    a, b = here.letters(match)
    assert (a.language_tag[:2], b.language_tag[:2]) == ("de", "en")
    assert a.subject != b.subject
    assert "Words-B" in a.text
    assert "Words-A" in b.text


async def test_what_operations_see(here: World) -> None:
    """Search attributes and current details tell where a pair stands and what comes next, at every moment."""
    match = here.match("seen")
    script = life.Script(match, MONDAY)
    pair = await here.begin(match)
    first = (await here.pairs.view("seen")).plan.deadlines[0].due_at
    assert script.day(3) == first.date()
    assert await _shown(pair) == ("PROPOSED", "cohort", "proposal.reminders", first, False)
    assert "| proposal.expires | 2027-01-21 23:00 UTC |" in await _details(pair)
    await here.go_on(match, tuple(life.to_the_agreement(script))[:3])
    assert await _shown(pair) == ("CHEMISTRY", "cohort", "meeting.reminder", script.moment(8, life.TWO), False)
    assert "| phase | CHEMISTRY |" in await _details(pair)
    await here.go_on(match, [script.step(9, at=life.MIDNIGHT)])
    assert await _shown(pair) == ("CHEMISTRY", "cohort", "chemistry.window", script.moment(10, life.MIDNIGHT), False)


async def test_private_words_are_gone_after_the_retention(here: World) -> None:
    """Up to the last day what is sealed can be read by the service; then the key is gone, and so are the words."""
    match = here.match("private", policy=BRISK)
    *steps, last = life.brisk_life(life.Script(match, MONDAY))
    pair = await here.begin(match)
    await here.go_on(match, steps)
    before = {row.version: row.sealed for row in await here.rows("private") if row.sealed is not None}
    assert any("planted secret" in str(sealed) for sealed in before.values())
    assert await here.holds_key("private")
    await here.go_on(match, [last])
    await pair.result()
    assert not await here.holds_key("private")
    async with open_event_store(here.database, MASTER) as store:
        after = (await store.read("pair/private")).rows
    assert [row.sealed for row in after if row.version in before] == [None] * len(before)


async def test_a_decline(here: World) -> None:
    """One no ends it: both hear so, nothing private stays, and the pair is over."""
    match = here.match("no")
    pair = await here.live(match, life.declined)
    assert (await pair.result()).result == "OVER"
    assert await _course(here, "no") == ["MatchProposed", "MatchDeclined", "ReminderFellDue", "PairDataShredded"]
    assert _templates(here, match) == ["E10_match_proposed", "E12_match_not_proceeding"]
    assert not await here.holds_key("no")


async def test_an_expiry(here: World) -> None:
    """Who stays silent is reminded twice; then the proposal expires and both hear so."""
    match = here.match("late")
    pair = await here.live(match, life.expired)
    assert (await pair.result()).result == "OVER"
    fell_due = ["ReminderFellDue"] * 2
    ending = ["MatchProposalExpired", "ReminderFellDue", "PairDataShredded"]
    assert await _course(here, "late") == ["MatchProposed", "MatchAccepted", *fell_due, *ending]
    reminders = [to for template, to in here.templates(match) if template == "E11_match_reminder"]
    assert reminders == ["b", "b"]
    assert here.templates(match)[-2:] == [("E12_match_not_proceeding", "a"), ("E12_match_not_proceeding", "b")]


async def test_a_no_fit(here: World) -> None:
    """After one no to the other both get the same letter, and nobody learns who said it."""
    match = here.match("other")
    pair = await here.live(match, life.no_fit)
    assert (await pair.result()).result == "OVER"
    ending = ["ChemistryCheckNotContinued", "ReminderFellDue", "PairDataShredded"]
    assert (await _course(here, "other"))[-5:] == ["ChemistryVerdictGiven", "MeetingHeld", *ending]
    assert _templates(here, match)[-1] == "E23_chemistry_not_continued"
    verdicts = [row for row in await here.rows("other") if row.type == "ChemistryVerdictGiven"]
    assert {row.actor.id for row in verdicts} == {""}


async def test_an_undecided(here: World) -> None:
    """An undecided gives one more talk; a pair that then falls silent is remembered to the coordinator and lapses."""
    match = here.match("maybe")
    pair = await here.live(match, life.undecided)
    assert (await pair.result()).result == "OVER"
    course = Counter(await _course(here, "maybe"))
    assert course["ChemistryCheckExtended"] == course["ChemistryCheckPassed"] == 1
    assert course["ChemistryVerdictGiven"] == 4
    staff = [letter.template for letter in here.box.letters() if letter.email.startswith("coordinator")]
    asked_to_decide = ["E34_kickoff_overdue"] * 5
    assert staff == ["E34_kickoff_overdue", "E47_pair_red", *asked_to_decide, "E62_pair_dissolved"]
    assert _templates(here, match)[-1] == "E61_partnership_ended"


async def test_leaving_in_month_three(here: World) -> None:
    """Who leaves need not say why: both get letters that differ in nothing but names and language."""
    match = here.match("gone").with_(b=here.match("gone").b.with_(locale="de"))
    pair = await here.live(match, life.left_in_month_three)
    assert (await pair.result()).result == "OVER"
    ending = ["ExitRequested", "MeetingCancelled", "PairDissolved", "PairDataShredded"]
    assert (await _course(here, "gone"))[-4:] == ending
    farewell = [letter for letter in here.letters(match) if letter.template == "E61_partnership_ended"]
    a, b = (_without_names(letter) for letter in farewell)
    assert a == b
    with pytest.raises(Refused):
        await here.pairs.tell("gone", AcceptMatch(by="a"))


def _golden(name: str) -> list[str]:
    return (GOLDEN / name).read_text("utf-8").splitlines()


def _line(letter: Caught) -> str:
    """When, which, to whom, in which language."""
    at = letter.posted_at.astimezone(VIENNA)
    return f"{at:%Y-%m-%d %H:%M} {letter.template} {letter.email.partition('@')[0]} {letter.language_tag[:2]}"


async def _course(here: World, pair_id: str) -> list[str]:
    """The events of a pair, letters aside."""
    return [kind for kind in await here.types(pair_id) if not kind.startswith("Letter")]


def _templates(here: World, match: Match) -> list[str]:
    """The templates of a pair's letters, each of which went to both."""
    a = [template for template, side in here.templates(match) if side == "a"]
    b = [template for template, side in here.templates(match) if side == "b"]
    assert a == b
    return a


def _without_names(letter: Caught) -> str:
    lines = (line for line in letter.text.splitlines() if "http" not in line)
    return "\n".join(lines).replace("Gone-A", "NAME").replace("Gone-B", "NAME")


async def _shown(pair: Handle) -> tuple[str | None, str | None, str | None, datetime | None, bool | None]:
    attributes = (await pair.describe()).typed_search_attributes
    return (
        attributes.get(names.PHASE),
        attributes.get(names.COHORT),
        attributes.get(names.NEXT_DEADLINE),
        attributes.get(names.NEXT_DEADLINE_AT),
        attributes.get(names.NEEDS_ATTENTION),
    )


async def _details(pair: Handle) -> str:
    metadata: WorkflowMetadata = await pair.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    return str(metadata.current_details)
