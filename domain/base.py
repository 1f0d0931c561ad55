"""What the aggregates, the shell, the activities and the adapters speak."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar, Literal, Self
from uuid import UUID, uuid5

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

Json = dict[str, JsonValue]

# What people type goes into one line without control characters, which neither a log nor Postgres likes.
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"


_new = object.__new__
_set = object.__setattr__


class Frozen(BaseModel):
    """A value: immutable, equal by content, lenient towards fields that a newer release added."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    def with_(self, **changes: Any) -> Self:
        """The same value with some fields replaced; nothing is validated again.

        What `model_copy` does, in a third of the time: every event of a life is folded by it.
        """
        copied = _new(type(self))
        _set(copied, "__dict__", self.__dict__ | changes)
        _set(copied, "__pydantic_fields_set__", self.__pydantic_fields_set__.union(changes))
        _set(copied, "__pydantic_extra__", None)
        _set(copied, "__pydantic_private__", None)
        return copied


class Refused(Exception):
    """The rules say no. `allowed` names what would be possible instead."""

    def __init__(self, message: str, *, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.allowed = allowed


class Conflict(Exception):
    """Someone was faster: a claim is held by another stream, or an id was used for something else."""


class Unavailable(Exception):
    """A part of the world does not answer; the same call may be made again, after `retry_after` seconds."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Broken(Exception):
    """Something that must not happen did; a person has to look."""


class ActorKind(StrEnum):
    """Who can cause an event."""

    PARTICIPANT = "PARTICIPANT"
    COORDINATOR = "COORDINATOR"
    OPERATOR = "OPERATOR"
    SERVICE = "SERVICE"
    TIMER = "TIMER"
    SYSTEM = "SYSTEM"


class Actor(Frozen):
    """Who caused an event: a kind and a pseudonymous id (for TIMER the policy key, for a sealed act none)."""

    kind: ActorKind
    id: str = ""


class Event(Frozen):
    """A fact. The class name is its type in the log.

    Fields named in `SEALED` are encrypted with the stream's key where the event is stored. They are
    optional in every model, since after shredding they are gone. An event with `SHREDS` deletes that key.
    """

    SCHEMA_VERSION: ClassVar[int] = 1
    SEALED: ClassVar[frozenset[str]] = frozenset()
    SHREDS: ClassVar[bool] = False


class Message(Frozen):
    """What an aggregate is told: a command, a fact, a passed deadline, the outcome of letters."""


class DeadlinePassed(Message):
    """A deadline of the plan has come (inner message)."""

    type: Literal["DeadlinePassed"] = "DeadlinePassed"
    key: str
    due_at: AwareDatetime


class LetterOutcome(Frozen):
    """What became of one letter. `provider_id` where the mail API named one, else `error_class`.

    STALE is one that was not posted, since its time was over.
    """

    letter_id: UUID
    state: Literal["SENT", "FAILED", "UNKNOWN", "STALE"]
    provider_id: str = ""
    error_class: str = ""


class LettersPosted(Message):
    """The letters of one moment have left, or have not (inner message)."""

    type: Literal["LettersPosted"] = "LettersPosted"
    outcomes: tuple[LetterOutcome, ...]


class Deadline(Frozen):
    """A moment at which the aggregate must decide again. `key` starts with the policy key it comes from."""

    key: str
    due_at: AwareDatetime


class Recipient(StrEnum):
    """To whom a letter goes; roles become people when the letter is posted."""

    A = "a"
    B = "b"
    COORDINATOR = "coordinator"
    DEPUTY = "deputy"
    SPONSOR = "sponsor"


class Letter(Frozen):
    """A letter that is owed. `params` holds ids and dates only, never a name, an address or content.

    `about` is the partner whom a letter to staff is about, where it is about one of the two. After `not_after`,
    as after an outage, it does not leave any more.
    """

    letter_id: UUID
    template: str
    to: Recipient
    not_before: AwareDatetime
    params: dict[str, str] = {}
    about: Literal["a", "b"] | None = None
    not_after: AwareDatetime | None = None


class Parties(Frozen):
    """Whom the roles of this aggregate mean now: person ids of the vault, and the programme."""

    programme_id: str = ""
    people: dict[Recipient, str] = {}


class Plan(Frozen):
    """A snapshot of all that is still to be done, stored with the events that led to it.

    `labels` are shown to operations (search attributes); `over` means that nothing will ever be due again.
    """

    deadlines: tuple[Deadline, ...] = ()
    letters: tuple[Letter, ...] = ()
    parties: Parties = Parties()
    labels: dict[str, str] = {}
    over: bool = False

    @property
    def next_at(self) -> AwareDatetime | None:
        """The earliest moment at which anything is due, or None."""
        moments = [d.due_at for d in self.deadlines] + [letter.not_before for letter in self.letters]
        return min(moments, default=None)

    @property
    def next_deadline(self) -> Deadline | None:
        """The deadline that comes first, or None."""
        return min(self.deadlines, key=lambda deadline: (deadline.due_at, deadline.key), default=None)


class Row(Frozen):
    """An event as it travels: raw, to be upcast where it is folded. `sealed` is None after shredding."""

    version: int
    event_id: UUID
    type: str
    schema_version: int = 1
    data: Json
    sealed: Json | None = None
    actor: Actor
    policy_version: str = ""
    occurred_at: AwareDatetime


class Told(Frozen):
    """The message that led to a batch: its id (one per click) and its canonical content."""

    id: str
    body: Json


class Answer(Frozen):
    """What the sender of a message gets back, now and each time the same message is sent again."""

    accepted: bool = True
    message: str = ""
    allowed: tuple[str, ...] = ()


class Batch(Frozen):
    """What one message led to; stored whole or not at all. Without `told` it is a look, which writes nothing.

    `seen` is the stream's version this run has folded. `shred` deletes the stream's key in the same
    transaction: every sealed field of the stream is unreadable from then on.
    """

    stream: str
    seen: int
    told: Told | None = None
    rows: tuple[Row, ...] = ()
    plan: Plan = Plan()
    claims: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    shred: bool = False
    answer: Answer = Answer()


class Outcome(StrEnum):
    """What the log did with a batch (`ahead` is not here: it is an error, retried until a person acts)."""

    APPENDED = "appended"
    KNOWN = "known"
    BEHIND = "behind"
    CURRENT = "current"
    CLAIMED = "claimed"
    MISMATCH = "mismatch"


class Recorded(Frozen):
    """The log's word: the outcome, a page of the rows after `seen`, the stored plan and the stored answer.

    `version` is that of the last row in here (or `seen`); `more` says that further rows follow it.
    `plan` is None while the stream has none. `holder` names the stream that holds a claim.
    """

    outcome: Outcome
    rows: tuple[Row, ...] = ()
    version: int
    more: bool = False
    plan: Plan | None = None
    answer: Answer | None = None
    holder: str = ""


NAMESPACE = UUID("6f0a3c52-3d0e-5f3b-9a53-2f0f3f6f4f01")


def derived_id(*parts: object) -> UUID:
    """The UUIDv5 of the parts in this order: the same parts give the same id on every machine."""
    return uuid5(NAMESPACE, "/".join(str(part) for part in parts))
