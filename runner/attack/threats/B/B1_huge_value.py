"""B1: Return more than the judge can hold.

Unpacking a value costs the reader memory. A value's size is counted before it is sent, and again before any of it is
read. 10 GB are therefore refused after reading a number of eight bytes.

+++
verdict = ["bad_value"]
prelude = "wire_probe.py"
layers = ["frames"]
limits = { memory_mib = 512 }
+++
"""

# %% an array beyond the limit
double = lambda x: np.zeros(2**19)
# %% many small arrays
double = lambda x: [np.zeros(1000) for _ in range(1000)]
# %% a list of a million
double = lambda x: list(range(10**6))


# %% a list of one list, many times
def double(x):
    row = [0] * 1000
    return [row] * 1000


# %% bytes
double = lambda x: bytes(2**24)


# %% two megabytes of header, full of small texts
def double(x):
    texts = b"\x94\xa4list" + b"\xdd" + struct.pack(">I", 700_000) + b"\xa2xy" * 690_000
    write(struct.pack("<IQ", len(texts), 0) + texts)


# %% a list of 700,000 lists, which takes two bytes each
def double(x):
    lists = messages.msgspec.msgpack.encode(["list", [["list", []]] * 250_000])
    message = b"\x84" + b"".join(
        messages.msgspec.msgpack.encode(part) for part in ("type", "done", "id", current(), "arguments", [], "value")
    )
    header = message + lists
    write(struct.pack("<IQ", len(header), 0) + header)


# %% a frame that announces 10 GB
def double(x):
    write(struct.pack("<IQ", 64, 10 * 2**30))
    while True:
        write(bytes(2**20))


# %% a header that announces 4 GB
def double(x):
    write(struct.pack("<IQ", 2**32 - 1, 0))
    while True:
        write(bytes(2**20))
