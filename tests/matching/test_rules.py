"""Who may not be a pair, whatever the score."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from domain.matching import Candidate, Obstacle, obstacle
from domain.policy import ProgrammePolicy
from tests.matching.pool import candidate, pools

POLICY = ProgrammePolicy()


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ({}, {}, None),
        ({"manager_id": "b"}, {}, Obstacle.REPORTING_LINE),
        ({"skip_level_id": "b"}, {}, Obstacle.REPORTING_LINE),
        ({"excludes": ("b",)}, {}, Obstacle.APART),
        ({"manager_id": "c"}, {"manager_id": "c"}, Obstacle.SAME_MANAGER),
        ({"manager_id": "c"}, {"manager_id": "d"}, None),
        ({"manager_id": ""}, {"manager_id": ""}, None),
        ({"skip_level_id": "c"}, {"skip_level_id": "c"}, None),
        ({"wants": "HISTORY"}, {}, Obstacle.NO_EXCHANGE),
        ({"wants": "HISTORY LEADING DATA"}, {}, Obstacle.BELOW_MINIMUM),
        ({"manager_id": "b", "wants": "HISTORY"}, {}, Obstacle.NO_EXCHANGE),
        ({"manager_id": "b", "wants": "HISTORY LEADING DATA"}, {}, Obstacle.REPORTING_LINE),
    ],
)
def test_obstacles(a: dict[str, Any], b: dict[str, Any], expected: Obstacle | None) -> None:
    """Each hard rule keeps two people apart who would fit otherwise, whoever of the two it is about."""
    one = candidate("a", **{"offers": "AI", "wants": "DATA"} | a)
    other = candidate("b", **{"offers": "SELLING DATA", "wants": "AI"} | b)
    assert obstacle(one, other, policy=POLICY) == expected
    assert obstacle(other, one, policy=POLICY) == expected


def test_an_earlier_pair_is_never_proposed_again() -> None:
    """Two people whose pair came to an early end in this programme stay apart."""
    a, b = candidate("a", "AI", "DATA"), candidate("b", "DATA", "AI")
    earlier = frozenset({frozenset({"b", "a"})})
    assert obstacle(a, b, policy=POLICY, earlier=earlier) is Obstacle.APART
    assert obstacle(b, a, policy=POLICY, earlier=earlier) is Obstacle.APART


def test_the_policy_may_allow_the_same_manager() -> None:
    """What the programme allows is no obstacle."""
    a, b = candidate("a", "AI", "DATA", manager_id="c"), candidate("b", "DATA", "AI", manager_id="c")
    assert obstacle(a, b, policy=ProgrammePolicy(matching__same_manager=True)) is None


@pytest.mark.parametrize(("least", "expected"), [(350, None), (351, Obstacle.BELOW_MINIMUM)])
def test_the_weaker_direction_decides(least: int, expected: Obstacle | None) -> None:
    """A pair is proposed from the minimum fit on, and not one point below it."""
    a, b = candidate("a", "LEADING AI", "DATA"), candidate("b", "DATA", "SELLING AI")
    assert obstacle(a, b, policy=ProgrammePolicy(matching__minimum_fit=least)) is expected


@given(pools())
def test_obstacles_are_mutual(pool: list[Candidate]) -> None:
    """Whatever keeps one from the other keeps the other from the one."""
    for a in pool:
        for b in pool:
            if a is not b:
                assert obstacle(a, b, policy=POLICY) is obstacle(b, a, policy=POLICY)
