"""Takes a programme and its people from their files into the vault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adapters.files import Entry, Files, ProgrammeFile, StaffEntry
from adapters.people import Kept, People
from adapters.programmes import Programmes
from domain.base import Frozen, Recipient, derived_id
from domain.matching import Candidate, Profile
from domain.people import Person, Programme, Topic


class Intake(Frozen):
    """A published programme, and everybody who may be matched in its cohort."""

    programme: Programme
    candidates: tuple[Candidate, ...]


async def take_in(files: Files, *, people: People, programmes: Programmes) -> Intake:
    """Keep everybody, publish the programme, and answer with ids. Doing it again with the same files changes nothing.

    The names of programme and cohort are their identity. Raises `Unavailable`.
    """
    participants = _participants(files.people, people)
    ids = {kept.person.email.casefold(): kept.person.person_id for kept in participants}
    staff = [_member(entry, files.programme, ids, people) for entry in files.programme.staff]
    # Participants last: who takes part and is staff too keeps the profile.
    await people.keep([*(kept for _, kept in staff), *participants])
    programme = await programmes.publish(_programme(files.programme, _first_of_each_role(staff)))
    candidates = await people.candidates(programme.cohort_id, [kept.person.person_id for kept in participants])
    return Intake(programme=programme, candidates=candidates)


def _participants(entries: Sequence[Entry], people: People) -> list[Kept]:
    managers = {entry.person_ref: entry.manager_ref for entry in entries}
    return [
        Kept(
            person=Person(
                person_id=people.id_of(entry.person_ref),
                name=entry.name,
                email=entry.email,
                locale=entry.locale,
                time_zone=entry.time_zone,
            ),
            profile=_profile(entry, managers, people),
        )
        for entry in entries
    ]


def _profile(entry: Entry, managers: Mapping[str, str], people: People) -> Profile:
    skip_level = managers.get(entry.manager_ref, "")
    return Profile(
        offers=entry.offers,
        wants=entry.wants,
        unit=entry.unit,
        site=entry.site,
        manager_id=people.id_of(entry.manager_ref) if entry.manager_ref else "",
        skip_level_id=people.id_of(skip_level) if skip_level else "",
        joined_on=entry.joined_on,
        meets=entry.meets,
        available=entry.available,
        prefers=tuple(people.id_of(ref) for ref in entry.prefers),
        excludes=tuple(people.id_of(ref) for ref in entry.excludes),
        languages=entry.languages or (entry.locale,),
        seeks_distance=entry.seeks_distance,
    )


def _member(entry: StaffEntry, file: ProgrammeFile, ids: Mapping[str, str], people: People) -> tuple[Recipient, Kept]:
    mail = entry.email.casefold()  # staff have no person_ref, so the address stands for it
    person = Person(
        person_id=ids.get(mail) or people.id_of(mail),
        name=entry.name,
        email=entry.email,
        locale=entry.locale,
        time_zone=file.programme.time_zone,
    )
    return Recipient(entry.role), Kept(person=person)


def _first_of_each_role(staff: Sequence[tuple[Recipient, Kept]]) -> dict[Recipient, str]:
    return {role: kept.person.person_id for role, kept in reversed(staff)}


def _programme(file: ProgrammeFile, staff: dict[Recipient, str]) -> Programme:
    programme_id = str(derived_id("programme", file.programme.name))
    return Programme(
        programme_id=programme_id,
        cohort_id=str(derived_id("cohort", programme_id, file.cohort.name)),
        version=0,  # given when it is published
        name=file.programme.name,
        purpose=file.programme.purpose,
        cohort_name=file.cohort.name,
        enrolment_until=file.cohort.enrolment_until,
        locale=file.programme.locale,
        time_zone=file.programme.time_zone,
        holidays=file.programme.holidays,
        staff=staff,
        topics={code: Topic(de=topic.de, en=topic.en) for code, topic in file.topics.items()},
        policy=file.policy,
    )
