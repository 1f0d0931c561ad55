"""What other services tell, as it arrives: any number of arguments of any form, and the same more than once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.pair.commands import ReceiveSignal
    from pydantic import ValidationError


def readable(arguments: Sequence[Any]) -> ReceiveSignal | None:
    """The one argument as a signal; None for anything else, which has no id under which it could be recorded.

    Taken raw, since the SDK would put what it cannot decode into the log, and fail for ever at a wrong number.
    """
    try:
        (only,) = arguments
        return ReceiveSignal.model_validate(only)
    except (ValidationError, ValueError) as error:
        # Not what it says: a message may repeat what is private.
        workflow.logger.error("a signal cannot be read and is dropped: %s", type(error).__name__)
        return None


def message_id(signal: ReceiveSignal) -> str:
    """Under what the log knows a signal, so that a repeat has no effect; no click's id has a slash."""
    return f"signal/{signal.source}/{signal.signal_id}"
