"""Brings a database to the schema of this release: the numbered SQL files, each once and in order."""

from __future__ import annotations

from hashlib import sha256

import asyncpg

from adapters import sql
from domain.base import Broken

_SQL = sql.load("migrations")


async def migrate(target: str | asyncpg.Connection) -> list[str]:
    """Apply what is missing to a database (its DSN or an open connection) and return the names applied.

    Each file runs in a transaction of its own. Raises `Broken` where an applied file has changed since,
    or where the database is ahead of this release.
    """
    if not isinstance(target, str):
        return await _apply_missing(target, sql.migrations())
    connection = await asyncpg.connect(target)
    try:
        return await _apply_missing(connection, sql.migrations())
    finally:
        await connection.close()


async def _apply_missing(connection: asyncpg.Connection, files: list[tuple[str, str]]) -> list[str]:
    await connection.execute(_SQL["lock"])
    try:
        await connection.execute(_SQL["prepare"])
        applied = {row["name"]: row["sha256"] for row in await connection.fetch(_SQL["applied"])}
        _check(applied, {name: _digest(text) for name, text in files})
        missing = [(name, text) for name, text in files if name not in applied]
        for name, text in missing:
            await _apply(connection, name, text)
        return [name for name, _ in missing]
    finally:
        await connection.execute(_SQL["unlock"])


def _check(applied: dict[str, str], files: dict[str, str]) -> None:
    for name, digest in applied.items():
        if name not in files:
            raise Broken(f"migration {name} was applied to this database but is not part of this release")
        if files[name] != digest:
            raise Broken(f"migration {name} was changed after it was applied: write a new migration instead")


async def _apply(connection: asyncpg.Connection, name: str, text: str) -> None:
    async with connection.transaction():
        await connection.execute(text)
        await connection.execute(_SQL["note"], name, _digest(text))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
