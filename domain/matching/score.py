"""How well two people fit, in whole numbers, so that the same pool is scored alike on every machine."""

from __future__ import annotations

from typing import assert_never

from domain.base import Frozen
from domain.matching.model import Candidate, Distance, Profile

FULL = 1000  # the best score of each part

_WANTS_THAT_COUNT = 3
_HALF_DAYS_THAT_SUFFICE = 4  # a pair meets about once in four weeks
_YEARS_OF_A_GENERATION = 15
_YEARS_OF_TENURE = 5
_DAYS_OF_A_YEAR = 365


class Weights(Frozen):
    """What each part of a pair's score counts, in per cent; together 100."""

    fit: int = 60
    availability: int = 15
    common_ground: int = 10
    distance: int = 10
    preference: int = 5


WEIGHTS = Weights()


def fit(giver: Profile, receiver: Profile) -> int:
    """How well the giver's offers meet the receiver's wants, 0 to 1000.

    700 for the wants that are met, of which three suffice, and 300 for a priority match: half of it if the
    receiver's first want is met, half if the giver's first offer is wanted.
    """
    sought = min(len(receiver.wants), _WANTS_THAT_COUNT)
    met = min(sum(want in giver.offers for want in receiver.wants), sought)
    first_want_met = receiver.wants[0] in giver.offers
    first_offer_wanted = giver.offers[0] in receiver.wants
    return 700 * met // sought + 150 * first_want_met + 150 * first_offer_wanted


def pair_score(a: Candidate, b: Candidate, weights: Weights) -> int:
    """The score of two people as a pair, 0 to 100 × 1000; the same whichever comes first.

    The harmonic mean of both directions makes a one-sided pair weak, however much one of them gives.
    """
    there, back = fit(a, b), fit(b, a)
    return (
        weights.fit * 2 * there * back // max(there + back, 1)
        + weights.availability * common_half_days(a, b)
        + weights.common_ground * common_ground(a, b)
        + weights.distance * (_distance_found(a, b) + _distance_found(b, a)) // 2
        + weights.preference * FULL * ((b.person_id in a.prefers) + (a.person_id in b.prefers)) // 2
    )


def common_half_days(a: Profile, b: Profile) -> int:
    """How easily the two find a date, 0 to 1000. Someone who names no half-day can make any."""
    if not a.available or not b.available:
        shared = len(a.available or b.available) or _HALF_DAYS_THAT_SUFFICE
    else:
        shared = len(set(a.available) & set(b.available))
    return FULL * min(shared, _HALF_DAYS_THAT_SUFFICE) // _HALF_DAYS_THAT_SUFFICE


def common_ground(a: Profile, b: Profile) -> int:
    """Whether the two share a language, a site and a way to meet, 0 to 1000."""
    return 400 * share_language(a, b) + 300 * (a.site == b.site) + 300 * may_meet(a, b)


def share_language(a: Profile, b: Profile) -> bool:
    """Whether there is a language both speak."""
    return not set(a.languages).isdisjoint(b.languages)


def may_meet(a: Profile, b: Profile) -> bool:
    """Whether both like to meet in the same way; on site only where they share one."""
    ways = set(a.meets) & set(b.meets)
    return "remote" in ways or ("onsite" in ways and a.site == b.site)


def is_distant(a: Profile, b: Profile, kind: Distance) -> bool:
    """Whether the two are apart in this respect.

    No birth dates are collected: years between the days they joined stand for generations too.
    """
    years = abs((a.joined_on - b.joined_on).days) // _DAYS_OF_A_YEAR
    match kind:
        case "generation":
            return years >= _YEARS_OF_A_GENERATION
        case "tenure":
            return years >= _YEARS_OF_TENURE
        case "department":
            return a.unit != b.unit
        case _:
            assert_never(kind)


def _distance_found(seeker: Profile, other: Profile) -> int:
    if not seeker.seeks_distance:
        return FULL
    found = sum(is_distant(seeker, other, kind) for kind in seeker.seeks_distance)
    return FULL * found // len(seeker.seeks_distance)
