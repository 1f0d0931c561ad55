"""People for matching: one with a few words, or any pool that hypothesis can think of."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from domain.matching import Candidate
from domain.people import Topic

CODES = ("HISTORY", "AI", "DATA", "LEADING", "SELLING")
TOPICS = {code: Topic(de=f"{code.title()} (de)", en=f"{code.title()} (en)") for code in CODES}
HALF_DAYS = ("mon-am", "tue-am", "wed-pm", "thu-pm", "fri-am")


def candidate(name: str, offers: str, wants: str, **changes: Any) -> Candidate:
    """Somebody who gives and seeks these topics (separated by spaces), with nothing else that matters."""
    values: dict[str, Any] = {
        "participation_id": f"participation-{name}",
        "person_id": name,
        "offers": tuple(offers.split()),
        "wants": tuple(wants.split()),
        "unit": "Sales",
        "site": "Wien",
        "joined_on": date(2010, 1, 1),
        "meets": ("onsite", "remote"),
        "languages": ("de",),
    }
    return Candidate(**values | changes)


@st.composite
def pools(draw: st.DrawFn, *, most: int = 8) -> list[Candidate]:
    """Up to `most` people with any topics, reporting lines and wishes among themselves."""
    names = [f"p{number}" for number in range(draw(st.integers(0, most)))]
    return [_anybody(draw, name, names) for name in names]


def _anybody(draw: st.DrawFn, name: str, names: list[str]) -> Candidate:
    some_codes = st.lists(st.sampled_from(CODES), min_size=1, max_size=4, unique=True)
    some_names = st.lists(st.sampled_from(names), max_size=2, unique=True)
    chief = st.sampled_from([each for each in [*names, "chief", ""] if each != name])
    return candidate(
        name,
        " ".join(draw(some_codes)),
        " ".join(draw(some_codes)),
        site=draw(st.sampled_from(["Wien", "Linz"])),
        unit=draw(st.sampled_from(["Sales", "IT"])),
        joined_on=date(draw(st.integers(1985, 2025)), 1, 1),
        manager_id=draw(chief),
        skip_level_id=draw(chief),
        meets=draw(st.sampled_from([("onsite",), ("remote",), ("onsite", "remote")])),
        available=tuple(draw(st.lists(st.sampled_from(HALF_DAYS), max_size=5, unique=True))),
        languages=draw(st.sampled_from([("de",), ("en",), ("de", "en")])),
        prefers=tuple(draw(some_names)),
        excludes=tuple(draw(some_names)),
        seeks_distance=draw(st.sampled_from([(), ("generation",), ("tenure", "department")])),
    )
