"""A6: Give the right answer, then hang while the interpreter ends.

A judge that waits for a clean exit waits forever. The value that was sent counts, and the cell is killed.

+++
verdict = ["passed"]
layers = ["clock", "pidns", "single use"]
+++
"""

import atexit
import threading
import time


def double(x):
    return x * 2


def forever(*_):
    while True:
        time.sleep(1)


# %% in atexit
atexit.register(forever)


# %% in a finaliser
class Hang:
    __del__ = forever


kept = Hang()
# %% in a thread that is no daemon
threading.Thread(target=forever).start()
