"""The composition and the image name what exists, in versions that were tried."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client

from adapters.embedded import temporal
from adapters.embedded.home import free_ports
from adapters.process import Process
from settings import CodecServer, Database, Group, Keys, Links, Mail
from tests.stack.test_settings import variables
from workflows.names import SEARCH_ATTRIBUTES

ROOT = Path(__file__).parents[2]
COMPOSITION = (ROOT / "docker-compose.yml").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
RECIPE = (ROOT / "Dockerfile").read_text()
SETTING = re.compile(r"\b(?:MENTORING_[A-Z_]+|DATABASE_URL)\b")
ASKED = re.compile(r"\$\{(\w+)")


def service(name: str) -> str:
    """The lines of one service of the composition."""
    found = re.search(rf"^  {name}:\n((?:    .*\n|\n)+)", COMPOSITION, re.MULTILINE)
    assert found, f"no service {name}"
    return found[1]


def required(*groups: type[Group]) -> set[str]:
    """The variables without a default in these groups."""
    fields = [field for group in groups for field in group.model_fields.values()]
    return {str(field.validation_alias) for field in fields if field.is_required()}


@pytest.mark.parametrize("text", [COMPOSITION, EXAMPLE], ids=["composition", "example"])
def test_every_setting_exists(text: str) -> None:
    """No variable is set that nobody reads."""
    assert set(SETTING.findall(text)) <= set(variables())


def test_the_example_has_every_value_that_is_asked_for() -> None:
    """Who fills in .env.example has forgotten nothing, and nothing in it is without use."""
    given = set(re.findall(r"^(\w+)=", EXAMPLE, re.MULTILINE))
    assert given == set(ASKED.findall(COMPOSITION))


def test_no_key_is_delivered() -> None:
    """Secrets are empty in the example, and the composition refuses to start without them."""
    for name in ("POSTGRES_PASSWORD", "MENTORING_MASTER_KEY", "MENTORING_PAYLOAD_KEYS"):
        assert re.search(rf"^{name}=$", EXAMPLE, re.MULTILINE)
        assert f"${{{name}:?see .env.example}}" in COMPOSITION
        assert not re.search(rf"\$\{{{name}(:-|\}})", COMPOSITION)


@pytest.mark.parametrize(
    ("name", "groups"), [("worker", (Database, Keys, Mail, Links)), ("codec-server", (Keys, CodecServer))]
)
def test_a_service_has_every_setting_that_it_needs(name: str, groups: tuple[type[Group], ...]) -> None:
    """A process of ours that is composed does not end at its first missing setting."""
    common = re.search(r"&settings\n((?:    .*\n)+)", COMPOSITION)
    assert common
    assert required(*groups) <= set(SETTING.findall(common[1] + service(name)))


def test_every_image_is_pinned() -> None:
    """Each image has a full version as its tag."""
    images = re.findall(r"image: (\S+)", COMPOSITION)
    assert len(images) == 6
    assert all(re.fullmatch(r"[\w/-]+:v?\d+\.\d+(\.\d+)?", image) for image in images), images


async def test_the_temporal_images_are_the_tested_versions() -> None:
    """The server and the pages that are composed are those that every test runs against."""
    asked = await asyncio.create_subprocess_exec(temporal.binary(), "--version", stdout=subprocess.PIPE)
    said = (await asked.communicate())[0].decode()
    server = re.search(r"Server (\d+\.\d+\.\d+), UI (\d+\.\d+\.\d+)", said)
    assert server, said
    assert re.findall(r"temporalio/(?:server|admin-tools):(\S+)", COMPOSITION) == [server[1], server[1]]
    assert re.findall(r"temporalio/ui:(\S+)", COMPOSITION) == [server[2]]


def test_the_image_holds_every_package() -> None:
    """What the wheel would hold is copied, and what is copied exists and is not ignored."""
    copied = [word for line in re.findall(r"^COPY (.+) \S+$", RECIPE, re.MULTILINE) for word in line.split()]
    sources = [word for word in copied if not word.startswith("--")]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {*wheel["packages"], *wheel["include"]} <= set(sources)
    assert all((ROOT / source).exists() for source in sources)
    assert {f"!{source}" for source in sources} == {line for line in ignored if line.startswith("!")}


def test_the_image_runs_as_nobody_special() -> None:
    """The last user of the image is not root, and every package comes with its hash."""
    assert re.findall(r"^USER (\w+)$", RECIPE, re.MULTILINE)[-1] == "mentoring"
    assert "--require-hashes" in RECIPE


async def test_the_namespace_gets_our_search_attributes(tmp_path: Path) -> None:
    """The script registers each search attribute of the workflows with its type, and may run twice."""
    server, ui = free_ports(2)
    process = await Process.start(
        temporal.program(
            log=tmp_path / "temporal.log",
            database=None,
            ports=temporal.Ports(server=server, ui=ui),
            search_attributes=[],
        )
    )
    address = f"127.0.0.1:{server}"
    for _ in range(2):
        await run_script(address)
    client = await Client.connect(address)
    known = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace="default"))
    await process.stop()
    ours = {key.name: int(key.indexed_value_type) for key in SEARCH_ATTRIBUTES}
    assert ours.items() <= dict(known.custom_attributes).items()
    assert {name for name in known.custom_attributes if name.startswith("Pair")} == set(ours)


async def run_script(address: str) -> None:
    """Run deploy/temporal/namespace.sh against this server."""
    path = f"{temporal.binary().parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "TEMPORAL_ADDRESS": address, "TEMPORAL_NAMESPACE": "default"}
    script = str(ROOT / "deploy" / "temporal" / "namespace.sh")
    running = await asyncio.create_subprocess_exec("sh", script, env=environment, stdout=subprocess.DEVNULL)
    assert await running.wait() == 0
