"""The pair as a workflow: its rules in the shell, with its own nouns."""

from __future__ import annotations

from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.base import Answer
    from domain.pair import decider
    from domain.pair.commands import CoordinatorCommand, MoveDeadline, OperatorCommand, PairCommand, SkipDeadline

    from workflows.messages import Ended, Given, Start, View, must_be_given
    from workflows.received import message_id, readable
    from workflows.shell import Shell


@workflow.defn(name="Pair")
class PairWorkflow:
    """One pair, from the proposal to the day on which its private data is shredded.

    An update without its argument, or with one too many, is turned away by its validator, since that cannot be
    called; once accepted it would block the pair for ever. What is left to the validators is an argument of null.
    Nobody turns a signal away, so `receive` takes whatever comes.
    """

    @workflow.init
    def __init__(self, start: Start) -> None:
        self._shell = Shell(decider.PAIR, start)

    @workflow.run
    async def run(self, start: Start) -> Ended:
        """Lives the pair's life, over as many runs as it takes."""
        return await self._shell.live()

    @workflow.update(name="command", description="A participant's command; see the union PairCommand")
    async def command(self, given: Given[PairCommand]) -> Answer:
        """Decides and records a participant's command."""
        return await self._shell.ask(given.id, given.command)

    @command.validator
    def _command_has_its_argument(self, given: Given[PairCommand]) -> None:
        must_be_given(given)

    @workflow.update(name="coordinate", description="A coordinator's command; see the union CoordinatorCommand")
    async def coordinate(self, given: Given[CoordinatorCommand]) -> Answer:
        """Decides and records a command of the coordinator, or of the deputy."""
        return await self._shell.ask(given.id, given.command)

    @coordinate.validator
    def _coordinate_has_its_argument(self, given: Given[CoordinatorCommand]) -> None:
        must_be_given(given)

    @workflow.update(name="operate", description="An operator's command, with a reason; see the union OperatorCommand")
    async def operate(self, given: Given[OperatorCommand]) -> Answer:
        """Decides and records an operator's command."""
        return await self._shell.ask(given.id, given.command)

    @operate.validator
    def _operate_has_its_argument(self, given: Given[OperatorCommand]) -> None:
        must_be_given(given)

    @workflow.update(name="move_deadline", description="Operator: give an open deadline another moment, with a reason")
    async def move_deadline(self, given: Given[MoveDeadline]) -> Answer:
        """Moves an open deadline."""
        return await self._shell.ask(given.id, given.command)

    @move_deadline.validator
    def _move_deadline_has_its_argument(self, given: Given[MoveDeadline]) -> None:
        must_be_given(given)

    @workflow.update(name="skip_deadline", description="Operator: take an open deadline away, with a reason")
    async def skip_deadline(self, given: Given[SkipDeadline]) -> Answer:
        """Takes an open deadline away."""
        return await self._shell.ask(given.id, given.command)

    @skip_deadline.validator
    def _skip_deadline_has_its_argument(self, given: Given[SkipDeadline]) -> None:
        must_be_given(given)

    @workflow.signal(name="receive", description="Another service tells of a fact; see ReceiveSignal")
    def receive(self, *told: Any) -> None:
        """Records what another service tells, once however often it is told."""
        if message := readable(told):
            self._shell.tell(message_id(message), message)

    @workflow.signal(name="look", description="Read the log again: something may have been slept past")
    def look(self) -> None:
        """Reads the log again."""
        self._shell.look()

    @workflow.query(name="view", description="Version, plan, and what is in flight")
    def view(self) -> View:
        """Where this run stands."""
        return self._shell.view()
