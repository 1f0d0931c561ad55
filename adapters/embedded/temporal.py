"""The embedded Temporal: the official development server of a wheel, run as a plain child process."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError

from adapters.process import Program
from domain.base import Frozen, Unavailable

# The first lets time be skipped at all; without the second every skip takes a full second, and without the third
# every run that continues another waits for one.
TIME_SKIPPING = (
    "frontend.WorkflowTimeSkippingEnabled=true",
    'history.timerProcessorMaxTimeShift="1ms"',
    'history.workflowIdReuseMinimalInterval="0s"',
)


class Ports(Frozen):
    """Where the server and its web pages listen on this machine."""

    server: int
    ui: int


def program(
    *,
    log: Path,
    database: Path | None,
    ports: Ports,
    search_attributes: Sequence[SearchAttributeKey[Any]],
    codec_endpoint: str = "",
    settings: Sequence[str] = (),
) -> Program:
    """Temporal with its data in the file `database`, or in memory without one.

    `settings` are KEY=VALUE of its dynamic configuration.
    """

    async def ready(_pid: int) -> bool:
        return await _answers(f"127.0.0.1:{ports.server}")

    listen = ["--ip", "127.0.0.1", "--port", str(ports.server), "--ui-port", str(ports.ui)]
    pages = ["--ui-disable-news-fetch", *(["--ui-codec-endpoint", codec_endpoint] if codec_endpoint else [])]
    attributes = [arg for key in search_attributes for arg in ("--search-attribute", _definition(key))]
    dynamic = [arg for setting in settings for arg in ("--dynamic-config-value", setting)]
    data = ["--log-level", "warn", *(["--db-filename", str(database)] if database else [])]
    return Program(
        name="temporal",
        command=(str(binary()), "server", "start-dev", *listen, *pages, *data, *attributes, *dynamic),
        ready=ready,
        log=log,
        where=f"127.0.0.1:{ports.server}, pages at http://127.0.0.1:{ports.ui}",
        patience=30,
    )


def binary() -> Path:
    """The command `temporal` that the wheel puts beside the interpreter. Raises Unavailable."""
    path = Path(sys.executable).with_name("temporal")
    if not path.exists():
        raise Unavailable("there is no embedded Temporal here: install the extra `embedded`, or set TEMPORAL_ADDRESS")
    return path


async def _answers(address: str) -> bool:
    try:
        await Client.connect(address)
    except (RPCError, RuntimeError):
        return False
    return True


def _definition(key: SearchAttributeKey[Any]) -> str:
    return f"{key.name}={key.indexed_value_type.name.title().replace('_', '')}"
