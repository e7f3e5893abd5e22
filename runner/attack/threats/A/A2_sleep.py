"""A2: Sleep forever, which costs no CPU time.

A judge that limits only CPU time waits as long as the code sleeps. The wall clock ends it.

+++
verdict = ["timeout"]
message = "after 1.5 s, the time limit"
layers = ["clock"]
+++
"""

import select
import threading
import time

# %% time.sleep
double = lambda x: time.sleep(1e9)
# %% waiting for an event that nobody sets
double = lambda x: threading.Event().wait()
# %% select without a descriptor
double = lambda x: select.select([], [], [])
