"""How our processes end together, also when the one above them is killed."""

import ctypes
import os
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1


def stop_with_parent(parent: int) -> None:
    """Ask the system to tell this process to stop when its parent dies.

    For processes started by the main thread of their parent: the system counts
    the end of the thread. Linux only; elsewhere it does nothing.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # it died before we had asked
        os.kill(os.getpid(), signal.SIGTERM)


def end_without_parent(parent: int) -> None:
    """End this process within a second of its parent, whichever thread started it."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, name="end without parent", daemon=True).start()
