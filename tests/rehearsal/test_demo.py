"""The demo as a command: real servers, a few people, one JSON object."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from tests.files.crowd import crowd


async def test_a_small_programme(tmp_path: Path) -> None:
    """Whoever can be matched lives a whole life; standard output is one object with exactly these figures."""
    people = tmp_path / "people.csv"
    people.write_text(crowd(12), "utf-8")
    command = (str(Path(sys.executable).with_name("mentoring")), "demo", "--json", "--people", str(people))
    demo = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await demo.communicate()
    assert demo.returncode == 0
    figures = json.loads(said)
    assert set(figures) == {
        "people", "pairs", "unmatched", "completed", "ended_early", "letters_sent", "events", "virtual_days", "seconds"
    }  # fmt: skip
    assert figures["people"] == 12 == 2 * figures["pairs"] + figures["unmatched"]
    assert figures["pairs"] == figures["completed"] + figures["ended_early"] > 0
    assert figures["letters_sent"] >= 4 * figures["pairs"]
