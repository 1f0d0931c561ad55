"""Reads programme.toml: the programme, its cohort, its staff, its topics and what its policy changes."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le
from pydantic import AfterValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from adapters.calendar import check_calendar
from adapters.files.faults import FaultyFile, FileError, allowed, did_you_mean, read_text
from adapters.files.fields import Day, Line, Mail, Zone
from adapters.files.toml_lines import line_of
from domain.base import Frozen
from domain.people import Locale, Topic
from domain.policy import ProgrammePolicy, policy_keys

_STRICT = ConfigDict(frozen=True, extra="forbid")
_WHERE = re.compile(r"\s*\(at (line (?P<line>\d+), column \d+|end of document)\)")


def _code(text: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9_]{0,59}", text):
        raise ValueError("must be a code like CUSTOMER_HISTORY: up to sixty capital letters, digits and underscores")
    return text


class ProgrammeEntry(Frozen):
    """The table [programme]; `holidays` names a calendar such as AT-9."""

    model_config = _STRICT

    name: Line
    purpose: Line
    locale: Locale
    time_zone: Zone
    holidays: Annotated[str, AfterValidator(check_calendar)]


class CohortEntry(Frozen):
    """The table [cohort]."""

    model_config = _STRICT

    name: Line
    enrolment_until: Day


class StaffEntry(Frozen):
    """One table [[staff]]. Where several hold a role, letters go to the first."""

    model_config = _STRICT

    role: Literal["coordinator", "deputy", "sponsor"]
    name: Line
    email: Mail
    locale: Locale


class TopicEntry(Topic):
    """One table [topics.CODE]."""

    model_config = _STRICT

    de: Line
    en: Line


class ProgrammeFile(Frozen):
    """A whole file."""

    model_config = _STRICT

    programme: ProgrammeEntry
    cohort: CohortEntry
    staff: tuple[StaffEntry, ...] = Field(min_length=1)
    topics: dict[Annotated[str, AfterValidator(_code)], TopicEntry] = Field(min_length=1)
    policy: ProgrammePolicy = ProgrammePolicy()


_TABLES: dict[str, type[Frozen]] = {
    "programme": ProgrammeEntry,
    "cohort": CohortEntry,
    "staff": StaffEntry,
    "topics": TopicEntry,
}


def read_programme(path: Path) -> ProgrammeFile:
    """The programme a file describes. Raises `FaultyFile` with every fault of the file, in the order of its lines."""
    text = read_text(path)
    document = _document(path.name, text)
    overrides = document["policy"] = _dotted(document.get("policy", {}))
    found, faults = _validated(document)
    faults += [*_staff_faults(document.get("staff")), *_policy_faults(overrides, faults)]
    if found and not faults:
        return found
    errors = (
        FileError(file=path.name, line=line_of(text, at), column=_column(at), value=value, allowed=words)
        for at, value, words in faults
    )
    raise FaultyFile(sorted(errors, key=lambda error: error.line))


Place = tuple[int | str, ...]
Fault = tuple[Place, str, str]  # where, the value that stands there, what is allowed


def _document(file: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = _WHERE.search(str(error))
        line = int(where["line"]) if where and where["line"] else len(text.splitlines())
        words = f"must be TOML: {_WHERE.sub('', str(error))}"
        raise FaultyFile([FileError(file=file, line=line, allowed=words)]) from None


def _dotted(table: Any) -> Any:
    """`"mail.sending_hours"`, `mail.sending_hours` and a table `[policy.mail]` all mean the same key."""
    if not isinstance(table, dict):
        return table
    flat: dict[str, Any] = {}
    for key, value in table.items():
        inner = _dotted(value)
        flat |= {f"{key}.{rest}": each for rest, each in inner.items()} if isinstance(inner, dict) else {key: inner}
    return flat


def _validated(document: dict[str, Any]) -> tuple[ProgrammeFile | None, list[Fault]]:
    # As JSON, since only there a list may be read as a tuple while "5" is still no number.
    try:
        return ProgrammeFile.model_validate_json(json.dumps(document, default=str), strict=True), []
    except ValidationError as faulty:
        return None, [_fault(error) for error in faulty.errors()]


def _fault(error: ErrorDetails) -> Fault:
    at, value = error["loc"], error["input"]
    shown = "" if isinstance(value, dict | list | tuple) else json.dumps(value, default=str).strip('"')
    match at:
        case ("policy", str(key), *_):
            return at, shown, _policy_words(key, error)
        case ("topics", str(code), "[key]"):
            return ("topics", code), code, allowed(error)
        case (*_, name) if error["type"] == "extra_forbidden":
            known = (_TABLES[str(at[0])] if len(at) > 1 else ProgrammeFile).model_fields
            return at, str(name), f"must be one of {', '.join(known)}{did_you_mean(str(name), known)}"
        case _:
            return at, shown, allowed(error)


def _policy_words(key: str, error: ErrorDetails) -> str:
    field = next(each for each in ProgrammePolicy.model_fields.values() if each.alias == key)
    least = next((bound.ge for bound in field.metadata if isinstance(bound, Ge)), None)
    most = next((bound.le for bound in field.metadata if isinstance(bound, Le)), None)
    if least is None:
        return f"{allowed(error)} ({field.description})"
    return f"must be a whole number from {least} to {most} ({field.description})"


def _staff_faults(staff: Any) -> Iterator[Fault]:
    if not isinstance(staff, list):
        return
    roles: dict[str, set[str]] = {}
    for entry in (each for each in staff if isinstance(each, dict)):
        roles.setdefault(str(entry.get("role")), set()).add(str(entry.get("email", "")).casefold())
    if roles and roles.keys() <= {"deputy", "sponsor"}:
        yield ("staff",), "", "must have at least one entry with role coordinator"
    for mail in sorted(roles.get("coordinator", set()) & roles.get("deputy", set()) - {""}):
        yield ("staff",), mail, "must be coordinator or deputy, not both: the deputy acts when the coordinator does not"


def _policy_faults(overrides: Any, faults: list[Fault]) -> Iterator[Fault]:
    """Keys that do not exist, and values that are sound one by one but cannot hold together."""
    if not isinstance(overrides, dict):
        return
    known = policy_keys()
    for key in overrides:
        if key not in known:
            yield ("policy", key), key, f"must be a key of the policy{did_you_mean(key, known)}"
    faulty = {at[1] for at, *_ in faults if at[0] == "policy" and len(at) > 1}
    sound = {key: value for key, value in overrides.items() if key in known and key not in faulty}
    policy = ProgrammePolicy.model_validate_json(json.dumps(sound, default=str))
    for sentence in policy.contradictions():
        key, _, words = sentence.partition(": ")
        if not any(str(each) in sentence for each in faulty):
            value, _, words = words.partition(" ")
            yield ("policy", key), value, words


def _column(at: Place) -> str:
    return ".".join(part for part in at if isinstance(part, str))
