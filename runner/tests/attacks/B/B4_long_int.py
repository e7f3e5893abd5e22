"""B4: Return an int of millions of digits.

Its text takes quadratic time to make and to read. Its digits are counted before.

+++
verdict = ["bad_value"]
message = "more than 4300 digits|the channel"
prelude = "wire_probe.py"
layers = ["frames"]
+++
"""


# %% by its bits
def double(x):
    return 1 << 30_000_000


# %% in an array's place
def double(x):
    return [10**4300 + 1] * 3


# %% its text, past the count
def double(x):
    send(wire.Done(current(), wire.ListNode([wire.LongIntNode("9" * 10**6)]), []))
