"""Every event has one place where it is folded, and one where it is said which letters it asks for."""

from __future__ import annotations

import pytest

from domain.pair import events as e
from domain.pair import evolve, wanted


@pytest.mark.parametrize("event", e.EVENTS)
def test_no_event_is_forgotten(event: str) -> None:
    """An event without a place would break a pair, or ask silently for no letter."""
    assert event in wanted._AFTER
    assert event in evolve._AFTER or event == e.MatchProposed.__name__


def test_what_belongs_to_a_group() -> None:
    """Each event of a group has what belongs to it, others have nothing."""
    assert dict(e.by_type((e.PauseProposed | e.PairPaused, 1), (e.KickoffOpened | e.KickoffCompleted, 2))) == {
        "PauseProposed": 1,
        "PairPaused": 1,
        "KickoffOpened": 2,
        "KickoffCompleted": 2,
    }
