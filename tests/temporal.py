"""The real Temporal server, mostly one per session, with clocks that can be moved forward."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest_asyncio
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.testing import WorkflowEnvironment
from temporalio.testing._timeskipping import TimeSkippingConfig

from adapters.codec import AesGcmCodec
from adapters.embedded import temporal
from adapters.temporal import data_converter
from workflows.names import SEARCH_ATTRIBUTES

CODEC = AesGcmCodec({"test": bytes(range(32))}, active="test")


@asynccontextmanager
async def temporal_server(
    *, search_attributes: Sequence[SearchAttributeKey[Any]] = SEARCH_ATTRIBUTES
) -> AsyncIterator[WorkflowEnvironment]:
    """A server in memory; `environment.fast_forward(handle, timedelta)` moves one workflow's clock.

    A child begins at its parent's time and does not inherit the skipping itself.
    """
    server = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False, disable_propagation=True),
        data_converter=data_converter(CODEC),
        search_attributes=search_attributes,
        dev_server_existing_path=str(temporal.binary()),
        dev_server_log_level="error",
        dev_server_extra_args=[arg for value in temporal.TIME_SKIPPING for arg in ("--dynamic-config-value", value)],
    )
    async with server:
        yield server


@pytest_asyncio.fixture(scope="session")
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    """The server of this session."""
    async with temporal_server() as server:
        yield server


@pytest_asyncio.fixture(scope="session")
async def client(environment: WorkflowEnvironment) -> Client:
    """A client of that server, with the project's data converter."""
    return environment.client
