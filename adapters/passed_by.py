"""What a reader says of an event that a newer release stored: once, and nothing of what is in it."""

from __future__ import annotations

import logging
from functools import cache

_log = logging.getLogger(__name__)


@cache
def pass_by(type_name: str, schema_version: int) -> None:
    """Says, once per process, that events of this type and schema version are passed by."""
    _log.warning("events %s of schema version %d are unknown to this release and passed by", type_name, schema_version)
