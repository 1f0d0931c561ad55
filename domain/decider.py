"""The contract between an aggregate's rules and the shell that runs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from domain.base import Actor, Event, Frozen, Json, Plan, Row

S = TypeVar("S", bound=Frozen)


@dataclass(frozen=True)
class Decider(Generic[S]):
    """An aggregate's rules as pure functions. A state of None is that of a stream without events.

    `schema_version` is raised when `evolve` or the shape of the state changes; `message` reads a raw opening.
    """

    schema_version: int
    state: type[S]
    message: Callable[[Json], Any]
    decide: Callable[[S | None, Any, datetime], tuple[Event, ...]]
    evolve: Callable[[S | None, Any], S]
    from_row: Callable[[Row], Event]
    plan: Callable[[S], Plan]
    claims: Callable[[S | None], frozenset[str]]
    actor_of: Callable[[Any, Any], Actor]
    policy_version: Callable[[S], str]
