"""Lets the pages of Temporal read what they may: texts always, arguments only where a setting allows it.

The pages post payloads, one or many, to /decode and say nothing about where those come from: a summary, an
argument, a result and a failure all look alike while they are encrypted. What tells them apart is their
content. Temporal defines summaries, details and memo texts as one JSON string each, and the current details
as a `WorkflowMetadata` message; both are written for people to read, and hold ids only. Everything else is
an object of ours (arguments, results, answers) or an encoded failure, whose message may quote one: these
stay encrypted, and the page shows that. An argument that is a bare string would be taken for a text, hence
workflows take objects, and a bare string only for an id.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.converter import PayloadCodec

from adapters.codec import AesGcmCodec
from domain.base import Broken
from settings import CodecServer, Keys, read

_CURRENT_DETAILS = WorkflowMetadata.DESCRIPTOR.full_name.encode()


def application(codec: PayloadCodec, *, origin: str, arguments: bool = False) -> FastAPI:
    """The remote codec for pages served from `origin`; `arguments` opens whatever there is."""
    app = FastAPI(title="Payload codec", openapi_url=None)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=[origin],
        allow_methods=["POST"],
        allow_headers=["content-type", "x-namespace", "authorization"],
        allow_private_network=True,
    )

    @app.post("/encode")
    async def encode(request: Request) -> Response:
        return _answer(await codec.encode(await _payloads(request)))

    @app.post("/decode")
    async def decode(request: Request) -> Response:
        return _answer([await _shown(codec, payload, arguments=arguments) for payload in await _payloads(request)])

    @app.exception_handler(ParseError)
    async def malformed(_request: Request, _error: ParseError) -> Response:
        return Response('expected {"payloads": [{"metadata": {…}, "data": …}]} with Base64 values', status_code=400)

    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve on a port of this machine, with keys and permissions from the settings."""
    parser = argparse.ArgumentParser(prog="codec_server", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    asked = parser.parse_args(arguments)
    keys, permissions = read(Keys), read(CodecServer)
    codec = AesGcmCodec(keys.payload, active=keys.active)
    origin = str(permissions.origin).rstrip("/")
    app = application(codec, origin=origin, arguments=permissions.arguments)
    uvicorn.run(app, host=asked.host, port=asked.port, log_level="warning")


async def _shown(codec: PayloadCodec, payload: Payload, *, arguments: bool) -> Payload:
    """The payload opened if it may be, else as it came."""
    try:
        (opened,) = await codec.decode([payload])
    except Broken:
        return payload
    return opened if arguments or _is_text(opened) else payload


def _is_text(payload: Payload) -> bool:
    if payload.metadata.get("messageType") == _CURRENT_DETAILS:
        return True
    if payload.metadata.get("encoding") != b"json/plain":
        return False
    try:
        return isinstance(json.loads(payload.data), str)
    except ValueError:
        return False


async def _payloads(request: Request) -> Sequence[Payload]:
    try:
        return ParseDict(json.loads(await request.body()), Payloads()).payloads
    except (ValueError, TypeError) as error:
        raise ParseError(str(error)) from error


def _answer(payloads: Sequence[Payload]) -> Response:
    content = json.dumps(MessageToDict(Payloads(payloads=payloads)))
    return Response(content, media_type="application/json")


if __name__ == "__main__":
    main()
