"""A20: Print without end, and never a new line.

A judge that keeps all of the output runs out of memory. One that stops reading leaves the learner's code blocked on a
full pipe.

+++
verdict = ["output"]
message = "16 KiB"
layers = ["output cap"]
+++
"""

import os
import sys


# %% by print
def double(x):
    while True:
        print("x" * 1000, end="")


# %% past Python's buffer
def double(x):
    while True:
        os.write(1, b"\0" * 65_536)


# %% while the source is loaded
while True:
    sys.stdout.write("loading ")
