"""A connection on which nobody can take our time drop by drop."""

import io
import socket
from collections.abc import Callable
from typing import Any


class _Drops(io.RawIOBase):
    def __init__(self, line: "InTime") -> None:
        self.line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self.line.receive_into(buffer)


class InTime:
    """A socket that asks before each word how long it may still wait.

    The limit of a socket itself begins anew with every byte: one byte every nine seconds would
    hold a worker for a day. This is as much of a socket as ``http.client`` needs.
    """

    def __init__(self, line: socket.socket, time_left: Callable[[], float]) -> None:
        self.line = line
        self.time_left = time_left

    def sendall(self, words: bytes) -> None:
        self.line.settimeout(self.time_left())
        self.line.sendall(words)

    def receive_into(self, buffer: Any) -> int:
        self.line.settimeout(self.time_left())
        return self.line.recv_into(buffer)

    def makefile(self, *_mode: Any) -> io.BufferedReader:
        return io.BufferedReader(_Drops(self))

    def close(self) -> None:
        """Nothing: who opened the socket closes it. ``http.client`` would before its answer is
        read, and leave the rest to a count of readers that a plain socket keeps."""
