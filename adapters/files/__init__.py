"""The two files a programme is started from: what they may hold, and every fault in them at once."""

from pathlib import Path

from adapters.files.faults import FaultyFile, FileError
from adapters.files.people import Entry, read_people
from adapters.files.programme import ProgrammeFile, StaffEntry, read_programme
from domain.base import Frozen

__all__ = [
    "Entry",
    "FaultyFile",
    "FileError",
    "Files",
    "ProgrammeFile",
    "StaffEntry",
    "read_files",
    "read_people",
    "read_programme",
]


class Files(Frozen):
    """A programme and its people, both without a fault."""

    programme: ProgrammeFile
    people: tuple[Entry, ...]


def read_files(programme: Path, people: Path) -> Files:
    """Both files, checked against each other; raises one `FaultyFile` with the faults of both."""
    try:
        described = read_programme(programme)
    except FaultyFile as faulty:
        raise FaultyFile((*faulty.errors, *_faults_of(people))) from None
    return Files(programme=described, people=read_people(people, topics=frozenset(described.topics)))


def _faults_of(people: Path) -> tuple[FileError, ...]:
    """What is wrong with the people file, as far as that can be said without the topics of a programme."""
    try:
        read_people(people, topics=None)
    except FaultyFile as faulty:
        return faulty.errors
    return ()
