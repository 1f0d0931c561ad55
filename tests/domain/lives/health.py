"""Lives of quiet pairs: amber, red, asked whether they go on, calling for help."""

from __future__ import annotations

from domain.pair import commands as c
from tests.domain.quiet import asked
from tests.domain.story import Life


def lives() -> list[Life]:
    """A pair that never met says that it goes on, and asks for help."""
    life = asked()
    life.tell(c.ContinuePair(by="a"), c.RequestSupport(by="b", topic_code="TIME", message="please call me"))
    return [life]
