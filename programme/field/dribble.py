"""A connection on which nobody can take our time drop by drop, or fill our memory."""

import io
import socket
from collections.abc import Callable
from typing import Any


class FloodError(Exception):
    """More came than was agreed to take, whatever it was announced as."""


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
    hold a worker for a day. It takes ``most`` bytes, then raises FloodError: a chunk that says it
    has -1 bytes would be read without an end. This is as much of a socket as ``http.client`` needs.
    """

    def __init__(self, line: socket.socket, time_left: Callable[[], float], most: int) -> None:
        self.line = line
        self.time_left = time_left
        self.left = most

    def sendall(self, words: bytes) -> None:
        self.line.settimeout(self.time_left())
        self.line.sendall(words)

    def receive_into(self, buffer: Any) -> int:
        self.line.settimeout(self.time_left())
        size = self.line.recv_into(buffer)
        self.left -= size
        if self.left < 0:
            raise FloodError
        return size

    def makefile(self, *_mode: Any) -> io.BufferedReader:
        return io.BufferedReader(_Drops(self))

    def close(self) -> None:
        """Nothing: who opened the socket closes it. ``http.client`` would before its answer is
        read, and leave the rest to a count of readers that a plain socket keeps."""
