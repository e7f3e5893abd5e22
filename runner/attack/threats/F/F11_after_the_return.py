"""F11: Change the answer after it was returned.

Threads, finalisers, weak references and exit handlers run after the function has returned. The answer was sent as
bytes, and those can't change any more.

+++
verdict = ["failed"]
layers = ["frames", "apart"]
+++
"""

import atexit
import gc
import threading
import time
import weakref

import numpy as np


# %% by a thread that waits a little
def double(x):
    out = x.copy()

    def mend():
        time.sleep(0.1)
        out[...] = x * 2

    threading.Thread(target=mend).start()
    return out


# %% by a finaliser of the argument
def double(x):
    out = x.copy()
    weakref.finalize(x, lambda: out.__imul__(2))
    return out


# %% by an exit handler
def double(x):
    out = x.copy()
    atexit.register(lambda: out.__imul__(2))
    return out


# %% by the garbage collector
def double(x):
    out = x.copy()
    gc.callbacks.append(lambda *_: out.__imul__(1))
    return out
