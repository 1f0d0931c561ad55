"""Workers in processes of their own: started, killed, stopped, replaced."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.context import ForkServerProcess

from tests.engine.worker_process import Orders, Place, work
from tests.engine.world import World
from tests.waiting import until

# The server of forks has imported everything: a worker is there at once.
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.engine.worker_process"])


@dataclass
class Hands:
    """What a test does to the workers of its world."""

    here: World
    processes: list[ForkServerProcess] = field(default_factory=list)
    deaths: int = 0

    def start(self, **orders: object) -> ForkServerProcess:
        """Another worker; `orders` are fields of `Orders`."""
        process = _FORKS.Process(target=work, args=(replace(self._at_home(), **orders),), daemon=True)  # type: ignore[arg-type]
        process.start()
        self.processes.append(process)
        return process

    async def kill(self, process: ForkServerProcess) -> None:
        """SIGKILL, and gone when this returns."""
        os.kill(_pid(process), signal.SIGKILL)
        await self.gone(process)

    async def gone(self, process: ForkServerProcess, *, seconds: float = 60) -> None:
        """Waits until a worker is dead."""

        async def dead() -> bool:
            return not process.is_alive()

        await until(dead, seconds=seconds)

    def stop(self, process: ForkServerProcess) -> None:
        """SIGSTOP: it holds what it holds, and does not know that time goes by."""
        os.kill(_pid(process), signal.SIGSTOP)

    def wake(self, process: ForkServerProcess) -> None:
        """SIGCONT: it goes on where it was."""
        os.kill(_pid(process), signal.SIGCONT)

    @asynccontextmanager
    async def replacing(self, *armed: tuple[Place, int]) -> AsyncIterator[None]:
        """A worker that dies at the first point; after each death another one, the last of which lives."""
        keeping = asyncio.create_task(self._keep(armed))
        try:
            yield
        finally:
            keeping.cancel()

    def end(self) -> None:
        """Kills what is left of this test's workers."""
        for process in self.processes:
            if process.is_alive():
                process.kill()
            process.join()

    async def _keep(self, armed: Sequence[tuple[Place, int]]) -> None:
        for place, nth in armed:
            await self.gone(self.start(place=place, nth=nth), seconds=600)
            self.deaths += 1
        self.start()

    def _at_home(self) -> Orders:
        config = self.here.clock.client.service_client.config
        return Orders(
            address=config.target_host,
            namespace=self.here.clock.client.namespace,
            database=self.here.database,
            mail_url=str(self.here.mail.url),
        )


@asynccontextmanager
async def hands(here: World) -> AsyncIterator[Hands]:
    """Hands over a world without a worker; what they started is gone after the block."""
    made = Hands(here)
    try:
        yield made
    finally:
        made.end()


def _pid(process: ForkServerProcess) -> int:
    assert process.pid
    return process.pid
