"""The embedded stack: kept through stops, kills and second starts, or thrown away without a trace."""

from __future__ import annotations

import os
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import psutil  # type: ignore[import-untyped]
import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.testing import TimeSkipper

from adapters.embedded import Stack, postgres, throw_away
from adapters.embedded.home import claimed, free_ports, is_claimed, remembered_ports
from adapters.process import Process
from domain.base import Conflict
from tests.stack.keep_up import TESTED
from tests.stack.runs import Run, running
from tests.stack.waiting import until
from workflows.names import COHORT


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where a stack is kept; not below pytest's own folder, which every run of pytest closes to the server's user."""
    with tempfile.TemporaryDirectory(prefix="mentoring-test-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
async def run() -> AsyncIterator[Run]:
    """A stack that goes on through several tests."""
    with tempfile.TemporaryDirectory(prefix="mentoring-test-") as name:
        async with running(Path(name)) as run:
            yield run


async def mark(folder: Path, word: str) -> None:
    """Leave a word in the database."""
    connection = await asyncpg.connect(postgres.url(folder))
    await connection.execute("create table if not exists words (word text)")
    await connection.execute("insert into words values ($1)", word)
    await connection.close()


async def words(folder: Path) -> list[str]:
    """The words in the database."""
    connection = await asyncpg.connect(postgres.url(folder))
    rows = await connection.fetch("select word from words")
    await connection.close()
    return [row["word"] for row in rows]


async def temporal(run: Run) -> Client:
    """A client of the run's Temporal."""
    where = await run.said(r"temporal serves: (\S+), pages at (\S+)")
    return await Client.connect(where[1])


async def stopped(run: Run, number: signal.Signals) -> int:
    """The exit code after this signal, when every part is gone too."""
    pids = [run.pid(name) for name in TESTED]
    exit_code = await run.stop(number)
    await until(lambda: not any(psutil.pid_exists(pid) for pid in pids), seconds=5, what="everybody is gone")
    return exit_code


async def test_a_killed_postgres_comes_back(run: Run) -> None:
    """After kill -9 of Postgres it recovers, nothing acknowledged is lost, and Temporal never noticed."""
    neighbour = run.pid("temporal")
    await mark(run.folder, "before the kill")
    os.kill(run.pid("postgres"), signal.SIGKILL)
    await run.said("postgres was ended by SIGKILL, starting it again in .+")
    await run.said("postgres serves again")
    assert await words(run.folder) == ["before the kill"]
    assert run.pid("temporal") == neighbour


async def test_a_killed_temporal_comes_back(run: Run) -> None:
    """After kill -9 of Temporal its workflows are there again."""
    client = await temporal(run)
    await client.start_workflow("Any", id="before-the-kill", task_queue="nobody")
    os.kill(run.pid("temporal"), signal.SIGKILL)
    await run.said("temporal serves again")
    described = await client.get_workflow_handle("before-the-kill").describe()
    assert described.status is WorkflowExecutionStatus.RUNNING


def test_one_folder_has_one_owner(run: Run) -> None:
    """A second run in the same folder is refused and told which process has it."""
    with (
        pytest.raises(Conflict, match=f"in use by process {run.process.pid}; stop that first"),
        claimed(run.folder, print),
    ):
        raise AssertionError("two runs share a folder")


async def test_what_is_kept_is_found_again(folder: Path) -> None:
    """After SIGTERM or Ctrl-C nobody is left; a second start serves the same rows and workflows at the same ports."""
    async with running(folder) as first:
        former = [await first.said(f"{name} serves: .+") for name in TESTED]
        await mark(folder, "kept")
        cohort = TypedSearchAttributes([SearchAttributePair(COHORT, "autumn")])
        await (await temporal(first)).start_workflow("Any", id="kept", task_queue="nobody", search_attributes=cohort)
        assert await stopped(first, signal.SIGTERM) == 0
    async with running(folder) as second:
        assert [(await second.said(f"{name} serves: .+"))[0] for name in TESTED] == [match[0] for match in former]
        assert await words(folder) == ["kept"]
        described = await (await temporal(second)).get_workflow_handle("kept").describe()
        assert described.typed_search_attributes[COHORT] == "autumn"
        assert await stopped(second, signal.SIGINT) == 0
    assert second.lines[-2:] == ["all serve", "stopping"]
    assert not is_claimed(folder)


async def test_a_killed_run_takes_its_parts_along(folder: Path) -> None:
    """After kill -9 of the whole run nobody lives on, and the next start finds everything."""
    async with running(folder) as run:
        await mark(folder, "before the end")
        assert await stopped(run, signal.SIGKILL) == -signal.SIGKILL
    async with running(folder):
        assert await words(folder) == ["before the end"]


async def test_a_stale_postgres_is_noticed(folder: Path) -> None:
    """A Postgres that outlived its run is said and stopped before anybody else touches its data."""
    lines: list[str] = []
    stale = await Process.start(postgres.program(folder, settle=no_migration))
    with claimed(folder, lines.append):
        assert lines == [f"postgres of a former run is still there (pid {stale.child.pid}), stopping it"]
    assert await stale.ended() == 0


async def test_a_thrown_away_stack_leaves_nothing() -> None:
    """A migrated database and a Temporal that skips time; afterwards no folder and no process."""
    before = children()
    async with throw_away(search_attributes=[COHORT]) as stack:
        folder = data_folder(stack)
        connection = await asyncpg.connect(stack.database_url)
        assert await connection.fetchval("select count(*) from events") == 0
        await connection.close()
        skipper = TimeSkipper(await Client.connect(stack.temporal_address))
        await skipper.client.start_workflow("Any", id="thrown-away", task_queue="nobody")
    assert not folder.exists()
    assert children() == before


def test_a_taken_port_is_replaced(tmp_path: Path) -> None:
    """A remembered port that somebody else has meanwhile is replaced, which is said; the others stay."""
    lines: list[str] = []
    with claimed(tmp_path, lines.append):
        first = remembered_ports(tmp_path, ("temporal", "catcher"), lines.append)
        assert remembered_ports(tmp_path, ("temporal", "catcher"), lines.append) == first
        with socket.socket() as somebody:
            somebody.bind(("127.0.0.1", first["catcher"]))
            somebody.listen()
            second = remembered_ports(tmp_path, ("temporal", "catcher"), lines.append)
    assert second["temporal"] == first["temporal"]
    assert second["catcher"] != first["catcher"]
    assert lines == [
        f"port {first['catcher']} of catcher is taken by somebody else; it is {second['catcher']} from now on"
    ]


def test_free_ports_differ() -> None:
    """Ports that are asked for together are different ones."""
    assert len(set(free_ports(20))) == 20


def children() -> set[int]:
    """The processes that this one has started."""
    return {process.pid for process in psutil.Process().children(recursive=True)}


def data_folder(stack: Stack) -> Path:
    """Where the stack's database keeps its data."""
    return Path(stack.database_url.partition("host=")[2])


async def no_migration(_database_url: str) -> None:
    """Leave the schema as it is."""
