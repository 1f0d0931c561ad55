"""Moving a pair to another version of the policy."""

from __future__ import annotations

from domain.base import Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.state import Pair


def migrate(pair: Pair, command: c.MigratePolicy) -> tuple[e.PairEvent, ...]:
    """The pair lives under another policy from now on."""
    raise Refused("not possible yet")
