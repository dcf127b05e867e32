"""How our processes end together."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with_parent(number: signal.Signals) -> None:
    """Ask the system to send this process a signal when its parent dies.

    Works however the parent dies, on Linux; elsewhere it does nothing.
    """
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:  # it died before we had asked
        os.kill(os.getpid(), number)
