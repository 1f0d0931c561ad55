"""What other services can say."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from domain.base import Json, Message


class ReceiveSignal(Message):
    """Another service tells of a fact; `signal` is its type, like `hr.employee_left`; `data` as in `signal_data.py`."""

    type: Literal["ReceiveSignal"] = "ReceiveSignal"
    signal_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,100}$")]
    source: Annotated[str, Field(pattern=r"^[A-Za-z0-9._:/-]{1,100}$")]
    sent_at: AwareDatetime
    signal: Annotated[str, Field(pattern=r"^[a-z0-9_.]{1,60}$")]
    data: Json = {}
