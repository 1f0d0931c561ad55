"""Values: immutable, changed by making another one."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from domain.base import Frozen


class Cup(Frozen):
    """Something to change."""

    colour: str
    sips: int = 0
    guests: tuple[str, ...] = ()


def test_another_value_with_some_fields_replaced() -> None:
    """What `with_` makes is what the model's own copy makes, and the first value stays as it was."""
    cup = Cup(colour="red")
    changed = cup.with_(sips=2, guests=("ann",))
    assert (
        changed == cup.model_copy(update={"sips": 2, "guests": ("ann",)}) == Cup(colour="red", sips=2, guests=("ann",))
    )
    assert changed.model_fields_set == {"colour", "sips", "guests"}
    assert changed.model_dump_json() == '{"colour":"red","sips":2,"guests":["ann"]}'
    assert (cup.sips, cup.guests, cup.model_fields_set) == (0, (), {"colour"})
    assert hash(changed) == hash(Cup(colour="red", sips=2, guests=("ann",)))


def test_a_changed_value_is_as_immutable_as_any() -> None:
    """Nobody can change a value in place, wherever it comes from."""
    with pytest.raises(ValidationError, match="frozen"):
        Cup(colour="red").with_(sips=1).sips = 2  # type: ignore[misc]
