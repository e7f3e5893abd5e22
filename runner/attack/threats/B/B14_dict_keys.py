"""B14: Return a dict with keys that collide, repeat or lie.

`True` equals `1` and `-0` equals `0`, so one entry can stand for two. A key with its own `__eq__` equals anything.
Keys must be of exactly the types text or whole number, and no key may appear twice in a frame.

+++
verdict = ["bad_value"]
exercise = "tally"
prelude = "wire_probe.py"
layers = ["frames", "text"]

[part]
"a number for its text" = { verdict = ["failed"] }
"one key more" = { verdict = ["failed"] }
"a key that soils a terminal" = { verdict = ["failed"] }
+++
"""


def tally(words):
    return {word: words.count(word) for word in words}


right = tally
# %% True for 1
tally = lambda words: {True: 1, False: 0}


# %% a key that equals all
class Key(str):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash("a")


tally = lambda words: {Key("a"): 2, Key("b"): 1}
# %% mixed and nested
tally = lambda words: {("a",): 2, None: 1}
# %% a float that is whole
tally = lambda words: {1.0: 2}
# %% a key beyond 64 bits
tally = lambda words: {2**64: 1}


# %% a number for its text
def tally(words):
    return {int(word) if word.isdigit() else word: count + (word == "a") for word, count in right(words).items()}


# %% one key more
tally = lambda words: right(words) | {"zz": 0}
# %% a key that soils a terminal
tally = lambda words: right(words) | {"\x1b[31mred\x00\u202e<script>": 1}


# %% the same key twice, on the wire
def tally(words):
    node = nodes.ListNode([nodes.DictNode([("a", 2), ("b", 1), ("a", 3)])])
    send(messages.ValueReply(current(), node, []))
