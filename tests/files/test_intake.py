"""What the files say ends up in the vault, sealed, and comes back as candidates."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import pytest

from adapters.files import read_files
from adapters.intake import take_in
from adapters.keys import KeyRing
from adapters.people import People
from adapters.programmes import Programmes
from domain.base import Recipient, derived_id
from domain.matching import match, obstacle
from domain.people import Programme
from tests.files.crowd import EXAMPLES, crowd

FILES = read_files(EXAMPLES / "programme.toml", EXAMPLES / "people.csv")
MASTER = bytes(range(32))


@pytest.fixture
def keys(pool: asyncpg.Pool) -> KeyRing:
    """Keys wrapped by a master key of this test."""
    return KeyRing(pool, MASTER)


@pytest.fixture
def people(pool: asyncpg.Pool, keys: KeyRing) -> People:
    """The vault of a fresh database."""
    return People(pool, keys)


@pytest.fixture
def programmes(pool: asyncpg.Pool) -> Programmes:
    """The programmes of a fresh database."""
    return Programmes(pool)


async def test_the_example_becomes_pairs(people: People, programmes: Programmes) -> None:
    """The example's 24 people give 11 pairs that break no rule."""
    intake = await take_in(FILES, people=people, programmes=programmes)
    policy, topics = intake.programme.policy, intake.programme.topics
    result = match(intake.candidates, policy=policy, topics=topics, seed=1)
    by_id = {each.participation_id: each for each in intake.candidates}
    assert len(intake.candidates) == 24
    assert len(result.proposals) == 11
    assert all(obstacle(by_id[each.a], by_id[each.b], policy=policy) is None for each in result.proposals)


async def test_a_person_is_found_by_id(people: People, programmes: Programmes) -> None:
    """Whoever writes a letter finds name, address, language and zone; an unknown id finds nobody."""
    await take_in(FILES, people=people, programmes=programmes)
    person = await people.find(people.id_of("A1007"))
    assert person
    assert (person.name, person.email) == ("Aoife Brennan", "aoife.brennan@alpenwerk.example")
    assert (person.locale, person.time_zone, person.first_name) == ("en", "Europe/Dublin", "Aoife")
    assert await people.find("nobody") is None


async def test_references_become_ids(people: People, programmes: Programmes) -> None:
    """Managers, their managers, wishes and exclusions are named by person ids, inside and outside the file."""
    intake = await take_in(FILES, people=people, programmes=programmes)
    by_id = {each.person_id: each for each in intake.candidates}
    lena, nikolaus = by_id[people.id_of("A1005")], by_id[people.id_of("A1013")]
    assert (lena.manager_id, lena.skip_level_id) == (people.id_of("A1004"), people.id_of("A1002"))
    assert (nikolaus.manager_id, nikolaus.skip_level_id) == (people.id_of("A0907"), "")
    assert nikolaus.prefers == (people.id_of("A1009"),)
    cohort_id = intake.programme.cohort_id
    assert lena.participation_id == str(derived_id("participation", cohort_id, lena.person_id))


async def test_staff_are_found_by_their_roles(people: People, programmes: Programmes) -> None:
    """Each role of the programme is a person of the vault, who is no candidate."""
    intake = await take_in(FILES, people=people, programmes=programmes)
    names = {role: await people.find(person_id) for role, person_id in intake.programme.staff.items()}
    assert {role: person.name for role, person in names.items() if person} == {
        Recipient.COORDINATOR: "Katharina Wögerbauer",
        Recipient.DEPUTY: "Thomas Pichler",
        Recipient.SPONSOR: "Helen Moser-Grant",
    }
    assert not {each.person_id for each in intake.candidates} & set(intake.programme.staff.values())


async def test_letters_go_to_the_first_of_a_role(people: People, programmes: Programmes) -> None:
    """Where a role is held by several, the first in the file is the one of the programme; all are kept."""
    second = FILES.programme.staff[0].with_(name="Zweite Person", email="zweite@alpenwerk.example")
    programme = FILES.programme.with_(staff=(*FILES.programme.staff, second))
    intake = await take_in(FILES.with_(programme=programme), people=people, programmes=programmes)
    first = await people.find(intake.programme.staff[Recipient.COORDINATOR])
    assert first
    assert first.name == "Katharina Wögerbauer"
    assert await people.find(people.id_of(second.email))


async def test_staff_who_take_part_are_one_person(people: People, programmes: Programmes) -> None:
    """A coordinator who takes part has one id and keeps the profile."""
    member = FILES.people[0]
    first = FILES.programme.staff[0].with_(email=member.email.upper())
    programme = FILES.programme.with_(staff=(first, *FILES.programme.staff[1:]))
    intake = await take_in(FILES.with_(programme=programme), people=people, programmes=programmes)
    assert intake.programme.staff[Recipient.COORDINATOR] == people.id_of(member.person_ref)
    assert len(intake.candidates) == 24


