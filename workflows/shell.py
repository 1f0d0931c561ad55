"""The one shell around a decider: messages in, decisions recorded, the recorded plan obeyed.

Every branch that leads to a Temporal command reads what the log answered (an outcome, rows, the stored plan),
never a rule or a state. On replay those come from history, so rules may change while pairs are in flight.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from traceback import format_tb
from typing import Generic, TypeVar
from uuid import UUID

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.letters import Letters, Moment, outcomes_so_far
    from activities.record import Recording
    from domain.base import Answer, Batch, Deadline, Frozen, Letter, Message, Outcome, Recorded, Told
    from domain.decider import Decider

    from workflows import policies, sight
    from workflows.alarm import Alarm
    from workflows.desk import Desk
    from workflows.messages import Asked, Ended, Start, View, answer_of, passed, posted

S = TypeVar("S", bound=Frozen)

# A run leaps when it is quiet: past this many events, or sooner if the phase it took over has ended meanwhile.
_LONG = 120
_WORTH_A_LEAP = 40


class Shell(Generic[S]):
    """Runs one stream."""

    def __init__(self, decider: Decider[S], start: Start) -> None:
        self._start = start
        self._plan = start.plan
        self._desk = Desk(decider, start.stream, version=start.version, state=start.state, schema=start.schema_version)
        self._phase = start.plan.labels.get("phase")
        self._inbox: deque[Asked] = deque([Asked(told=start.opening)] if start.version == 0 else [])
        self._posting: set[UUID] = set()
        # What its own message left standing is not tried again until another message, or a look, was settled.
        self._stood: set[Deadline | UUID] = set()
        self._alarm = Alarm()
        self._needs_attention = start.needs_attention
        self._not_opened: Ended | None = None

    async def live(self) -> Ended:
        """From the first message to the end, or to the next run."""
        self._show()
        while not self._is_done():
            self._post_due_letters()
            await self._wait()
            if asked := self._next():
                await self._settle(asked)
            elif self._may_leap():
                self._leap()
        return self._not_opened or Ended(result="OVER", version=self._desk.version)

    async def ask(self, command_id: str, command: Message) -> Answer:
        """What came of a command, as the log says. Fails as Refused, Conflict or Broken."""
        answer: asyncio.Future[Recorded] = asyncio.get_running_loop().create_future()
        told = Told(id=command_id, body=command.model_dump(mode="json"))
        self._inbox.append(Asked(told=told, message=command, answer=answer))
        return answer_of(await answer)

    def tell(self, message_id: str, message: Message) -> None:
        """A message whose sender waits for no answer; one whose id the log knows has no effect."""
        self._inbox.append(Asked(told=Told(id=message_id, body=message.model_dump(mode="json")), message=message))

    def look(self) -> None:
        """Somebody thinks that this run has slept past something."""
        nothing_yet = self._desk.version == 0 and self._start.opening
        look = Asked(told=self._start.opening) if nothing_yet else Asked()
        if look not in self._inbox:  # one that waits already sees all that this one would see
            self._inbox.append(look)

    def view(self) -> View:
        """Where this run stands."""
        return View(
            version=self._desk.version,
            plan=self._plan,
            needs_attention=self._needs_attention,
            waiting=len(self._inbox),
            posting=len(self._posting),
        )

    def _is_done(self) -> bool:
        over = self._plan.over or self._not_opened is not None
        return over and not self._inbox and not self._posting and workflow.all_handlers_finished()

    async def _wait(self) -> None:
        """Until there is a message, something falls due, or nothing keeps this run any longer."""
        due = min(self._due(), default=None)
        if due and due[0] <= workflow.now():
            return
        self._alarm.set(due)
        await workflow.wait_condition(
            lambda: bool(self._inbox) or self._alarm.has_rung or self._may_leap() or self._is_done()
        )

    def _due(self) -> Iterator[tuple[datetime, str]]:
        """Every moment of the plan that nobody is taking care of, with its name."""
        for deadline in self._plan.deadlines:
            if deadline not in self._stood:
                yield deadline.due_at, deadline.key
        for letter in self._letters_to_post():
            yield letter.not_before, letter.template

    def _next(self) -> Asked | None:
        """What is waiting; else the first deadline that has passed."""
        if self._inbox:
            return self._inbox.popleft()
        for deadline in sorted(self._plan.deadlines, key=lambda d: (d.due_at, d.key)):
            if deadline.due_at <= workflow.now() and deadline not in self._stood:
                return passed(deadline, self._desk.version)
        return None

    async def _settle(self, asked: Asked) -> None:
        """Decides and records, again while the log was ahead of this run; then obeys what was recorded."""
        recorded = await self._record(self._decide(asked, may_start_over=True))
        while recorded.outcome is Outcome.BEHIND:
            await self._catch_up(recorded)
            recorded = await self._record(self._decide(asked, may_start_over=False))
        await self._catch_up(recorded)
        self._obey(asked, recorded)

    def _decide(self, asked: Asked, *, may_start_over: bool) -> Batch:
        """What to hand to the log: a decision, or a look where there can be none."""
        if not self._desk.is_known:
            if not may_start_over:
                workflow.logger.error("this release cannot fold the stream; nothing is decided")
            return self._desk.look(from_start=may_start_over)
        if asked.told is None:
            return self._desk.look()
        try:
            batch = self._desk.decided(asked.told, asked.message, workflow.now())
        except Exception as error:
            # Where it raised, not what it said: a message may repeat what is private.
            where = "".join(format_tb(error.__traceback__))
            workflow.logger.error("a rule raised %s; nothing is stored\n%s", type(error).__name__, where)
            return self._desk.look()
        return self._desk.look() if asked.is_inner and not batch.answer.accepted else batch

    async def _record(self, batch: Batch) -> Recorded:
        """The fast path first; where the database does not answer, one that operations see as pending."""
        summary = sight.of_a_batch(batch)
        try:
            return await workflow.execute_local_activity_method(
                Recording.record, batch, summary=summary, **policies.RECORD_AT_ONCE
            )
        except FailureError as error:
            if is_cancelled_exception(error):
                raise
        try:
            return await workflow.execute_activity_method(
                Recording.record, batch, summary=summary, **policies.RECORD_IN_TIME
            )
        except FailureError as error:
            if is_cancelled_exception(error):
                raise
            workflow.logger.error("a batch cannot be stored: %s", error.cause)
            return Recorded(outcome=Outcome.CURRENT, version=self._desk.version, plan=self._plan)

    async def _catch_up(self, recorded: Recorded) -> None:
        """Folds what the log holds beyond this run, page by page."""
        self._desk.fold(recorded.rows)
        while recorded.more:
            recorded = await self._record(self._desk.look().with_(seen=recorded.version))
            self._desk.fold(recorded.rows)

    def _obey(self, asked: Asked, recorded: Recorded) -> None:
        """From here on the recorded plan holds; the sender gets the recorded answer."""
        if recorded.plan is not None:
            self._plan = recorded.plan
        elif self._cannot_open(asked, recorded):
            self._not_opened = Ended(result="NOT_OPENED", version=0, holder=recorded.holder)
        self._let_stand(asked)
        if asked.told:
            self._needs_attention = recorded.outcome is Outcome.CURRENT or self._stands_still()
        if asked.answer and not asked.answer.done():
            asked.answer.set_result(recorded)
        self._show()

    def _cannot_open(self, asked: Asked, recorded: Recorded) -> bool:
        """Whether the log answered the opening without a plan, or there is neither an opening nor a stream."""
        if self._start.opening is None:
            return True
        return asked.told == self._start.opening and recorded.outcome is not Outcome.CURRENT

    def _stands_still(self) -> bool:
        """Whether the plan still holds what its own message should have settled."""
        return any(deadline in self._stood for deadline in self._plan.deadlines) or any(
            letter.letter_id in self._stood for letter in self._plan.letters
        )

    def _let_stand(self, asked: Asked) -> None:
        self._posting -= asked.letters
        if asked.is_inner:
            self._stood |= asked.letters | ({asked.deadline} if asked.deadline else set())
        else:
            self._stood.clear()

    def _letters_to_post(self) -> Iterator[Letter]:
        for letter in self._plan.letters:
            if letter.letter_id not in self._posting and letter.letter_id not in self._stood:
                yield letter

    def _post_due_letters(self) -> None:
        letters = tuple(letter for letter in self._letters_to_post() if letter.not_before <= workflow.now())
        if letters:
            self._posting |= {letter.letter_id for letter in letters}
            asyncio.create_task(self._post(letters))  # noqa: RUF006 - `_posting` keeps the run until it is done

    async def _post(self, letters: tuple[Letter, ...]) -> None:
        """One activity for all letters of a moment; whatever becomes of them is a message."""
        moment = Moment(
            stream=self._start.stream, parties=self._plan.parties, letters=letters, posted_at=workflow.now()
        )
        summary = sight.of_letters(letters)
        try:
            outcomes = await workflow.execute_activity_method(
                Letters.post_letters, moment, summary=summary, **policies.POST_LETTERS
            )
        except FailureError as error:
            if is_cancelled_exception(error):
                raise
            outcomes = outcomes_so_far(error)
        self._inbox.append(posted(letters, outcomes))

    def _may_leap(self) -> bool:
        """Only when nothing is in flight that the next run would not know of."""
        if self._inbox or self._posting or self._plan.over or self._desk.version == 0:
            return False
        length = workflow.info().get_current_history_length()
        has_changed_phase = self._phase is not None and self._plan.labels.get("phase") != self._phase
        return (length > _LONG or (length > _WORTH_A_LEAP and has_changed_phase)) and workflow.all_handlers_finished()

    def _leap(self) -> None:
        state, schema_version = self._desk.carried()
        workflow.continue_as_new(
            Start(
                stream=self._start.stream,
                version=self._desk.version,
                plan=self._plan,
                state=state,
                schema_version=schema_version,
                needs_attention=self._needs_attention,
            )
        )

    def _show(self) -> None:
        """Lets operations see the recorded plan."""
        workflow.set_current_details(sight.details(self._plan, needs_attention=self._needs_attention))
        shown = workflow.info().typed_search_attributes
        updates = sight.search_attributes(self._plan, needs_attention=self._needs_attention, shown=shown)
        if updates:
            workflow.upsert_search_attributes(updates)
