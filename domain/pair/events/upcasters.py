"""How an event of an earlier schema version becomes one of today's: on read, for the log is never rewritten."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

from domain.base import Broken, Event, Json

E = TypeVar("E", bound=Event)

# From a type and the version it was stored in: its fields, open and sealed ones together, as the next version has them.
# Sealed fields may be absent: after shredding they are gone.
Upcasters = Mapping[tuple[str, int], Callable[[Json], Json]]
UPCASTERS: Upcasters = MappingProxyType({})


def as_of_today(model: type[E], schema_version: int, data: Json, *, upcasters: Upcasters = UPCASTERS) -> E | None:
    """The event that was stored in this version, taken from version to version up to the model's.

    None where the version is above the model's: a newer release stored it and says that it is not compatible.
    Raises Broken where a step is missing.
    """
    if schema_version > model.SCHEMA_VERSION:
        return None
    for version in range(schema_version, model.SCHEMA_VERSION):
        if (model.__name__, version) not in upcasters:
            raise Broken(f"{model.__name__} of schema version {version} has no upcaster to the next one")
        data = upcasters[model.__name__, version](data)
    return model.model_validate(data)
