"""How Postgres is reached: one pool per role, its errors in our words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from enum import StrEnum

import asyncpg

from domain.base import Broken, Unavailable

# Classes of errors that lie in a value of ours; any other may be gone when somebody has mended the server.
_OUR_FAULT = ("22", "23")
# … but for this one, which a role that is not there yet gives too.
_INVALID_PARAMETER = "22023"
_SESSION = {
    "default_transaction_isolation": "read committed",
    "synchronous_commit": "on",
    "lock_timeout": "2s",
    "statement_timeout": "10s",
    "idle_in_transaction_session_timeout": "10s",
    "jit": "off",
}
_CONNECT_SECONDS = 5.0
_ANSWER_SECONDS = 10.0


class Role(StrEnum):
    """What a connection may do; the login that makes it must be allowed to act as that role."""

    WRITER = "mentoring_writer"
    READER = "mentoring_reader"
    PROJECTOR = "mentoring_projector"
    WATCHMAN = "mentoring_watchman"
    POSTMAN = "mentoring_postman"
    KEYS = "mentoring_keys"


def session(role: Role) -> dict[str, str]:
    """The settings of every connection of a role: its rights, its timeouts, and that a commit is a commit."""
    return {"role": role.value, "application_name": role.value, **_SESSION}


@asynccontextmanager
async def open_pool(dsn: str, role: Role, *, size: int = 4) -> AsyncIterator[asyncpg.Pool]:
    """Up to `size` connections of a role, opened when they are first needed."""
    pool = asyncpg.create_pool(
        dsn,
        min_size=0,
        max_size=size,
        timeout=_CONNECT_SECONDS,
        command_timeout=_ANSWER_SECONDS,
        server_settings=session(role),
    )
    async with pool:
        yield pool


async def connect(dsn: str, role: Role, **settings: str) -> asyncpg.Connection:
    """One connection of a role; `settings` of its session come on top. Raises `Unavailable`."""
    with in_our_words():
        return await asyncpg.connect(
            dsn,
            timeout=_CONNECT_SECONDS,
            command_timeout=_ANSWER_SECONDS,
            server_settings={**session(role), **settings},
        )


@contextmanager
def in_our_words() -> Iterator[None]:
    """Errors of Postgres as `Broken` where a value was wrong, else as `Unavailable`; values are never repeated."""
    try:
        yield
    except asyncpg.PostgresError as error:
        where = getattr(error, "constraint_name", None) or type(error).__name__
        if error.sqlstate != _INVALID_PARAMETER and str(error.sqlstate).startswith(_OUR_FAULT):
            raise Broken(f"the database refuses a value: {where}") from error
        raise Unavailable(f"the database does not answer as it should: {where}") from error
    except ValueError as error:
        raise Broken("the database cannot store a value") from error
    except (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        raise Unavailable(f"the database does not answer: {type(error).__name__}") from error
