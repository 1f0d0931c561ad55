"""The catcher as a program: `python -m adapters.catcher --port N [--data FILE]`."""

from __future__ import annotations

import argparse
from pathlib import Path

import uvicorn

from adapters.catcher.box import Box
from adapters.catcher.server import HOST, catcher


def main() -> None:
    """Serve until interrupted."""
    arguments = argparse.ArgumentParser(prog="adapters.catcher", description=__doc__)
    arguments.add_argument("--port", type=int, required=True, help="the port to listen on")
    arguments.add_argument("--data", type=Path, help="a file that keeps the letters over a restart")
    given = arguments.parse_args()
    if given.data:
        given.data.parent.mkdir(parents=True, exist_ok=True)
    uvicorn.run(catcher(Box(given.data)), host=HOST, port=given.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
