"""The folder of a kept stack: one owner at a time, and the same ports at every start."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from adapters.process import stop_leftovers
from domain.base import Conflict

Say = Callable[[str], None]


@contextmanager
def claimed(folder: Path, say: Say) -> Iterator[Path]:
    """Own the folder until the end of the block, and get its full path.

    What a killed run left running there is stopped first. Raises Conflict while another run owns it.
    The claim ends with this process, however it ends.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "owner").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Conflict(
                f"the stack in {folder} is in use by process {file.read().strip()}; stop that first"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        stop_leftovers(folder, say)
        yield folder


def is_claimed(folder: Path) -> bool:
    """Whether a run owns the folder now."""
    try:
        with (folder / "owner").open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def remembered_ports(folder: Path, names: Sequence[str], say: Say) -> dict[str, int]:
    """A port for each name: that of the last start, or a free one where there is none or it is taken."""
    file = folder / "ports.json"
    former: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
    with ExitStack() as held:
        ports = {name: _port(held, name, former.get(name, 0), say) for name in names}
    file.write_text(json.dumps({**former, **ports}, indent=2))
    return ports


def free_ports(count: int) -> list[int]:
    """That many different ports that nobody uses now."""
    with ExitStack() as held:
        return [_held(held, 0) for _ in range(count)]


def _port(held: ExitStack, name: str, wanted: int, say: Say) -> int:
    try:
        return _held(held, wanted)
    except OSError:
        port = _held(held, 0)
        say(f"port {wanted} of {name} is taken by somebody else; it is {port} from now on")
        return port


def _held(held: ExitStack, wanted: int) -> int:
    """Bind the port (0: any free one) until the block ends, so that no two names get the same."""
    holder = held.enter_context(socket.socket())
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", wanted))
    port: int = holder.getsockname()[1]
    return port
