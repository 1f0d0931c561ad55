"""The best matching of a pool: maximum weight on a general graph, since nobody is only a mentor or only a mentee."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import rustworkx

from domain.matching.model import Candidate, Matching, Objective, Proposal
from domain.matching.rules import Earlier, obstacle
from domain.matching.score import WEIGHTS, Weights, fit, pair_score
from domain.matching.words import explain, reasons
from domain.people import Topic
from domain.policy import ProgrammePolicy

_TIE_BITS = 64
_PER_CENT = 100


def match(
    pool: Iterable[Candidate],
    *,
    policy: ProgrammePolicy,
    topics: Mapping[str, Topic],
    seed: int,
    objective: Objective = Objective.MAX_PARTICIPATION,
    weights: Weights = WEIGHTS,
    earlier: Earlier = frozenset(),
) -> Matching:
    """Propose pairs that obey every hard rule, and explain whom this leaves without a partner.

    The same pool, policy and seed give the same answer whatever the order of the pool. As many people as
    possible find a partner by default: whoever signs up of their own will should not lose the place to
    another pair's better score, and `matching.minimum_fit` already keeps weak pairs out.
    `earlier` holds the person ids of pairs that came to an early end in this programme.
    """
    people = sorted(pool, key=lambda person: person.participation_id)
    graph = _graph(people, policy=policy, weights=weights, earlier=earlier, seed=seed)
    chosen = rustworkx.max_weight_matching(
        graph, max_cardinality=objective is Objective.MAX_PARTICIPATION, weight_fn=int
    )
    pairs = sorted(tuple(sorted(pair)) for pair in chosen)
    alone = sorted(set(range(len(people))).difference(*pairs))
    return Matching(
        objective=objective,
        seed=seed,
        proposals=tuple(_proposal(people[i], people[j], weights=weights, topics=topics) for i, j in pairs),
        unmatched=tuple(explain(people[i], people, policy=policy, topics=topics, earlier=earlier) for i in alone),
    )


def _graph(
    people: Sequence[Candidate], *, policy: ProgrammePolicy, weights: Weights, earlier: Earlier, seed: int
) -> rustworkx.PyGraph[int, int]:
    graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(len(people)))
    room = _TIE_BITS + len(people).bit_length()  # all ties together weigh less than one point of score
    graph.add_edges_from(
        [
            (i, j, (pair_score(people[i], people[j], weights) << room) + _tie(people[i], people[j], seed))
            for i, j in _exchanging(people)
            if obstacle(people[i], people[j], policy=policy, earlier=earlier) is None
        ]
    )
    return graph


def _exchanging(people: Sequence[Candidate]) -> Iterator[tuple[int, int]]:
    """The places of everybody who could give each other something, each pair once, found by topic."""
    offering, wanting = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    for place, person in enumerate(people):
        for topic in person.offers:
            offering[topic].add(place)
        for topic in person.wants:
            wanting[topic].add(place)
    for place, person in enumerate(people):
        givers = set[int]().union(*(offering[topic] for topic in person.wants))
        takers = set[int]().union(*(wanting[topic] for topic in person.offers))
        yield from ((place, other) for other in sorted(givers & takers) if other > place)


def _tie(a: Candidate, b: Candidate, seed: int) -> int:
    lot = hashlib.sha256(f"{seed}/{a.participation_id}/{b.participation_id}".encode()).digest()
    return int.from_bytes(lot[: _TIE_BITS // 8])


def _proposal(a: Candidate, b: Candidate, *, weights: Weights, topics: Mapping[str, Topic]) -> Proposal:
    return Proposal(
        a=a.participation_id,
        b=b.participation_id,
        score=pair_score(a, b, weights) // _PER_CENT,
        a_to_b=fit(a, b),
        b_to_a=fit(b, a),
        reasons=reasons(a, b, topics),
    )
