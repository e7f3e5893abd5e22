"""F8: Patch the harness, the import system, or stand in for NumPy.

The harness runs beside the learner's code and is theirs to break; it can then send other values, or none. It has no
word in the verdict.

+++
verdict = ["failed", "error", "bad_value", "timeout"]
prelude = "wire_probe.py"
layers = ["apart", "frames"]

[part."modules of one's own name"]
verdict = ["failed"]
+++
"""

import sys

# %% the packer
from harness import values

values.Packer.pack = lambda self, value, *_: "passed"


def double(x):
    return x


# %% the reply
from harness import serve, wire

wire.Done = serve.wire.Done = lambda *_: wire.Failed(0, "passed", "", None)


def double(x):
    return x


# %% the loop that serves
from harness import serve

serve._answer = lambda learner, request, body, connection: connection.send(serve.wire.Done(request.id, None, []))


def double(x):
    return x


# %% the class that sends
from harness import serve

send = serve.Connection.send
serve.Connection.send = lambda self, reply, buffers=None: [send(self, reply, buffers) for _ in range(2)]


def double(x):
    return x


# %% every module gone
for name in list(sys.modules):
    if name not in ("sys", "builtins"):
        del sys.modules[name]


def double(x):
    return x


# %% modules of one's own name
import importlib.abc
import types


class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        sys.modules[name] = types.ModuleType(name)
        return None


sys.meta_path.insert(0, Finder())
sys.path.insert(0, "/tmp")
open("/tmp/numpy.py", "w").write("allclose = lambda *_: True")
sys.modules["numpy"] = types.ModuleType("numpy")
sys.modules["runner"] = sys.modules["runner.judge"] = types.ModuleType("runner.judge")


def double(x):
    return x


# %% the watched arguments
from harness import serve

serve._watch = lambda *_: []
serve._fingerprint = lambda *_: b""


def double(x):
    x *= 2
    return x * 0 + 1
