"""Serves the catcher, or anything that speaks ASGI, inside a running program."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import Any

import uvicorn
from fastapi import FastAPI

from adapters.catcher.box import Box
from adapters.catcher.pages import Pages
from adapters.catcher.protocols import Protocols

HOST = "127.0.0.1"


class _Inside(uvicorn.Server):
    """Leaves the signals to the program around it."""

    def capture_signals(self) -> nullcontext[None]:  # type: ignore[override]
        return nullcontext()


def catcher(box: Box) -> FastAPI:
    """The application: mail protocols, JSON, pages."""
    app = FastAPI(title="Mail catcher", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(Protocols(box).routes())
    app.include_router(Pages(box).routes())
    return app


@asynccontextmanager
async def serving(app: Any, *, port: int = 0) -> AsyncIterator[str]:
    """The address at which `app` answers on this machine, on a free port if `port` is 0."""
    with socket.create_server((HOST, port)) as listening:
        server = _Inside(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off"))
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            # The socket listens already: a request that comes before the server is ready waits.
            yield f"http://{HOST}:{listening.getsockname()[1]}"
        finally:
            server.should_exit = server.force_exit = True
            await task
