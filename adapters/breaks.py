"""What can be wrong with a log, in words for the person who must look."""

from __future__ import annotations

from enum import StrEnum

from pydantic import computed_field

from domain.base import Frozen


class Kind(StrEnum):
    """What was done to the log, as far as the rows can tell."""

    CHANGED = "CHANGED"
    DELETED = "DELETED"
    INSERTED = "INSERTED"
    SWAPPED = "SWAPPED"
    CUT = "CUT"
    REWRITTEN = "REWRITTEN"
    CLOCK_WENT_BACK = "CLOCK_WENT_BACK"
    COMMAND_MISSING = "COMMAND_MISSING"
    PLAN_ASTRAY = "PLAN_ASTRAY"
    CHECKPOINT_ASTRAY = "CHECKPOINT_ASTRAY"


# Each kind must be here, as a test makes sure.
_MEANINGS = {
    Kind.CHANGED: (
        "Somebody with full rights changed a stored event or its chain value. "
        "Find the original row in a backup and put it back; find out who had such rights."
    ),
    Kind.DELETED: (
        "Events that were stored are gone. Stop the workers, restore the log from a backup that is whole, "
        "and find out who had the rights to delete."
    ),
    Kind.INSERTED: (
        "An event stands in the log that the service did not write. "
        "Stop the workers and take it out by hand after comparing with a backup; its pair may have acted on it."
    ),
    Kind.SWAPPED: "Two stored events were exchanged. Put each back in its place, as a backup shows it.",
    Kind.CUT: (
        "The log ends before a position that was anchored: its end was cut off, or an older backup was "
        "restored. If the backup was restored on purpose, put the anchor file aside and a new one begins; "
        "otherwise restore a later backup."
    ),
    Kind.REWRITTEN: (
        "The log holds another history than the one that was anchored: from somewhere before this position "
        "on, events and chain values were written anew. Compare with a backup as old as the last anchor that "
        "holds. If another history began on purpose, put the anchor file aside and a new one begins."
    ),
    Kind.CLOCK_WENT_BACK: (
        "An event is recorded as earlier than the one before it, which the service never writes. "
        "Compare both with a backup."
    ),
    Kind.COMMAND_MISSING: (
        "An event stands without the answer to its command: the answer was deleted or renamed, or the event "
        "was not written by the service. Compare with a backup; the same command may be carried out twice."
    ),
    Kind.PLAN_ASTRAY: (
        "A stream and its plan do not belong together: the plan was changed or deleted, or the last events of "
        "the stream are gone or forged. Compare both with a backup; letters and deadlines follow the plan."
    ),
    Kind.CHECKPOINT_ASTRAY: (
        "A reader has read another log than this one, such as before a backup was restored. "
        "Rebuild its read model with `mentoring rebuild`."
    ),
}


class Break(Frozen):
    """One thing that is wrong: where, and what was seen there. `position` is 0 where no event is concerned."""

    kind: Kind
    position: int
    seen: str

    @computed_field  # type: ignore[prop-decorator]
    @property
    def meaning(self) -> str:
        """What this kind means, and what to do."""
        return _MEANINGS[self.kind]
