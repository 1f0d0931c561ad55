"""The figures that operations scrape, over real HTTP."""

from __future__ import annotations

import httpx
import pytest

from adapters.embedded.home import free_ports
from adapters.event_store import open_event_store
from adapters.telemetry import LogMetrics, serve_metrics
from domain.base import Refused
from tests.log.batches import batch
from tests.log.conftest import MASTER_KEY


async def test_calls_to_the_log_are_counted(database: str) -> None:
    """Each call to the log is counted with its batches, how long they waited and how long it took."""
    (port,) = free_ports(1)
    runtime = serve_metrics(f"127.0.0.1:{port}")
    async with open_event_store(database, MASTER_KEY, observe=LogMetrics(runtime.metric_meter)) as store:
        await store.append(batch("c1"))
        await store.append(batch("c2", seen=1))
    async with httpx.AsyncClient() as http:
        told = (await http.get(f"http://127.0.0.1:{port}/metrics")).text
    counted = {line.split("{")[0]: line.split()[-1] for line in told.splitlines() if "_count{" in line}
    assert counted == dict.fromkeys((f"mentoring_log_call_{what}_count" for what in ("batches", "took", "waited")), "2")
    assert 'mentoring_log_call_batches_bucket{service_name="temporal-core-sdk",le="1"} 2' in told


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1:99999"])
def test_an_address_that_cannot_be_served(address: str) -> None:
    """Where nobody can listen, the start is refused with the address in the message."""
    with pytest.raises(Refused, match=address):
        serve_metrics(address)


def test_an_address_that_is_taken() -> None:
    """Two processes cannot serve at one address; the second one is told."""
    (port,) = free_ports(1)
    first = serve_metrics(f"127.0.0.1:{port}")
    with pytest.raises(Refused, match=f"{port}.*in use"):
        serve_metrics(f"127.0.0.1:{port}")
    del first
