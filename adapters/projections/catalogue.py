"""All projections of this release."""

from __future__ import annotations

from adapters.projections import Projection
from adapters.projections.letters import LettersProjection
from adapters.projections.pairs import PairsProjection
from adapters.projections.timeline import TimelineProjection

ALL: tuple[Projection, ...] = (PairsProjection(), TimelineProjection(), LettersProjection())
