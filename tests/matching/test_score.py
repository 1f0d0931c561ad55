"""The score says what the field wants, in whole numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from domain.matching import Candidate, Weights, fit, pair_score
from domain.matching.score import WEIGHTS, common_ground, common_half_days, is_distant, may_meet
from tests.matching.pool import candidate, pools


@pytest.mark.parametrize(
    ("offers", "wants", "expected"),
    [
        ("AI", "AI", 1000),
        ("AI", "HISTORY", 0),
        ("AI DATA", "AI HISTORY", 650),
        ("DATA AI", "AI HISTORY", 500),
        ("AI DATA", "HISTORY AI", 500),
        ("DATA AI", "HISTORY AI", 350),
        ("LEADING AI", "HISTORY DATA AI", 233),
        ("AI DATA HISTORY", "AI DATA HISTORY LEADING SELLING", 1000),
        ("AI DATA", "AI DATA HISTORY LEADING SELLING", 766),
    ],
)
def test_fit(offers: str, wants: str, expected: int) -> None:
    """Wants that are met count 700, three of them suffice; first want and first offer count 150 each."""
    assert fit(candidate("a", offers, "X"), candidate("b", "X", wants)) == expected


@given(pools())
def test_nothing_depends_on_who_comes_first(pool: list[Candidate]) -> None:
    """A pair's score is the same both ways, and is from 0 to 100,000."""
    for a in pool:
        for b in pool:
            score = pair_score(a, b, WEIGHTS)
            assert score == pair_score(b, a, WEIGHTS)
            assert 0 <= score <= 100_000


def test_the_best_pair_there_can_be() -> None:
    """Two people with full marks everywhere reach the whole score."""
    a = candidate("a", "AI", "DATA", prefers=("b",), seeks_distance=("generation",), joined_on=date(1990, 1, 1))
    b = candidate("b", "DATA", "AI", prefers=("a",), seeks_distance=("tenure",), joined_on=date(2020, 1, 1))
    assert pair_score(a, b, WEIGHTS) == 100_000


def test_a_one_sided_pair_is_weak() -> None:
    """Giving a lot in one direction does not make up for little in the other."""
    only_fit = Weights(fit=100, availability=0, common_ground=0, distance=0, preference=0)
    even = pair_score(candidate("a", "AI X", "DATA Y"), candidate("b", "DATA Z", "AI W"), only_fit)
    uneven = pair_score(candidate("a", "AI", "X DATA"), candidate("b", "Z DATA", "AI"), only_fit)
    assert even == 65_000
    assert uneven == 100 * 2 * 1000 * 350 // 1350 < even


@pytest.mark.parametrize(
    ("mine", "yours", "expected"),
    [
        ((), (), 1000),
        ((), ("mon-am",), 250),
        (("mon-am", "tue-am"), ("tue-am", "wed-am"), 250),
        (("mon-am",), ("tue-am",), 0),
        (("mon-am", "tue-am", "wed-am", "thu-am", "fri-am"), (), 1000),
    ],
)
def test_common_half_days(mine: Any, yours: Any, expected: int) -> None:
    """Four common half-days suffice; someone who names none can make any."""
    a, b = candidate("a", "AI", "AI", available=mine), candidate("b", "AI", "AI", available=yours)
    assert common_half_days(a, b) == common_half_days(b, a) == expected


@pytest.mark.parametrize(
    ("changes", "expected", "meets"),
    [
        ({}, 1000, True),
        ({"languages": ("en",)}, 600, True),
        ({"site": "Linz"}, 700, True),
        ({"site": "Linz", "meets": ("onsite",)}, 400, False),
        ({"meets": ("onsite",)}, 1000, True),
    ],
)
def test_common_ground(changes: dict[str, Any], expected: int, *, meets: bool) -> None:
    """A language counts 400, a site 300, a way to meet 300; on site only where the site is the same."""
    a, b = candidate("a", "AI", "AI"), candidate("b", "AI", "AI", **changes)
    assert common_ground(a, b) == expected
    assert may_meet(a, b) is meets


def test_distance() -> None:
    """Five years apart is another tenure, fifteen another generation, another unit another department."""
    a = candidate("a", "AI", "AI", joined_on=date(2000, 6, 1))
    b = candidate("b", "AI", "AI", joined_on=date(2005, 6, 1), unit="IT")
    c = candidate("c", "AI", "AI", joined_on=date(2015, 6, 1))
    assert is_distant(a, b, "tenure")
    assert not is_distant(a, b, "generation")
    assert is_distant(c, a, "generation")
    assert is_distant(a, b, "department")
    assert not is_distant(a, c, "department")
