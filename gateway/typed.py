"""From what a person types to the commands of the two, of their coordinator and of operators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Generic, TypeVar, get_args

from pydantic import TypeAdapter, ValidationError

from domain.base import Frozen, Json, Message, Refused
from domain.pair.commands import CoordinatorCommand, MigratePolicy, OperatorCommand, PairCommand
from gateway.fields import fields_of, needed, option, read, takes
from gateway.usual import USUAL, Circumstances, Values, completed

C = TypeVar("C", bound=Message)


class Option(Frozen):
    """A field of a command: how it is typed, what it takes, whether it may be left out."""

    option: str
    takes: str
    is_needed: bool


class Usage(Frozen):
    """A command, what it says, and its options."""

    command: str
    says: str
    options: tuple[Option, ...]


class Speech(Generic[C]):
    """What those of one kind can say to a pair."""

    def __init__(self, union: Any, *, speaker: str, said_by: str, without: tuple[type[Message], ...] = ()) -> None:
        """`speaker` is the field that says who speaks; it is typed as the option `said_by`.

        `without` are commands that are too large to be typed.
        """
        kinds = [kind for kind in get_args(get_args(union)[0]) if kind not in without]
        self._adapter: TypeAdapter[C] = TypeAdapter(union)
        self._kinds: dict[str, type[Message]] = {kind.__name__: kind for kind in kinds}
        self._speaker = speaker
        self._said_by = said_by

    def commands(self, name: str, who: str, typed: Mapping[str, str], now: Circumstances) -> tuple[C, ...]:
        """What a name and fields mean when somebody types them, with what is usual for what is left out.

        Dates without an offset are in the organisation's zone. Raises Refused for what is unknown, missing or wrong.
        """
        known = self._fields(self._kind(name))
        given: dict[str, Any] = {}
        for typed_name, text in typed.items():
            field = typed_name.replace("-", "_")
            if field not in known:
                options = ", ".join(option(each) for each in known) or "no options"
                raise Refused(f"{name} has no option {option(field)}; it takes {options}")
            given[field] = read(text, known[field], option=option(field), zone=now.pair.zone)
        return tuple(self._made(each, who, values) for each, values in completed(name, who, given, now))

    def usages(self) -> Iterator[Usage]:
        """All commands in the order of a pair's life."""
        for name, kind in self._kinds.items():
            must = needed(kind) - {USUAL.get(name)}
            options = (
                Option(option=option(field), takes=takes(schema), is_needed=field in must)
                for field, schema in self._fields(kind).items()
            )
            yield Usage(command=name, says=(kind.__doc__ or "").splitlines()[0], options=tuple(options))

    def _kind(self, name: str) -> type[Message]:
        if name not in self._kinds:
            folded = {known.casefold(): known for known in self._kinds}
            close = get_close_matches(name.casefold().replace("-", ""), list(folded), n=1)
            meant = f"; did you mean {folded[close[0]]}?" if close else ""
            raise Refused(f"there is no command {name}{meant}", allowed=tuple(self._kinds))
        return self._kinds[name]

    def _fields(self, kind: type[Message]) -> dict[str, Json]:
        """The fields a person may type, each with its schema."""
        return {name: schema for name, schema in fields_of(kind).items() if name not in ("type", self._speaker)}

    def _made(self, name: str, who: str, values: Values) -> C:
        try:
            return self._adapter.validate_python({"type": name, self._speaker: who, **values})
        except ValidationError as error:
            raise Refused("\n".join(self._faults(name, error))) from None

    def _faults(self, name: str, error: ValidationError) -> Iterator[str]:
        known = fields_of(self._kinds[name])
        for fault in error.errors():
            _, field, *inner = map(str, fault["loc"])
            typed = f"{name}: {self._said_by if field == self._speaker else option(field)}"
            match fault["type"], inner:
                case _, [_, *_]:
                    yield f"{typed}: {'.'.join(inner)}: {fault['msg']}"
                case "missing", _:
                    yield f"{typed} is missing; it takes {takes(known[field])}"
                case _:
                    yield f"{typed} takes {takes(known[field])}"


PARTICIPANTS: Speech[PairCommand] = Speech(PairCommand, speaker="by", said_by="--as")
COORDINATORS: Speech[CoordinatorCommand] = Speech(CoordinatorCommand, speaker="staff_id", said_by="--as")
OPERATORS: Speech[OperatorCommand] = Speech(
    OperatorCommand, speaker="operator_id", said_by="--operator", without=(MigratePolicy,)
)
