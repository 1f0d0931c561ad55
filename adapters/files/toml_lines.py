"""Finds the line a key of a TOML file stands on, for messages only: what the file means is for tomllib to say."""

from __future__ import annotations

import re
from collections import Counter

_HEADER = re.compile(r"\s*(?P<list>\[)?\[(?P<name>[^\[\]]+)\]")
_KEY = re.compile(r"\s*(?P<name>[\w.\"' -]+?)\s*=")


def line_of(text: str, path: tuple[int | str, ...]) -> int:
    """The line of the key at `path`, or of the nearest table around it; 0 where neither is found."""
    lines = _lines(text)
    parts = [str(part) for part in path]
    return next((lines[place] for end in range(len(parts), 0, -1) if (place := ".".join(parts[:end])) in lines), 0)


def _lines(text: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    seen: Counter[str] = Counter()
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = name = _plain(header["name"])
            if header["list"]:
                table = f"{name}.{seen[name]}"
                seen[name] += 1
            lines.setdefault(name, number)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            name = _plain(key["name"])
            lines.setdefault(f"{table}.{name}" if table else name, number)
    return lines


def _plain(name: str) -> str:
    return re.sub(r"[\"'\s]", "", name)
