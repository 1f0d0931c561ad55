"""How the Temporal server is reached: converter, connection, search attributes."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from typing import Any, cast

from temporalio.api.enums.v1 import IndexedValueType, TaskQueueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes, PayloadCodec
from temporalio.envconfig import ClientConfigProfile
from temporalio.runtime import Runtime
from temporalio.service import RPCError

from domain.base import Unavailable


def data_converter(codec: PayloadCodec) -> DataConverter:
    """Pydantic models in; every payload, failure message and stack trace encrypted by `codec`."""
    return DataConverter(
        payload_converter_class=PydanticPayloadConverter,
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
        payload_codec=codec,
    )


async def connect(
    profile: ClientConfigProfile, *, codec: PayloadCodec, role: str, runtime: Runtime | None = None
) -> Client:
    """A client for the profile's server; its identity reads `role@host/pid`. Raises Unavailable.

    `runtime` is where it counts; without one it counts nowhere.
    """
    identity = f"{role}@{socket.gethostname()}/{os.getpid()}"
    return await _connect(profile, converter=data_converter(codec), identity=identity, runtime=runtime)


async def is_polled(profile: ClientConfigProfile, *, task_queue: str, pid: int) -> bool:
    """Whether the process with this id, connected by `connect`, asks for workflow tasks of the queue."""
    try:
        client = await _connect(profile, converter=DataConverter.default, identity="")
    except Unavailable:
        return False
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    described = await client.workflow_service.describe_task_queue(request)
    return any(poller.identity.endswith(f"/{pid}") for poller in described.pollers)


async def register(client: Client, search_attributes: Sequence[SearchAttributeKey[Any]]) -> None:
    """Make the search attributes known to the client's namespace; those it has already are left alone.

    Raises Unavailable, also where there is no such namespace.
    """
    operator = client.operator_service
    try:
        known = await operator.list_search_attributes(ListSearchAttributesRequest(namespace=client.namespace))
        request = AddSearchAttributesRequest(namespace=client.namespace)
        for key in search_attributes:
            if key.name not in known.custom_attributes:
                request.search_attributes[key.name] = cast("IndexedValueType.ValueType", key.indexed_value_type)
        if request.search_attributes:
            await operator.add_search_attributes(request)
    except RPCError as error:
        raise Unavailable(f"namespace {client.namespace!r} of Temporal does not answer: {error.status.name}") from error


async def _connect(
    profile: ClientConfigProfile, *, converter: DataConverter, identity: str, runtime: Runtime | None = None
) -> Client:
    address = profile.address or "localhost:7233"
    try:
        return await Client.connect(
            address,
            namespace=profile.namespace or "default",
            api_key=profile.api_key,
            tls=profile.tls.to_connect_tls_config() if profile.tls else None,
            rpc_metadata=profile.grpc_meta,
            data_converter=converter,
            identity=identity or None,
            runtime=runtime,
        )
    except (RPCError, RuntimeError) as error:
        raise Unavailable(f"no Temporal server answers at {address}") from error
