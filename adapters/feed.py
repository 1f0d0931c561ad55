"""The log as readers follow it: every event once and in order, in pages."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class Fact(NamedTuple):
    """A stored event as readers get it, with what is sealed left closed. `data` and `actor` are JSON as text."""

    position: int
    stream: str
    version: int
    event_id: UUID
    type: str
    schema_version: int
    data: str
    actor: str
    policy_version: str
    occurred_at: datetime
    recorded_at: datetime
    chain: bytes
