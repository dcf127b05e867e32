"""Work in several processes at once. They are forked from this one, so they begin warm.

``multiprocessing`` may not be used inside a worker of the queue, and a new interpreter would take
a second to begin. A process does one piece after the other; one that is killed takes the piece
with it that it had in hand, and another process does it again.
"""

import ctypes
import gc
import json
import os
import select
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

# From linux/prctl.h: the signal that a process gets when its parent ends.
PR_SET_PDEATHSIG = 1
RESET_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGALRM)
# A piece that ends its process so often is given up.
MAX_TRIES = 2

# A piece of work: gets its number, and a function that tells how far it is.
Work = Callable[[int, Callable[[int], None]], None]
# Hears which piece tells how far it is.
Heard = Callable[[int, int], None]


class PieceDied(Exception):
    """A process was ended from outside each time; the text can be shown."""


class PieceFailed(Exception):
    """A process met an error; the text tells where."""

    def __init__(self, name: str, trace: str) -> None:
        super().__init__(trace)
        self.name = name


@dataclass
class _Child:
    pid: int
    # What it says, and where it is told the number of its next piece.
    pipe: int
    orders: int
    piece: int = -1
    tries: int = 0
    rest: bytes = b""
    error: dict[str, Any] = field(default_factory=dict)
    is_done: bool = True


def run(work: Work, pieces: Sequence[int], *, processes: int, heard: Heard) -> None:
    """Do all pieces, those first in the list first. Returns when all are done; on an error all
    processes are ended and it is raised here."""
    if processes <= 1 or len(pieces) <= 1:
        for piece in pieces:
            with garbage_left():
                work(piece, lambda page, piece=piece: heard(piece, page))  # type: ignore[misc]
        return
    waiting = [(piece, 1) for piece in reversed(pieces)]
    running: dict[int, _Child] = {}
    try:
        while waiting or any(not child.is_done for child in running.values()):
            _employ(work, waiting, running, processes)
            busy = [pipe for pipe, child in running.items() if not child.is_done]
            for pipe in select.select(busy, [], [])[0]:
                child = running[pipe]
                if not _listen(child, heard):
                    del running[pipe]
                    _end(child)
                    waiting.append((child.piece, _next_try(child)))
    finally:
        for child in running.values():
            _end(child)


def _employ(
    work: Work, waiting: list[tuple[int, int]], running: dict[int, _Child], processes: int
) -> None:
    """Give every process something to do."""
    while waiting and len(running) < processes:
        child = _start(work)
        running[child.pipe] = child
        _give(child, *waiting.pop())
    for child in running.values():
        if waiting and child.is_done:
            _give(child, *waiting.pop())


def _give(child: _Child, piece: int, tries: int) -> None:
    child.piece, child.tries, child.is_done = piece, tries, False
    # Who died in the meantime is noticed when it says no more.
    with suppress(BrokenPipeError):
        os.write(child.orders, f"{piece}\n".encode())


def _start(work: Work) -> _Child:
    parent = os.getpid()
    here, there = os.pipe()
    orders, give = os.pipe()
    pid = os.fork()
    if pid:
        os.close(there)
        os.close(orders)
        return _Child(pid, here, give)
    # From here on nothing may return or be cleaned up: all of it belongs to the parent.
    try:
        os.close(give)
        _leave_parent(parent)
        with os.fdopen(orders) as lines:
            for line in lines:
                with garbage_left():
                    work(int(line), lambda page: _tell(there, page))
                    # Nobody has to wait for the garbage.
                    _tell(there, "done")
    except BaseException as error:
        with suppress(BaseException):
            _tell(there, _as_data(error))
    finally:
        os._exit(0)


def _leave_parent(parent: int) -> None:
    for number in RESET_SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        # It died before the line above.
        os._exit(1)
    # What came with the fork is not garbage; looking through it would copy it.
    gc.freeze()


@contextmanager
def garbage_left() -> Iterator[None]:
    """Look for garbage only after a piece of work, and only in what is new: a layout is a tenth
    quicker without the search."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect(0)


def _tell(pipe: int, word: Any) -> None:
    line = json.dumps(word).encode() + b"\n"
    while line:
        line = line[os.write(pipe, line) :]


def _as_data(error: BaseException) -> dict[str, Any]:
    return {
        "name": type(error).__name__,
        "number": error.errno if isinstance(error, OSError) else None,
        "trace": "".join(traceback.format_exception(error))[-4000:],
    }


def _listen(child: _Child, heard: Heard) -> bool:
    """Read what the child says; False when it will say no more."""
    said = os.read(child.pipe, 65536)
    *lines, child.rest = (child.rest + said).split(b"\n")
    for line in lines:
        word = json.loads(line)
        if isinstance(word, int):
            heard(child.piece, word)
        elif isinstance(word, dict):
            child.error = word
        else:
            child.is_done = True
    return bool(said)


def _end(child: _Child) -> None:
    os.close(child.pipe)
    os.close(child.orders)
    with suppress(ProcessLookupError):
        os.kill(child.pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(child.pid, 0)


def _next_try(child: _Child) -> int:
    """The number of the next try at its piece; raises when there is none."""
    error = child.error
    if error:
        if error["number"] is not None:
            raise OSError(error["number"], os.strerror(error["number"]))
        raise PieceFailed(error["name"], error["trace"])
    if child.tries >= MAX_TRIES:
        raise PieceDied(
            _("The server ended the work on the pages twice. It probably has too little memory.")
        )
    return child.tries + 1
