"""A clock for what must not take long: `pace.now()`, in seconds.

It counts steps of its own, so that it stands still while the machine does: a test fails by what the program
does, and not by what else the machine had to do. It is never ahead of the time that has passed; what must
take at least so long is held against `time.monotonic()`.
"""

import threading
import time

STEP = 0.02
_steps = 0


def _go():
    global _steps
    while True:
        time.sleep(STEP)
        _steps += 1


def now():
    return _steps * STEP


threading.Thread(target=_go, daemon=True).start()
