"""The best matching of a pool: by the rules, best of all, and always the same."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.matching import Candidate, Matching, Objective, match, obstacle, pair_score
from domain.matching.score import WEIGHTS
from domain.policy import ProgrammePolicy
from tests.matching.pool import TOPICS, candidate, pools

POLICY = ProgrammePolicy()


def matched(
    pool: Sequence[Candidate], *, seed: int = 7, objective: Objective = Objective.MAX_PARTICIPATION
) -> Matching:
    """A run with the standard policy."""
    return match(pool, policy=POLICY, topics=TOPICS, seed=seed, objective=objective)


def every_matching(pool: Sequence[Candidate]) -> Iterator[list[tuple[Candidate, Candidate]]]:
    """Every way to pair people of a small pool by the rules, found by trying them all."""
    if len(pool) < 2:
        yield []
        return
    first, *rest = pool
    yield from every_matching(rest)
    for other in rest:
        if obstacle(first, other, policy=POLICY) is None:
            remaining = [each for each in rest if each is not other]
            yield from ([(first, other), *pairs] for pairs in every_matching(remaining))


def weight(pairs: Sequence[tuple[Candidate, Candidate]]) -> int:
    """The sum of the scores."""
    return sum(pair_score(a, b, WEIGHTS) for a, b in pairs)


def pairs_of(result: Matching, pool: Sequence[Candidate]) -> list[tuple[Candidate, Candidate]]:
    """The proposals as people."""
    people = {each.participation_id: each for each in pool}
    return [(people[proposal.a], people[proposal.b]) for proposal in result.proposals]


@given(pools(), st.sampled_from(Objective), st.integers(0, 3))
def test_no_rule_is_ever_broken(pool: list[Candidate], objective: Objective, seed: int) -> None:
    """Everybody has one partner or an explanation, and no pair has an obstacle."""
    result = matched(pool, objective=objective, seed=seed)
    placed = [each for proposal in result.proposals for each in (proposal.a, proposal.b)]
    assert sorted([*placed, *(each.participation_id for each in result.unmatched)]) == sorted(
        each.participation_id for each in pool
    )
    for proposal, (a, b) in zip(result.proposals, pairs_of(result, pool), strict=True):
        assert proposal.a < proposal.b
        assert obstacle(a, b, policy=POLICY) is None
        assert min(proposal.a_to_b, proposal.b_to_a) >= POLICY.matching__minimum_fit


@given(pools())
def test_the_best_fit_there_is(pool: list[Candidate]) -> None:
    """No other choice of pairs has a higher sum of scores."""
    best = max(weight(pairs) for pairs in every_matching(pool))
    assert weight(pairs_of(matched(pool, objective=Objective.BEST_FIT), pool)) == best


@given(pools())
def test_as_many_as_possible(pool: list[Candidate]) -> None:
    """No other choice has more pairs, and among those with as many none has a higher sum of scores."""
    best = max((len(pairs), weight(pairs)) for pairs in every_matching(pool))
    found = pairs_of(matched(pool), pool)
    assert (len(found), weight(found)) == best


def test_a_triangle_is_no_trouble() -> None:
    """Where three fit each other, the graph has an odd circle, and the best two still come together."""
    pool = [candidate("a", "AI", "DATA"), candidate("b", "DATA AI", "AI DATA"), candidate("c", "DATA AI", "AI DATA")]
    assert len(matched(pool).proposals) == 1
    assert [each.reason_code for each in matched(pool).unmatched] == ["ODD_POOL"]


def test_the_objectives_differ() -> None:
    """Two modest pairs serve more people than one perfect pair, and the default prefers them."""
    pool = [
        candidate("a", "SELLING LEADING", "SELLING HISTORY", site="Linz", languages=("en",), excludes=("d",)),
        candidate("b", "AI HISTORY", "DATA LEADING", prefers=("c",)),
        candidate("c", "DATA LEADING", "AI HISTORY", prefers=("b",)),
        candidate("d", "SELLING HISTORY", "SELLING LEADING", site="Linz", languages=("en",)),
    ]
    assert len(matched(pool, objective=Objective.BEST_FIT).proposals) == 1
    assert len(matched(pool).proposals) == 2


@given(pools(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(pool: list[Candidate], chance: random.Random) -> None:
    """The same people in another order give the same answer, word for word."""
    shuffled = pool.copy()
    chance.shuffle(shuffled)
    assert matched(shuffled) == matched(pool)


def test_ties_are_drawn_by_the_seed() -> None:
    """Equal people are paired by lot: the same for the same seed, other pairs for other seeds."""
    pool = [candidate(f"p{number}", "AI", "AI") for number in range(8)]
    drawn = [tuple((each.a, each.b) for each in matched(pool, seed=seed).proposals) for seed in range(20)]
    assert drawn == [tuple((each.a, each.b) for each in matched(pool, seed=seed).proposals) for seed in range(20)]
    assert len(set(drawn)) > 10


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_lots_never_outweigh_a_point(seed: int) -> None:
    """However the lots fall, the pair with the better score is proposed."""
    pool = [
        candidate("a", "AI", "DATA", available=("mon-am", "tue-am")),
        candidate("b", "DATA", "AI", available=("mon-am",)),
        candidate("c", "DATA", "AI", available=("mon-am", "tue-am")),
    ]
    [proposal] = matched(pool, seed=seed).proposals
    assert (proposal.a, proposal.b) == ("participation-a", "participation-c")


@pytest.mark.parametrize("pool", [[], [candidate("a", "AI", "DATA")]])
def test_too_few_people(pool: list[Candidate]) -> None:
    """Nobody, or one alone, is no error."""
    result = matched(pool)
    assert not result.proposals
    assert len(result.unmatched) == len(pool)


def test_one_person_is_one_participation() -> None:
    """Two of four who all fit each other are never left over."""
    pool = [candidate(name, "AI", "AI") for name in "abcd"]
    result = matched(pool)
    assert all(not {x.a, x.b} & {y.a, y.b} for x, y in combinations(result.proposals, 2))
    assert not result.unmatched
