"""What other services can say."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field, JsonValue

from domain.base import Json, Message

# NUL and halves of characters, which Postgres cannot keep as text.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


def _kept(value: JsonValue) -> JsonValue:
    """As the log can keep it: numbers that round become text, and what is no text a mark in its place.

    What a service adds, such as the hours of a contract, must not keep what it tells from being recorded.
    """
    match value:
        case dict():
            return {_NO_TEXT.sub("\ufffd", key): _kept(inner) for key, inner in value.items()}
        case list():
            return [_kept(inner) for inner in value]
        case str():
            return _NO_TEXT.sub("\ufffd", value)
        case float():
            return str(value)
        case _:
            return value


class ReceiveSignal(Message):
    """Another service tells of a fact; `signal` is its type, like `hr.employee_left`; `data` as in `signal_data.py`."""

    type: Literal["ReceiveSignal"] = "ReceiveSignal"
    signal_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,100}$")]
    source: Annotated[str, Field(pattern=r"^[A-Za-z0-9._:/-]{1,100}$")]
    sent_at: AwareDatetime
    signal: Annotated[str, Field(pattern=r"^[a-z0-9_.]{1,60}$")]
    data: Annotated[Json, AfterValidator(_kept)] = {}