async def test_twice_is_once(people: People, programmes: Programmes, pool: asyncpg.Pool) -> None:
    """The same files again give the same ids and the same version, and nobody is there twice."""
    first = await take_in(FILES, people=people, programmes=programmes)
    assert await take_in(FILES, people=people, programmes=programmes) == first
    assert await pool.fetchval("select count(*) from people") == 27


async def test_what_changed_is_known_anew(people: People, programmes: Programmes) -> None:
    """A new address in the file is the address from then on."""
    await take_in(FILES, people=people, programmes=programmes)
    moved = FILES.people[0].with_(email="elfriede@neu.example")
    files = FILES.with_(people=(moved, *FILES.people[1:]))
    await take_in(files, people=people, programmes=programmes)
    person = await people.find(people.id_of(moved.person_ref))
    assert person
    assert person.email == "elfriede@neu.example"


async def test_nothing_personal_is_readable(people: People, programmes: Programmes, pool: asyncpg.Pool) -> None:
    """No name, address or reference of anybody stands in any row of the vault or of the programmes."""
    await take_in(FILES, people=people, programmes=programmes)
    rows = await pool.fetch("select people::text || encode(sealed, 'escape') from people")
    rows += await pool.fetch("select programmes::text from programmes")
    rows += await pool.fetch("select subject_keys::text || encode(wrapped, 'escape') from subject_keys")
    stored = "\n".join(row[0] for row in rows)
    members = [(each.person_ref, each.email, *each.name.split()) for each in FILES.people]
    staff = [(each.email, *each.name.split()) for each in FILES.programme.staff]
    assert len(rows) == 27 + 1 + 27
    assert not [word for words in (*members, *staff) for word in words if word in stored]


async def test_an_id_needs_the_key(people: People, pool: asyncpg.Pool) -> None:
    """The same reference has the same id for one master key and another for another, so ids cannot be guessed."""
    assert people.id_of("A1007") == People(pool, KeyRing(pool, MASTER)).id_of("A1007")
    assert people.id_of("A1007") != People(pool, KeyRing(pool, MASTER[::-1])).id_of("A1007")


async def test_a_forgotten_person_is_nobody(people: People, programmes: Programmes, keys: KeyRing) -> None:
    """Without the person's key the vault knows neither the person nor the profile, and the others are still there."""
    intake = await take_in(FILES, people=people, programmes=programmes)
    person_id = people.id_of("A1007")
    await keys.forget(f"person/{person_id}")
    assert await people.find(person_id) is None
    everybody = [each.person_id for each in intake.candidates]
    assert len(await people.candidates(intake.programme.cohort_id, everybody)) == 23


async def test_forty_other_people(people: People, programmes: Programmes, tmp_path: Path) -> None:
    """Any file in the format is taken in and matched."""
    file = tmp_path / "forty.csv"
    file.write_text(crowd(40), "utf-8")
    intake = await take_in(read_files(EXAMPLES / "programme.toml", file), people=people, programmes=programmes)
    result = match(intake.candidates, policy=intake.programme.policy, topics=intake.programme.topics, seed=1)
    assert len(result.proposals) * 2 + len(result.unmatched) == 40
    assert len(result.proposals) >= 15


@pytest.fixture
async def published(people: People, programmes: Programmes) -> Programme:
    """The example, published once."""
    return (await take_in(FILES, people=people, programmes=programmes)).programme


async def test_the_same_programme_keeps_its_version(published: Programme, programmes: Programmes) -> None:
    """Publishing what is published already makes no new version, whatever version it claims to be."""
    assert published.version == 1
    assert await programmes.publish(published.with_(version=9)) == published
    assert await programmes.find(published.programme_id) == published


async def test_a_change_is_a_new_version(published: Programme, programmes: Programmes) -> None:
    """A changed programme is the next version; the old one can still be read, and going back is a change too."""
    changed = await programmes.publish(published.with_(policy=published.policy.with_(meeting__cadence=21)))
    back = await programmes.publish(published)
    assert (changed.version, back.version) == (2, 3)
    assert await programmes.find(published.programme_id, 1) == published
    assert await programmes.find(published.programme_id, 2) == changed
    assert await programmes.find(published.programme_id) == back


async def test_unknown_programmes(published: Programme, programmes: Programmes) -> None:
    """What was never published is not found."""
    assert await programmes.find("nothing") is None
    assert await programmes.find(published.programme_id, 2) is None


async def test_publishing_at_once(published: Programme, programmes: Programmes) -> None:
    """Of many who publish the same change at once, all get the same next version."""
    changed = published.with_(purpose="etwas Neues")
    versions = await asyncio.gather(*(programmes.publish(changed) for _ in range(8)))
    assert {each.version for each in versions} == {2}


@pytest.mark.parametrize(
    "statement", ["update programmes set version = 7", "delete from programmes", "truncate programmes"]
)
async def test_a_version_is_final(published: Programme, pool: asyncpg.Pool, statement: str) -> None:
    """Nobody changes or deletes what was published."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute(statement)
