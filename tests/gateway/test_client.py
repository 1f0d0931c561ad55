"""How a command finds its pair while the pair's workflow takes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from domain.base import Answer, Unavailable
from domain.pair.commands import AcceptMatch
from gateway import client
from gateway.client import Pairs


class Exchanged:
    """A Temporal server on which the workflow's task fails for the first few times it is asked."""

    def __init__(self, *, fails: int) -> None:
        self.asked: list[Any] = []
        self._fails = fails

    def get_workflow_handle_for(self, *_workflow: object) -> Exchanged:
        """Itself."""
        return self

    async def execute_update(self, _name: str, given: Any, **_options: object) -> Answer:
        """Turned away, or answered."""
        self.asked.append(given)
        if len(self.asked) <= self._fails:
            raise RPCError("workflow task in failed state", RPCStatusCode.FAILED_PRECONDITION, b"")
        return Answer(message="taken")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between two tries, nor for long."""
    monkeypatch.setattr(client, "_BETWEEN_TRIES_SECONDS", 0)
    monkeypatch.setattr(client, "_PATIENCE", timedelta(milliseconds=50))


@pytest.mark.parametrize("fails", [0, 1, 5])
async def test_until_it_is_taken(fails: int) -> None:
    """The same command under the same id is sent until a worker takes it, and once more never."""
    server = Exchanged(fails=fails)
    answer = await Pairs(cast("Client", server)).tell("pair", AcceptMatch(by="a"))
    assert answer == Answer(message="taken")
    assert len(server.asked) == fails + 1
    assert len({given.id for given in server.asked}) == 1


async def test_not_for_ever() -> None:
    """A pair that takes nothing for as long as somebody waits is unavailable, and the command may be sent again."""
    server = Exchanged(fails=10**9)
    with pytest.raises(Unavailable, match="may be sent again"):
        await Pairs(cast("Client", server)).tell("pair", AcceptMatch(by="a"))
    assert len(server.asked) > 1
