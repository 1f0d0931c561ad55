"""The SQL of the house: numbered migrations, and queries by name."""

from __future__ import annotations

import re
from importlib import resources

_NAMED = re.compile(r"^-- name: (?P<name>\w+)\s*$", re.MULTILINE)


def load(group: str) -> dict[str, str]:
    """The queries of `queries/<group>.sql`, each by the name in the `-- name:` line above it."""
    text = (resources.files(__package__) / "queries" / f"{group}.sql").read_text("utf-8")
    parts = _NAMED.split(text)[1:]
    return dict(zip(parts[::2], (part.strip() for part in parts[1::2]), strict=True))


def migrations() -> list[tuple[str, str]]:
    """All migrations as (name, text), in the order of their numbers."""
    files = (resources.files(__package__) / "migrations").iterdir()
    return sorted((f.name.removesuffix(".sql"), f.read_text("utf-8")) for f in files if f.name.endswith(".sql"))
