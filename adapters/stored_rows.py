"""How a row of the log becomes an event as it travels."""

from __future__ import annotations

import json

import asyncpg

from domain.base import Broken, Row


def closed_row(record: asyncpg.Record) -> Row:
    """The event of a row of `events`, with what is sealed left closed. Raises Broken that shows nothing of it."""
    try:
        metadata = json.loads(record["metadata"])
        return Row(
            version=record["version"],
            event_id=record["event_id"],
            type=record["type"],
            schema_version=record["schema_version"],
            data=json.loads(record["data"]),
            actor=metadata["actor"],
            policy_version=metadata["policy_version"],
            occurred_at=record["occurred_at"],
        )
    except (ValueError, TypeError, KeyError):  # which would show what is in it
        raise Broken(f"{record['stream']}: version {record['version']} cannot be read") from None
