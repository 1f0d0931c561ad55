"""From a decision to what is handed to the log. Pure: the time and the state are handed in."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Generic, TypeVar

from domain.base import Answer, Batch, Event, Frozen, Json, Message, Refused, Row, Told, derived_id
from domain.decider import Decider
from pydantic import ValidationError

S = TypeVar("S", bound=Frozen)


class Desk(Generic[S]):
    """Where one stream's messages are decided: a state that follows the log, and batches drawn from it.

    A state that cannot be folded, or that another release left behind, is unknown; then only looks are possible.
    """

    def __init__(self, decider: Decider[S], stream: str, *, version: int, state: Json | None, schema: int) -> None:
        self.version = version
        self.is_known = version == 0
        self._decider = decider
        self._stream = stream
        self._state: S | None = None
        if state is not None and schema == decider.schema_version:
            self._take_over(state)

    def look(self, *, from_start: bool = False) -> Batch:
        """A batch that writes nothing and asks for what is new."""
        return Batch(stream=self._stream, seen=0 if from_start else self.version)

    def decided(self, told: Told, message: Message | None, at: datetime) -> Batch:
        """What the rules make of a message. A refusal is an answer, stored with its command."""
        given = self._decider.message(told.body) if message is None else message
        try:
            events = self._decider.decide(self._state, given, at)
        except Refused as no:
            answer = Answer(accepted=False, message=no.message, allowed=no.allowed)
            return Batch(stream=self._stream, seen=self.version, told=told, answer=answer)
        return self._batch(told, given, events, at)

    def fold(self, rows: tuple[Row, ...]) -> None:
        """Takes over what the log holds after the version seen; from version 1 on an unknown state becomes known."""
        if not self.is_known and rows and rows[0].version == 1:
            self.is_known, self.version, self._state = True, 0, None
        for row in rows:
            if row.version > self.version:
                if self.is_known:
                    self._evolve(row)
                self.version = row.version

    def carried(self) -> tuple[Json | None, int]:
        """The state and its schema version, for the run that comes next."""
        if self._state is None or not self.is_known:
            return None, 0
        return self._state.model_dump(mode="json"), self._decider.schema_version

    def _take_over(self, state: Json) -> None:
        with suppress(ValidationError):
            self._state = self._decider.state.model_validate(state)
            self.is_known = True

    def _evolve(self, row: Row) -> None:
        try:
            self._state = self._decider.evolve(self._state, self._decider.from_row(row))
        except Exception:
            self.is_known = False

    def _batch(self, told: Told, message: Message, events: tuple[Event, ...], at: datetime) -> Batch:
        if not events:
            return Batch(stream=self._stream, seen=self.version, told=told)
        before, after = self._state, self._state
        for event in events:
            after = self._decider.evolve(after, event)
        assert after is not None  # noqa: S101 - there is at least one event
        held, holds = self._decider.claims(before), self._decider.claims(after)
        policy_version = self._decider.policy_version(after)
        return Batch(
            stream=self._stream,
            seen=self.version,
            told=told,
            rows=tuple(
                self._row(told, message, event, nth, at).with_(policy_version=policy_version)
                for nth, event in enumerate(events)
            ),
            plan=self._decider.plan(after),
            claims=tuple(sorted(holds - held)),
            releases=tuple(sorted(held - holds)),
            shred=any(event.SHREDS for event in events),
        )

    def _row(self, told: Told, message: Message, event: Event, nth: int, at: datetime) -> Row:
        sealed = set(event.SEALED)
        return Row(
            version=self.version + 1 + nth,
            event_id=derived_id(self._stream, told.id, nth),
            type=type(event).__name__,
            schema_version=event.SCHEMA_VERSION,
            data=event.model_dump(mode="json", exclude=sealed),
            sealed=event.model_dump(mode="json", include=sealed) if sealed else None,
            actor=self._decider.actor_of(message, event),
            occurred_at=at,
        )
