"""B3: Return a value that is nested without end, or contains itself.

A decoder that recurses runs out of stack; one that follows a cycle never ends.

+++
verdict = ["bad_value"]
message = "nested deeper|contains itself|the channel"
prelude = "wire_probe.py"
layers = ["frames"]
+++
"""


# %% a deep list
def double(x):
    value = []
    for _ in range(10**5):
        value = [value]
    return value


# %% a list that contains itself
def double(x):
    value = [1]
    value.append(value)
    return value


# %% a dict that contains itself
def double(x):
    value = {}
    value["again"] = value
    return value


# %% two that contain each other
def double(x):
    one, other = [], ()
    other = (one,)
    one.append(other)
    return other


# %% raw, 10^6 deep on the wire
def double(x):
    header = b"\x91" * 10**6 + b"\xc0"
    write(struct.pack("<IQ", len(header), 0))
    write(header)
