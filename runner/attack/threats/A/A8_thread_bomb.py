"""A8: Start threads without end.

Threads use process ids too. Their number is limited for each cell, so only the learner runs out of them.

+++
verdict = ["error"]
message = "can't start new thread"
layers = ["rlimits"]
+++
"""

import _thread
import threading
import time


def wait():
    time.sleep(1e9)


# %% of Python's
def double(x):
    while True:
        threading.Thread(target=wait).start()


# %% with the smallest stacks
threading.stack_size(32_768)


def double(x):
    while True:
        _thread.start_new_thread(wait, ())
