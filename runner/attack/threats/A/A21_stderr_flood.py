"""A21: Flood standard error, or drip one byte at a time.

A judge whose clock restarts at each byte never times out.

+++
verdict = ["output"]
layers = ["output cap", "clock"]

[part]
"a drip" = { verdict = ["timeout"] }
+++
"""

import os
import sys
import time


# %% a flood
def double(x):
    while True:
        print("x" * 1000, file=sys.stderr)


# %% a drip
def double(x):
    while True:
        os.write(2, b".")
        time.sleep(0.05)
