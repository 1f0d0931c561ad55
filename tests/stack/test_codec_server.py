"""The remote codec of the Temporal pages, over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from google.protobuf.json_format import MessageToDict, ParseDict
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.api.failure.v1 import Failure
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.exceptions import ApplicationError

from adapters.codec import AesGcmCodec
from adapters.embedded.home import free_ports
from adapters.process import Process
from adapters.temporal import data_converter
from gateway.programs import codec_server, embedded_keys
from settings import Keys, read

PAGES = "http://127.0.0.1:8233"
KEYS = read(Keys, embedded_keys())
CODEC = AesGcmCodec(KEYS.payload, active=KEYS.active)
CONVERTER = data_converter(CODEC)


@pytest.fixture(scope="module")
async def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the servers log."""
    return tmp_path_factory.mktemp("codec")


async def served(folder: Path, **settings: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client that speaks like the pages, and a codec server behind it."""
    (port,) = free_ports(1)
    given = {**embedded_keys(), "MENTORING_CODEC_ORIGIN": PAGES, **settings}
    process = await Process.start(codec_server(folder, port=port, given=given))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers={"origin": PAGES}) as http:
        yield http
    await process.stop()


@pytest.fixture(scope="module")
async def server(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The codec server with its default permissions."""
    async for http in served(folder):
        yield http


@pytest.fixture(scope="module")
async def open_server(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The codec server that may show arguments."""
    async for http in served(folder, MENTORING_CODEC_ARGUMENTS="true"):
        yield http


async def post(http: httpx.AsyncClient, verb: str, *payloads: Payload) -> list[Payload]:
    """The payloads that the server gives for these."""
    body = MessageToDict(Payloads(payloads=payloads))
    answer = await http.post(f"/{verb}", json=body, headers={"x-namespace": "default"})
    answer.raise_for_status()
    return list(ParseDict(answer.json(), Payloads()).payloads)


async def test_texts_are_shown(server: httpx.AsyncClient) -> None:
    """A summary and the current details of a workflow come back readable."""
    sealed = await CONVERTER.encode(["second nudge", WorkflowMetadata(current_details="| phase | exchange |")])
    opened = await post(server, "decode", *sealed)
    assert opened[0].data == b'"second nudge"'
    assert b"| phase | exchange |" in opened[1].data


@pytest.mark.parametrize("argument", [{"note": "private"}, ["private"], 7, None, b"private"])
async def test_arguments_stay_encrypted(server: httpx.AsyncClient, argument: object) -> None:
    """What is not a text for people comes back as it came, in its place."""
    sealed = await CONVERTER.encode([argument, "a text"])
    shown = await post(server, "decode", *sealed)
    assert shown[0] == sealed[0]
    assert shown[1].data == b'"a text"'


async def test_failures_stay_encrypted(server: httpx.AsyncClient) -> None:
    """The message of an error may quote an argument: it is not a text."""
    sealed = await encoded_failure("private")
    assert await post(server, "decode", sealed) == [sealed]


async def test_a_setting_opens_arguments(open_server: httpx.AsyncClient) -> None:
    """Where it is allowed, arguments and failures are readable too."""
    (argument,) = await CONVERTER.encode([{"note": "private"}])
    opened = await post(open_server, "decode", argument, await encoded_failure("private"))
    assert opened[0].data == b'{"note":"private"}'
    assert b"private" in opened[1].data


async def test_what_an_operator_types_is_encrypted(server: httpx.AsyncClient) -> None:
    """An argument that the page encodes reaches a worker as if a client of ours had sent it."""
    typed = Payload(metadata={"encoding": b"json/plain"}, data=b'{"a":1}')
    (sealed,) = await post(server, "encode", typed)
    assert b'"a"' not in sealed.data
    assert await CONVERTER.decode([sealed]) == [{"a": 1}]


async def test_a_foreign_payload_passes(server: httpx.AsyncClient) -> None:
    """A payload of an unknown key, and one that was never encrypted, come back as they came."""
    foreign = await AesGcmCodec({"other": bytes(32)}, active="other").encode([Payload(data=b"x")])
    plain = Payload(metadata={"encoding": b"json/plain"}, data=b"{}")
    assert await post(server, "decode", *foreign, plain) == [*foreign, plain]


async def test_only_the_pages_may_ask_from_a_browser(server: httpx.AsyncClient) -> None:
    """A preflight from the pages is granted for the headers they send, one from elsewhere is not."""
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "content-type,x-namespace"}
    granted = await server.options("/decode", headers=asked)
    refused = await server.options("/decode", headers={**asked, "origin": "http://elsewhere.example"})
    assert granted.status_code == 200
    assert granted.headers["access-control-allow-origin"] == PAGES
    assert refused.status_code == 400
    assert "access-control-allow-origin" not in refused.headers


@pytest.mark.parametrize("body", ["", "no json", "7", '{"payloads": 7}', '{"payloads": [7]}', '{"x": 1}'])
async def test_nonsense_is_refused(server: httpx.AsyncClient, body: str) -> None:
    """A body that is no list of payloads is the caller's mistake, and the answer says what is expected."""
    answer = await server.post("/decode", content=body)
    assert answer.status_code == 400
    assert "payloads" in answer.text


async def encoded_failure(message: str) -> Payload:
    """The encrypted message and stack trace of an error."""
    failure = Failure()
    await CONVERTER.encode_failure(ApplicationError(message), failure)
    return failure.encoded_attributes
