"""F8: Patch the harness, the import system, or stand in for NumPy.

The harness runs beside the learner's code, which can break it and make it send other values, or none. The harness
doesn't decide the verdict.

+++
verdict = ["failed", "error", "bad_value", "timeout"]
prelude = "wire_probe.py"
layers = ["apart", "frames"]

[part]
"modules of one's own name" = { verdict = ["failed"] }
+++
"""

import sys


def double(x):
    return x


# %% the packer
from runner.wire import packer

packer.Packer.pack = lambda self, value, *_: "passed"
# %% the reply
from runner.harness import server
from runner.wire import messages

messages.ValueReply = lambda *_: messages.FailureReply(0, "passed", "", None)
# %% the loop that serves
from runner.harness import server

server._answer = lambda solution, request, body, connection: connection.send(
    server.messages.ValueReply(request.id, None, [])
)
# %% the class that sends
from runner.harness import connection

send = connection.Connection.send
connection.Connection.send = lambda self, reply, buffers=None: [send(self, reply, buffers) for _ in range(2)]
# %% every module gone
for name in list(sys.modules):
    if name not in ("sys", "builtins"):
        del sys.modules[name]
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
# %% the arguments that are checked for changes
from runner.harness import solution_module

solution_module._argument_getters = lambda *_: []


def double(x):
    x *= 2
    return x * 0 + 1


# %% their digests
from runner.wire import digests

digests.digest = lambda *_: b""


def double(x):
    x *= 2
    return x * 0 + 1
