"""Who fits whom: the reciprocal score, the hard exclusions, the best matching, and why, in words."""

from domain.matching.best import match
from domain.matching.model import (
    Candidate,
    Distance,
    HalfDay,
    Matching,
    Objective,
    Profile,
    Proposal,
    Reason,
    Unmatched,
    Way,
    Words,
)
from domain.matching.rules import Earlier, Obstacle, obstacle
from domain.matching.score import Weights, fit, pair_score

__all__ = [
    "Candidate",
    "Distance",
    "Earlier",
    "HalfDay",
    "Matching",
    "Objective",
    "Obstacle",
    "Profile",
    "Proposal",
    "Reason",
    "Unmatched",
    "Way",
    "Weights",
    "Words",
    "fit",
    "match",
    "obstacle",
    "pair_score",
]
