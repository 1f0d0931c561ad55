"""The command line as a person types it, without a process of its own."""

from __future__ import annotations

import asyncio
import json
import shlex
from typing import Any

from typer.testing import CliRunner, Result

from gateway.cli import app


class Terminal:
    """Types lines such as `pair list --json`."""

    async def types(self, line: str) -> Result:
        """What came of a line, well or not."""
        return await asyncio.to_thread(CliRunner().invoke, app, shlex.split(line.removeprefix("mentoring ")))

    async def does(self, line: str) -> str:
        """What a line prints; it must end well."""
        result = await self.types(line)
        assert result.exit_code == 0, result.output
        return result.stdout

    async def reads(self, line: str) -> Any:
        """What a line prints as JSON; it must end well."""
        return json.loads(await self.does(f"{line} --json"))
