"""A2: Sleep forever, which costs no CPU time.

A judge that limits only CPU time waits as long as the code sleeps. The wall clock ends it.

+++
verdict = ["timeout"]
message = "Stopped after 1.5 s, the time limit"
layers = ["clock"]
+++
"""

import select
import threading
import time


# %% time.sleep
def double(x):
    time.sleep(1e9)


# %% waiting for an event that nobody sets
def double(x):
    threading.Event().wait()


# %% select without a descriptor
def double(x):
    select.select([], [], [])
