"""Typed verbs over Temporal: the only place that knows how workflows are reached."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.errors import CONFLICT, REFUSED
from domain.base import Answer, Broken, Conflict, Refused, Told, Unavailable
from domain.pair.commands import CoordinatorCommand, OperatorCommand, PairCommand, ProposeMatch, ReceiveSignal
from domain.pair.values import Match
from workflows import names
from workflows.anchor import AnchorWorkflow
from workflows.launcher import PAIRS_PER_LAUNCHER, Launch, LauncherWorkflow
from workflows.messages import Ended, Given, Start, View
from workflows.pair import PairWorkflow
from workflows.watchman import WatchmanWorkflow

# A command that waits for a database that is away is answered when it is back; nobody waits longer than this.
_PATIENCE = timedelta(minutes=2)

# How soon a command is sent again to a workflow that takes none at the moment.
_BETWEEN_TRIES_SECONDS = 0.5

Handle = WorkflowHandle[PairWorkflow, Ended]


class Pairs:
    """The pairs as their callers see them. Errors are ours: Refused, Conflict, Unavailable, Broken."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def tell(self, pair_id: str, command: PairCommand, *, command_id: str = "") -> Answer:
        """A participant's command. The same `command_id` again gets the same answer; without one it is a new click."""
        return await self._update(pair_id, "command", Given[PairCommand](id=command_id or uuid4().hex, command=command))

    async def steer(self, pair_id: str, command: OperatorCommand, *, command_id: str = "") -> Answer:
        """An operator's command."""
        given = Given[OperatorCommand](id=command_id or uuid4().hex, command=command)
        return await self._update(pair_id, "operate", given)

    async def coordinate(self, pair_id: str, command: CoordinatorCommand, *, command_id: str = "") -> Answer:
        """A command of the coordinator, or of the deputy."""
        given = Given[CoordinatorCommand](id=command_id or uuid4().hex, command=command)
        return await self._update(pair_id, "coordinate", given)

    async def signal(self, pair_id: str, message: ReceiveSignal) -> None:
        """What another service tells; the same `signal_id` of a source again has no effect. There is no answer.

        A pair whose workflow is gone is started again and records it from its log. Raises Unavailable.
        """
        stream = names.pair(pair_id)
        with _answering():
            await self._client.start_workflow(
                PairWorkflow.run,
                Start(stream=stream),
                id=stream,
                task_queue=names.PAIRS,
                start_signal="receive",
                start_signal_args=[message],
            )

    async def view(self, pair_id: str) -> View:
        """Where the running workflow stands; for operations, not for pages."""
        with _in_our_words(pair_id):
            return await self.handle(pair_id).query(PairWorkflow.view)

    async def wake(self, stream: str) -> None:
        """Tells a stream's workflow to look at the log; one that is gone is started again and reads it.

        Raises Unavailable.
        """
        with _answering():
            await self._client.start_workflow(
                PairWorkflow.run, Start(stream=stream), id=stream, task_queue=names.PAIRS, start_signal="look"
            )

    async def is_running(self, stream: str) -> bool:
        """Whether a stream's workflow runs: asked of itself, since lists of workflows lag. Raises Unavailable."""
        with _answering():
            try:
                described = await self._client.get_workflow_handle(stream).describe()
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
                return False
        return described.status is WorkflowExecutionStatus.RUNNING

    async def launch(
        self, matches: Sequence[Match], *, round_id: str, not_before: datetime | None = None
    ) -> tuple[str, ...]:
        """Starts pairs through launchers of some two hundred; those that run already are left alone.

        Returns the workflow ids of the launchers. The same round may be launched again. Raises Unavailable.
        """
        starts = tuple(_start(match) for match in matches)
        ids = []
        for first in range(0, len(starts), PAIRS_PER_LAUNCHER):
            launch = Launch(pairs=starts[first : first + PAIRS_PER_LAUNCHER], not_before=not_before)
            ids.append(await self._launch(names.launcher(round_id, first // PAIRS_PER_LAUNCHER), launch))
        return tuple(ids)

    async def keep_watch(self) -> None:
        """Lets the watchman make his round every minute; once is enough. Raises Unavailable."""
        action = ScheduleActionStartWorkflow(WatchmanWorkflow.run, id=names.WATCHMAN, task_queue=names.PAIRS)
        await self._keep(names.WATCHMAN_SCHEDULE, action, every=timedelta(minutes=1))

    async def keep_anchoring(self) -> None:
        """Lets the log be anchored now and every day; once is enough. Raises Unavailable."""
        action = ScheduleActionStartWorkflow(AnchorWorkflow.run, id=names.ANCHOR, task_queue=names.PAIRS)
        await self._keep(names.ANCHOR_SCHEDULE, action, every=timedelta(days=1), at_once=True)

    def handle(self, pair_id: str) -> Handle:
        """The workflow of a pair, whichever run it is at."""
        return self._client.get_workflow_handle_for(PairWorkflow.run, names.pair(pair_id))

    async def _keep(
        self, name: str, action: ScheduleActionStartWorkflow, *, every: timedelta, at_once: bool = False
    ) -> None:
        """A schedule of which one round at a time runs; a round that was missed is made up for until the next one."""
        schedule = Schedule(
            action=action,
            spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)]),
            policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=every),
        )
        with _answering(), suppress(ScheduleAlreadyRunningError):
            await self._client.create_schedule(name, schedule, trigger_immediately=at_once)

    async def _update(self, pair_id: str, name: str, given: Given[Any]) -> Answer:
        with _in_our_words(pair_id):
            async with asyncio.timeout(_PATIENCE.total_seconds()):
                try:
                    return await self._execute(pair_id, name, given)
                except RPCError as error:
                    if error.status is not RPCStatusCode.NOT_FOUND:
                        raise
                # Its workflow is gone, by a lost namespace or by hand: the log knows what the pair is.
                await self.wake(names.pair(pair_id))
                return await self._execute(pair_id, name, given)

    async def _execute(self, pair_id: str, name: str, given: Given[Any]) -> Answer:
        """While workers are exchanged a workflow's task may fail, and the server takes no command: it is sent again."""
        while True:
            try:
                answer: Answer = await self.handle(pair_id).execute_update(name, given, result_type=Answer)
                return answer
            except RPCError as error:
                if error.status is not RPCStatusCode.FAILED_PRECONDITION:
                    raise
            await asyncio.sleep(_BETWEEN_TRIES_SECONDS)

    async def _launch(self, workflow_id: str, launch: Launch) -> str:
        with _answering(), suppress(WorkflowAlreadyStartedError):
            await self._client.start_workflow(LauncherWorkflow.run, launch, id=workflow_id, task_queue=names.PAIRS)
        return workflow_id


def _start(match: Match) -> Start:
    body = ProposeMatch(match=match).model_dump(mode="json", by_alias=True)
    return Start(stream=names.pair(match.pair_id), opening=Told(id="open", body=body))


@contextmanager
def _in_our_words(pair_id: str) -> Iterator[None]:
    try:
        yield
    except WorkflowUpdateFailedError as error:
        raise _translated(error.cause) from error
    except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
        raise Unavailable("the command was not answered in time; the same command id may be sent again") from error
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise Refused(
                f"no pair {pair_id!r} is running here: it is over, was ended by hand, or never began"
            ) from error
        raise _away(error) from error


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except RPCError as error:
        raise _away(error) from error


def _away(error: RPCError) -> Unavailable:
    return Unavailable(f"Temporal does not answer: {error.status.name}")


def _translated(cause: BaseException | None) -> Exception:
    match cause:
        case ApplicationError(type=kind) if kind == REFUSED:
            return Refused(cause.message, allowed=tuple(str(detail) for detail in cause.details))
        case ApplicationError(type=kind) if kind == CONFLICT:
            return Conflict(cause.message)
        case ApplicationError():
            return Broken(cause.message)
        case _:
            return Unavailable("the command was not taken; it may be sent again")
