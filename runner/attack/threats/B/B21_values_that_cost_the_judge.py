"""B21: Return a small value that is expensive to compare or print.

The judge compares the value, shows it and looks for a classic mistake in it. NumPy prints axes of up to six entries in
full, an array of no bytes can have 2^40 rows, and ints with equal hashes make a dict slow to fill. Axes, keys and
nesting are limited before a value is built, about a hundred entries of it are shown, and each check has limited time
and memory.

+++
verdict = ["failed", "bad_value"]
prelude = "wire_probe.py"
layers = ["frames", "text"]
+++
"""

# %% nine short axes
double = lambda x: (np.zeros((6,) * 9, np.int8),)
# %% half precision, which takes 160 times its size to print
double = lambda x: [np.zeros((4,) + (6,) * 8, np.float16)]
# %% twenty-three axes of two
double = lambda x: {"a": np.zeros((2,) * 23, np.int8)}
# %% no bytes and a million million rows
double = lambda x: np.zeros((2**40, 0))


# %% the same, said on the wire
def double(x):
    send(messages.ValueReply(current(), nodes.ListNode([nodes.ArrayNode("float64", [2**20, 2**20, 0])]), []))


# %% as many rows as may be
double = lambda x: np.zeros((2**20, 0))


# %% ints that collide as keys
def double(x):
    items, key = [], 1
    for _ in range(100_000):
        items.append((key, None))
        key = (5 * key + 1) & (2**18 - 1)
    send(messages.ValueReply(current(), nodes.ListNode([nodes.DictNode(items)]), []))


# %% lists of long ints
double = lambda x: [[10**4299] * 200] * 2


# %% a tree of lists
def double(x):
    value = 0.5
    for _ in range(5):
        value = [value] * 9
    return value


# %% a text of megabytes
double = lambda x: "\x1b[31m" * 3 * 2**18
# %% long keys
double = lambda x: {f"{i}" + "k" * 60_000: i for i in range(20)}
# %% an array that fits and is wrong everywhere
double = lambda x: np.full((2**20,), 1e300) if x.ndim == 1 else np.full((1024, 1024), np.nan)
