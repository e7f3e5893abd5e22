"""B4: Return an int of millions of digits.

Its text takes quadratic time to make and to read. Its digits are counted before.

+++
verdict = ["bad_value"]
message = "more than 4300 digits|the channel"
layers = ["frames"]
+++
"""
import os
import sys
# %% by its bits
def double(x):
    return 1 << 30_000_000
# %% in an array's place
def double(x):
    return [10**4300 + 1] * 3
# %% its text, past the count
from harness import wire


def double(x):
    frame = sys._getframe()
    while "request" not in frame.f_locals:
        frame = frame.f_back
    node = wire.ListNode([wire.LongIntNode("9" * 10**6)])
    left = memoryview(wire.frame(wire.Done(frame.f_locals["request"].id, node, []), []))
    while left:
        left = left[os.write(4, left) :]
