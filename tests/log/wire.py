"""A wire to Postgres that can be cut after the server has got a question and before its answer arrives."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_SOCKET = ".s.PGSQL.5432"


class Wire:
    """Stands between a client and the server; `dsn` leads through it."""

    def __init__(self, dsn: str, server: Path, own: Path) -> None:
        self.dsn = dsn
        self.down = False
        self.lost_answers = 0
        self._server, self._own = server, own
        self._loses_answers = False

    def lose_the_next_answer(self) -> None:
        """The next answer of the server is swallowed, and the connection cut instead."""
        self._loses_answers = True

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Relay one connection in both directions until either side ends it; while down, hang up at once."""
        if self.down:
            writer.close()
            return
        from_server, to_server = await asyncio.open_unix_connection(self._server / _SOCKET)
        with suppress(ConnectionError):
            await asyncio.gather(self._relay(reader, to_server), self._relay(from_server, writer, answers=True))

    async def _relay(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, answers: bool = False
    ) -> None:
        while data := await source.read(65_536):
            if answers and self._loses_answers:
                self._loses_answers = False
                self.lost_answers += 1
                break
            target.write(data)
        target.close()


@asynccontextmanager
async def wire_to(dsn: str) -> AsyncIterator[Wire]:
    """A wire to the server of a DSN."""
    server = parse_qs(urlsplit(dsn).query)["host"][0]
    with tempfile.TemporaryDirectory() as own:
        wire = Wire(dsn.replace(server, own), Path(server), Path(own))
        async with await asyncio.start_unix_server(wire.serve, Path(own) / _SOCKET):
            yield wire
