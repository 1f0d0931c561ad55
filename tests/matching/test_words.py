"""Every proposal and every empty place is explained, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from domain.matching import Candidate, Matching, match
from domain.policy import ProgrammePolicy
from tests.matching.pool import TOPICS, candidate, pools


def matched(*pool: Candidate) -> Matching:
    """A run with the standard policy."""
    return match(pool, policy=ProgrammePolicy(), topics=TOPICS, seed=1)


def test_reasons_name_what_each_gives_and_seeks() -> None:
    """Each direction is told from its own side, by the names of the topics."""
    [proposal] = matched(candidate("a", "HISTORY", "AI"), candidate("b", "AI", "HISTORY")).proposals
    mine, yours, *_ = proposal.reasons
    assert (mine.about, mine.de) == ("a", "gibt: History (de) – sucht: Ai (de)")
    assert (yours.about, yours.en) == ("b", "gives: Ai (en) – seeks: History (en)")


def test_reasons_that_hold_for_both() -> None:
    """What the two share is said once, and only what is true."""
    a = candidate("a", "HISTORY", "AI", prefers=("b",), seeks_distance=("department",), available=("mon-am",))
    b = candidate("b", "AI", "HISTORY", prefers=("a",), unit="IT", available=("mon-am",))
    [proposal] = matched(a, b).proposals
    assert [each.en for each in proposal.reasons if each.about == "both"] == [
        "wished for each other",
        "at the same site",
        "share a language",
        "are free at the same times",
        "from different departments",
    ]


def test_strangers_have_nothing_in_common_but_topics() -> None:
    """No language, no site, no time in common: nothing is claimed."""
    a = candidate("a", "HISTORY", "AI", available=("mon-am",), meets=("onsite",))
    b = candidate("b", "AI", "HISTORY", available=("tue-am",), site="Linz", languages=("en",))
    [proposal] = matched(a, b).proposals
    assert [each.about for each in proposal.reasons] == ["a", "b"]


@pytest.mark.parametrize(
    ("other", "code", "why", "change"),
    [
        ({"offers": "SELLING", "wants": "AI"}, "NO_RECIPROCAL_FIT", "Nobody offers what is wanted: Data", "Selling"),
        ({"offers": "DATA", "wants": "SELLING"}, "NO_RECIPROCAL_FIT", "Nobody wants what is offered: Ai", "Selling"),
        ({"manager_id": "a"}, "NO_RECIPROCAL_FIT", "are ruled out", "More participants"),
        ({"excludes": ("a",)}, "NO_RECIPROCAL_FIT", "are ruled out", "More participants"),
        ({"manager_id": "c"}, "NO_RECIPROCAL_FIT", "have the same manager", "matching.same_manager = true"),
        (
            {"offers": "HISTORY DATA", "wants": "LEADING SELLING AI"},
            "NO_RECIPROCAL_FIT",
            "is 383 of 1000, and 500 is required",
            "at most 383",
        ),
    ],
)
def test_why_somebody_is_left(other: dict[str, Any], code: str, why: str, change: str) -> None:
    """The nearest miss is named, with what would have made it a hit."""
    a = candidate("a", "AI", "DATA", manager_id="c")
    b = candidate("b", **{"offers": "DATA", "wants": "AI"} | other)
    result = match([a, b], policy=ProgrammePolicy(matching__minimum_fit=500), topics=TOPICS, seed=1)
    [mine, _] = result.unmatched
    assert mine.reason_code == code
    assert why in mine.why.en
    assert change in mine.change.en


def test_an_exclusion_stays_secret() -> None:
    """The words are the same for a reporting line, an earlier pair and a wish to be apart."""
    a = candidate("a", "AI", "DATA")
    by_wish = matched(a, candidate("b", "DATA", "AI", excludes=("a",)))
    by_line = matched(a, candidate("b", "DATA", "AI", manager_id="a"))
    assert by_wish.unmatched == by_line.unmatched


def test_topics_that_only_half_meet() -> None:
    """Where givers and takers are different people, both sides are told and a further want is suggested."""
    result = matched(candidate("a", "AI", "DATA"), candidate("b", "DATA", "SELLING"), candidate("c", "LEADING", "AI"))
    mine = result.unmatched[0]
    assert "want something else" in mine.why.en
    assert mine.change.en == "One more want would help, for example: Leading (en)."


def test_alone() -> None:
    """One person alone is told so, without a suggestion that cannot be made."""
    [mine] = matched(candidate("a", "AI", "DATA")).unmatched
    assert mine.why.de == "Niemand bietet an, was gesucht wird: Data (de)."
    assert mine.change.de == "Mehr Teilnehmende mit passenden Themen würden helfen."


@given(pools())
def test_nobody_is_named(pool: list[Candidate]) -> None:
    """No sentence holds an id of a person or a participation, and none is empty in either language."""
    result = matched(*pool)
    words = [each for proposal in result.proposals for each in proposal.reasons]
    sentences = [*words, *(each for left in result.unmatched for each in (left.why, left.change))]
    for sentence in sentences:
        assert sentence.de
        assert sentence.en
        assert not any(person.person_id in f"{sentence.de} {sentence.en}".split() for person in pool)
