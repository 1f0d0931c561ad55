"""Many worlds beside each other: a namespace and a database for each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import asyncpg
from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from adapters.temporal import data_converter, register
from tests.engine.haste import Haste
from tests.engine.world import World, world
from tests.temporal import CODEC
from tests.waiting import until
from workflows.names import SEARCH_ATTRIBUTES


@dataclass
class Places:
    """Where worlds can be made: a Temporal server, a Postgres server, a database to clone."""

    address: str
    postgres: str
    template: str
    _cloning: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def world(self, name: str) -> AsyncIterator[World]:
        """A world of its own, without a worker; `name` has letters, digits and underscores."""
        client = await self._namespace(name)
        async with self._database(name) as dsn, world(client, dsn) as made:
            yield made

    async def _namespace(self, name: str) -> Client:
        client = await Client.connect(
            self.address, namespace=name, data_converter=data_converter(CODEC), plugins=[Haste()]
        )
        kept = Duration()
        kept.FromTimedelta(timedelta(days=1))
        request = RegisterNamespaceRequest(namespace=name, workflow_execution_retention_period=kept)
        await client.workflow_service.register_namespace(request)

        async def ready() -> bool:
            try:
                await register(client, SEARCH_ATTRIBUTES)
            except RPCError:
                return False
            return True

        await until(ready, seconds=60)
        return client

    @asynccontextmanager
    async def _database(self, name: str) -> AsyncIterator[str]:
        database = f"world_{name}"
        # A template can only be cloned by one at a time.
        async with self._cloning:
            await self._execute(f"create database {database} template {self.template}")
        yield self.postgres.replace("/postgres?", f"/{database}?")
        await self._execute(f"drop database {database} with (force)")

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self.postgres)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
