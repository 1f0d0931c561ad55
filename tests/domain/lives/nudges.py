"""Lives in which somebody is not nudged."""

from __future__ import annotations

from domain.pair import commands as c
from tests.domain.story import Life, match, proposed


def lives() -> list[Life]:
    """One wants no nudges, another one has had enough of them for this week."""
    declined = proposed()
    declined.tell(c.DeclineNudges(by="a"))
    capped = proposed(match(policy={"proposal.reminders": [1, 2], "mail.weekly_cap": 1}))
    return [life.wait(days=5) for life in (declined, capped)]
