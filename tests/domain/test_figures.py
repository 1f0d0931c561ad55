"""Figures of a cohort."""

from __future__ import annotations

from typing import get_args

from domain.pair import events as e
from domain.pair.figures import Figures


def test_no_figure_tells_what_anybody_answered() -> None:
    """Nothing that is sealed in any event is a figure, so no small group can be seen through."""
    sealed = {name for event in get_args(e.PairEvent) for name in event.SEALED}
    assert not set(Figures.model_fields) & sealed
    assert {"balance", "wellbeing", "recommend", "verdict"} <= sealed
