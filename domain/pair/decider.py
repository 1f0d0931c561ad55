"""The pair's rules as the shell takes them."""

from __future__ import annotations

from domain.base import Json
from domain.decider import Decider
from domain.pair.commands import ProposeMatch
from domain.pair.decide import actor_of, decide
from domain.pair.events import from_row
from domain.pair.evolve import evolve
from domain.pair.plan import claims, plan
from domain.pair.state import STATE_SCHEMA_VERSION, Pair


def opening(body: Json) -> ProposeMatch:
    """The command that opens a pair, from the argument that its workflow was started with."""
    return ProposeMatch.model_validate(body)


PAIR = Decider(
    schema_version=STATE_SCHEMA_VERSION,
    state=Pair,
    message=opening,
    decide=decide,
    evolve=evolve,
    from_row=from_row,
    plan=plan,
    claims=claims,
    actor_of=actor_of,
    policy_version=lambda pair: pair.policy.version,
)
