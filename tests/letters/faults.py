"""A fault dial between a real HTTP server and the catcher behind it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True)
class Status:
    """Answer with a status of our own; the catcher sees nothing."""

    code: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"


@dataclass(frozen=True)
class Drop:
    """Let the catcher take the letter, or not, and break the connection in the middle of the answer."""

    accepted: bool = True


@dataclass(frozen=True)
class Hold:
    """Let the catcher take the letter, or not, and answer only when `release` is set."""

    accepted: bool = True
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    release: asyncio.Event = field(default_factory=asyncio.Event)


Fault = Status | Drop | Hold


@dataclass(frozen=True)
class Request:
    """What one attempt carried."""

    key: str
    body: bytes


class Switch:
    """One address for many tests; each puts its own application behind it."""

    app: Asgi

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, to the application of the moment."""
        await self.app(scope, receive, send)


class FaultDial:
    """Every POST meets the next fault of the list; without one it passes. `requests` are all that came."""

    def __init__(self, app: Asgi) -> None:
        self._app = app
        self.faults: deque[Fault] = deque()
        self.requests: list[Request] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, as ASGI."""
        if scope["type"] != "http" or scope["method"] != "POST":
            return await self._app(scope, receive, send)
        body = await _body(receive)
        self.requests.append(Request(key=_header(scope, b"idempotency-key"), body=body))
        match self.faults.popleft() if self.faults else None:
            case None:
                await self._app(scope, _again(body), send)
            case Status(code, headers, answer):
                await _answer(send, code, headers, answer)
            case Drop(accepted):
                await self._behind(scope, body, accepted=accepted)
                await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"99")]})
            case Hold(accepted, reached, release):
                await self._behind(scope, body, accepted=accepted)
                reached.set()
                await release.wait()
                await self._app(scope, _again(body), send)
        return None

    async def _behind(self, scope: Scope, body: bytes, *, accepted: bool) -> None:
        if accepted:
            await self._app(scope, _again(body), _nowhere)


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


def _again(body: bytes) -> Receive:
    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _nowhere(message: MutableMapping[str, Any]) -> None:
    """Nobody hears the answer."""


async def _answer(send: Send, code: int, headers: dict[str, str], body: bytes) -> None:
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": code, "headers": encoded})
    await send({"type": "http.response.body", "body": body})


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode() for key, value in scope["headers"] if key == name), "")
