"""A wire to Postgres that can be cut before a question arrives, after it, and in the middle of the answer."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_SOCKET = ".s.PGSQL.5432"


class Cut(StrEnum):
    """Where a conversation breaks off."""

    BEFORE_THE_QUESTION = "before the question"
    AFTER_THE_QUESTION = "after the question"
    AMID_THE_ANSWER = "amid the answer"


class Wire:
    """Stands between a client and the server; `dsn` leads through it."""

    def __init__(self, dsn: str, server: Path, own: Path) -> None:
        self.dsn = dsn
        self.down = False
        self.cuts: Counter[Cut] = Counter()
        self._server, self._own = server, own
        self._next: Cut | None = None
        self._hushed = b""
        self._clients: set[asyncio.StreamWriter] = set()

    def cut_next(self, where: Cut) -> None:
        """The next question or answer on any connection is not passed on whole, and the connection is cut instead."""
        self._next = where

    def hush(self, words: bytes) -> None:
        """From now on a question that holds these words is never answered, and no later one on its connection."""
        self._hushed = words

    async def hang_up(self) -> None:
        """Cut every connection there is."""
        for client in tuple(self._clients):
            client.close()
            await client.wait_closed()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Relay one connection in both directions until either side ends it; while down, hang up at once."""
        self._clients.add(writer)
        try:
            if not self.down:
                from_server, to_server = await asyncio.open_unix_connection(self._server / _SOCKET)
                await asyncio.gather(self._ask(reader, to_server), self._answer(from_server, writer))
        except OSError:
            pass  # nobody is at the other end
        finally:
            self._clients.discard(writer)
            writer.close()

    async def _ask(self, client: asyncio.StreamReader, server: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while question := await client.read(65_536):
                if self._breaks(Cut.BEFORE_THE_QUESTION):
                    break
                if self._hushed and self._hushed in question:
                    await client.read()
                    break
                server.write(question)
        server.close()

    async def _answer(self, server: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while answer := await server.read(65_536):
                if self._breaks(Cut.AFTER_THE_QUESTION):
                    break
                if self._breaks(Cut.AMID_THE_ANSWER):
                    client.write(answer[: len(answer) // 2])
                    break
                client.write(answer)
        client.close()

    def _breaks(self, here: Cut) -> bool:
        if self._next is not here:
            return False
        self._next = None
        self.cuts[here] += 1
        return True


@asynccontextmanager
async def wire_to(dsn: str) -> AsyncIterator[Wire]:
    """A wire to the server of a DSN."""
    server = parse_qs(urlsplit(dsn).query)["host"][0]
    with tempfile.TemporaryDirectory() as own:
        wire = Wire(dsn.replace(server, own), Path(server), Path(own))
        async with await asyncio.start_unix_server(wire.serve, Path(own) / _SOCKET):
            yield wire
