"""The files of a programme become pairs that the rules accept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import asyncpg
import pytest

from adapters.files import read_files
from adapters.keys import KeyRing
from adapters.people import People
from adapters.programmes import Programmes
from domain.base import Recipient, derived_id
from domain.pair.commands import DeclineMatch
from domain.pair.proposal import propose
from gateway.programme import Round, match_people
from tests.domain.story import proposed
from tests.files.crowd import EXAMPLES, crowd

STARTS_ON = date(2026, 9, 21)
MONDAY = datetime(2026, 9, 21, 6, tzinfo=UTC)
FILES = read_files(EXAMPLES / "programme.toml", EXAMPLES / "people.csv")


@pytest.fixture
def people(pool: asyncpg.Pool) -> People:
    """The vault of a fresh database."""
    return People(pool, KeyRing(pool, bytes(range(32))))


@pytest.fixture
def programmes(pool: asyncpg.Pool) -> Programmes:
    """The programmes of a fresh database."""
    return Programmes(pool)


@pytest.fixture
async def round_(people: People, programmes: Programmes) -> Round:
    """The round of the example."""
    return await match_people(FILES, people=people, programmes=programmes, starts_on=STARTS_ON)


async def test_every_match_may_be_proposed(round_: Round) -> None:
    """The pair's own rules accept every match as it stands."""
    assert len(round_.matches) == 11
    for match in round_.matches:
        assert propose(match, MONDAY)
        assert match.pair_id == str(derived_id("pair", match.a.participation_id, match.b.participation_id))


async def test_everybody_is_matched_or_told_why(round_: Round) -> None:
    """Nobody of the file is lost, nobody is in two pairs, and who is left over is given a reason."""
    paired = [each.participation_id for match in round_.matches for each in (match.a, match.b)]
    alone = [each.participation_id for each in round_.unmatched]
    assert sorted([*paired, *alone]) == sorted(round_.refs)
    assert sorted(round_.refs.values()) == sorted(entry.person_ref for entry in FILES.people)
    assert all(each.why.en and each.change.en for each in round_.unmatched)


async def test_what_the_pair_needs_is_pinned(round_: Round, people: People) -> None:
    """Language, zone, reporting line, staff and policy stand in the match, people by their ids only."""
    by_id = {each.person_id: each for match in round_.matches for each in (match.a, match.b)}
    aoife, lena = by_id[people.id_of("A1007")], by_id[people.id_of("A1005")]
    assert (aoife.locale, aoife.time_zone) == ("en", "Europe/Dublin")
    assert (lena.manager_id, lena.skip_level_id) == (people.id_of("A1004"), people.id_of("A1002"))
    match = round_.matches[0]
    assert set(match.staff) == {Recipient.COORDINATOR, Recipient.DEPUTY, Recipient.SPONSOR}
    assert (match.policy, match.time_zone) == (FILES.programme.policy, "Europe/Vienna")
    assert not [word for entry in FILES.people for word in (entry.name, entry.email) if word in str(round_.matches)]


async def test_holidays_reach_to_the_last_letter(round_: Round) -> None:
    """The holidays of the calendar are pinned from the first day to the last on which anything can be due."""
    holidays = round_.matches[0].holidays
    assert holidays[0] == date(2026, 10, 26)
    assert date(2027, 5, 1) in holidays
    assert holidays[-1] > date(2027, 9, 21)


async def test_the_same_files_give_the_same_round(people: People, programmes: Programmes, round_: Round) -> None:
    """Doing it again gives the same pairs under the same ids, so that nothing starts twice."""
    again = await match_people(FILES, people=people, programmes=programmes, starts_on=STARTS_ON)
    assert again == round_
    assert again.id == round_.id


async def test_who_has_a_pair_is_left_alone(people: People, programmes: Programmes, round_: Round) -> None:
    """People of open pairs are not matched again; those whose pair came to nothing are, but not with each other."""
    open_pair, declined = (proposed(match) for match in round_.matches[:2])
    declined.tell(DeclineMatch(by="a"))
    known = [open_pair.pair, declined.pair]
    again = await match_people(FILES, people=people, programmes=programmes, starts_on=STARTS_ON, known=known)
    pairs = {frozenset((match.a.person_id, match.b.person_id)) for match in again.matches}
    first, second = (frozenset((match.a.person_id, match.b.person_id)) for match in round_.matches[:2])
    assert not any(first & pair for pair in pairs)
    assert second not in pairs
    assert len(again.refs) == 22


async def test_another_file_of_forty(people: People, programmes: Programmes, tmp_path: Path) -> None:
    """Any file in the format becomes pairs."""
    file = tmp_path / "forty.csv"
    file.write_text(crowd(40), "utf-8")
    files = read_files(EXAMPLES / "programme.toml", file)
    result = await match_people(files, people=people, programmes=programmes, starts_on=STARTS_ON)
    assert len(result.matches) * 2 + len(result.unmatched) == 40
    assert all(propose(match, MONDAY) for match in result.matches)
