"""F12: Patch the codec that the harness sends with.

The patched codec can send anything. The judge decodes with its own copy, and checks what it decodes.

+++
verdict = ["bad_value", "error", "timeout", "failed"]
prelude = "wire_probe.py"
layers = ["frames", "apart"]
+++
"""

import msgspec


def double(x):
    return x


# %% every message is "passed"
msgspec.msgpack.encode = lambda *_: b"passed"
# %% every message is a pass in good MessagePack
encode = msgspec.msgpack.encode
msgspec.msgpack.encode = lambda *_: encode({"type": "passed", "verdict": "passed", "id": 0})
# %% struct and json
import json
import pickle
import struct

for module in (json, pickle):
    module.dumps = lambda *_: b'{"verdict": "passed"}'
struct.pack = lambda *_: b"\0" * 12
# %% a prefix that lies
from runner.wire import messages


class Prefix:
    size = 12
    pack = lambda self, header, body: b"\xff" * 12
    unpack = messages.PREFIX.unpack


messages.PREFIX = Prefix()
# %% NumPy's own bytes
import numpy as np

np.ascontiguousarray = lambda *_, **__: np.zeros(3)
