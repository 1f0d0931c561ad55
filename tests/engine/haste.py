"""What a dead worker had in hand is given out again after seconds: tests of dying workers are faster."""

# ruff: noqa: A002 - the names of the overridden methods' arguments

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from temporalio.client import Interceptor as OfClient
from temporalio.client import OutboundInterceptor, StartWorkflowInput, WorkflowHandle
from temporalio.plugin import SimplePlugin
from temporalio.worker import Interceptor as OfWorker
from temporalio.worker import (
    StartActivityInput,
    StartChildWorkflowInput,
    WorkerConfig,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)
from temporalio.workflow import ActivityHandle, ChildWorkflowHandle

_OF_TASKS = timedelta(seconds=2)
_OF_ACTIVITIES = timedelta(seconds=3)


class Haste(SimplePlugin):
    """Short timeouts for whatever a client that has it starts, and for whatever its workers do."""

    def __init__(self) -> None:
        super().__init__("haste", interceptors=[_Hasty()])

    def configure_worker(self, config: WorkerConfig) -> WorkerConfig:
        """Nobody waits long for the worker that knew the workflow best."""
        config = super().configure_worker(config)
        config["sticky_queue_schedule_to_start_timeout"] = timedelta(seconds=1)
        return config


class _Hasty(OfClient, OfWorker):
    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        return _Starting(super().intercept_client(next))

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        return _Living


class _Starting(OutboundInterceptor):
    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
        input.task_timeout = _OF_TASKS
        return await super().start_workflow(input)


class _Living(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(_Doing(outbound))


class _Doing(WorkflowOutboundInterceptor):
    async def start_child_workflow(self, input: StartChildWorkflowInput) -> ChildWorkflowHandle[Any, Any]:
        return await super().start_child_workflow(replace(input, task_timeout=_OF_TASKS))

    def start_activity(self, input: StartActivityInput) -> ActivityHandle[Any]:
        return super().start_activity(replace(input, start_to_close_timeout=_OF_ACTIVITIES))
