"""What runs inside a cell: read a request, run the learner's code, answer with a value.

Nothing here judges, and nothing here is secret: the learner's code shares this process and may change all of it. It can
then send other values, which is what it could do anyway by returning them.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib
import linecache
import os
import sys
import types
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

import msgspec
import numpy as np
import numpy.random  # NumPy loads it at its first use, which would be in the learner's time and with their descriptors

from . import confine, policy, tensors, trouble, values, wire

Posture = dict[str, str]
Close = Callable[[int | None, int], Posture]

_REQUESTS, _REPLIES = 3, 4
_MAX_REQUEST = 256 * 2**20
_CHUNK = 2**16
_DECODER = msgspec.msgpack.Decoder(wire.Request)  # slow to make, so a zygote makes it for all


class Connection:
    """The two pipes to the judge."""

    def __init__(self) -> None:
        self._read = bytearray()  # and not yet asked for: requests come several at once

    def receive(self) -> tuple[wire.Request, bytes]:
        """The next request and its body. Ends the process when the judge has gone."""
        header, body = wire.PREFIX.unpack(self._take(wire.PREFIX.size))
        message = _DECODER.decode(self._take(min(header, wire.MAX_HEADER)))
        return message, self._take(min(body, _MAX_REQUEST))

    def send(self, reply: wire.Reply, buffers: list[bytes | memoryview] | None = None) -> None:
        left = memoryview(wire.frame(reply, buffers or []))
        while left:
            left = left[os.write(_REPLIES, left) :]

    def _take(self, size: int) -> bytes:
        while (missing := size - len(self._read)) > 0:
            chunk = os.read(_REQUESTS, min(max(missing, _CHUNK), 2**20))
            if not chunk:
                os._exit(0)
            self._read += chunk
        taken = bytes(memoryview(self._read)[:size])
        del self._read[:size]
        return taken


class Learner:
    """The learner's module and what is asked of it."""

    def __init__(self, value_bytes: int) -> None:
        self._value_bytes = value_bytes
        self._module = types.ModuleType("solution")
        self._module.__file__ = trouble.FILE  # inspect asks the module where a class was written

    def load(self, request: wire.Load) -> wire.Done | wire.Refused:
        if use := policy.find(request.source, request.forbidden):
            return wire.Refused(request.id, use.name, use.line)
        linecache.cache[trouble.FILE] = (
            len(request.source), None, request.source.splitlines(keepends=True), trouble.FILE,
        )  # fmt: skip
        sys.modules["solution"] = self._module
        exec(compile(request.source, trouble.FILE, "exec", dont_inherit=True), self._module.__dict__)  # noqa: S102
        return wire.Done(request.id, None, [])

    def call(self, request: wire.Call, body: bytes) -> tuple[wire.Done, list[bytes | memoryview]]:
        function = getattr(self._module, request.name, None)
        if function is None:
            raise NameError(f"your code defines no {request.name}")
        if not callable(function):
            raise TypeError(f"{request.name} is not a function but of type {type(function).__name__}")
        rngs: dict[int, Any] = {}
        mutated: list[str] = []
        packer = values.Packer(self._value_bytes, tensors.foreign)
        results: list[wire.Node] = []
        for turn in range(request.times):
            args, kwargs = _arguments(request, body, rngs)
            watched = _watch(function, args, kwargs) if turn == 0 else []
            result = function(*args, **kwargs)
            mutated += [name for name, value, before in watched if _fingerprint(value()) != before]
            results.append(packer.pack(result, f"{request.name}(...)"))
        return wire.Done(request.id, wire.ListNode(results), mutated), packer.buffers


def _arguments(request: wire.Call, body: bytes, rngs: dict[int, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Fresh arguments; a generator is made once and lives through all calls of one request."""
    made = 0

    def realise(value: values.Tensor | values.Rng) -> Any:
        nonlocal made
        made += 1
        if isinstance(value, values.Rng):
            if made not in rngs:
                rngs[made] = tensors.realise(value)
            return rngs[made]
        return tensors.realise(value)

    unpacker = values.Unpacker(body, realise)
    args = [unpacker.unpack(node) for node in request.args]
    return args, {name: unpacker.unpack(node) for name, node in request.kwargs}


Watched = tuple[str, Callable[[], Any], Any]  # the argument's name, how to look at it, its fingerprint before the call


def _watch(function: Any, args: list[Any], kwargs: dict[str, Any]) -> list[Watched]:
    code = getattr(function, "__code__", None)
    names = code.co_varnames[: code.co_argcount] if isinstance(code, types.CodeType) else ()
    named = [(names[i] if i < len(names) else f"argument {i + 1}", value) for i, value in enumerate(args)]
    parts: list[tuple[str, Callable[[], Any]]] = []
    for name, value in [*named, *kwargs.items()]:
        if type(value) is dict:  # an entry may be changed, replaced, added or taken out
            parts += [(f"{name}[{key!r:.40}]", partial(value.get, key)) for key in value]
            parts.append((f"the keys of {name}", partial(list, value)))
        elif not isinstance(value, (np.random.Generator, bool, int, float, str, bytes, type(None))):
            parts.append((name, partial(_itself, value)))
    return [(name[:200], value, _fingerprint(value())) for name, value in parts[:64]]


def _itself(value: Any) -> Any:
    return value


def _fingerprint(value: Any) -> Any:
    return values.fingerprint(value, tensors.foreign)


def _answer(learner: Learner, request: wire.Load | wire.Call, body: bytes, connection: Connection) -> None:
    verdict: Literal["error", "memory", "bad_value"]
    reply: wire.Done | wire.Refused
    buffers: list[bytes | memoryview] = []
    try:
        if isinstance(request, wire.Load):
            reply = learner.load(request)
        else:
            reply, buffers = learner.call(request, body)
    except values.UnfitValueError as error:
        verdict, message, line = "bad_value", f"{error!s}"[:2_000], None
    except BaseException as error:
        verdict, message, line = trouble.describe(error)
    else:
        _flush()
        connection.send(reply, buffers)
        return
    _flush()
    connection.send(wire.Failed(request.id, verdict, message[:8_000].encode(errors="replace").decode(), line))


_REHEARSAL = """
import numpy as np
import torch

def softmax(scores):
    # The largest becomes 0, which exp can take.
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights

def f(x, mask=None):
    '''Attention of x to itself.'''
    scores = x @ np.swapaxes(x, -1, -2) / np.sqrt(x.shape[-1])  # (..., n, n)
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    return softmax(scores) @ x
"""


def rehearse() -> None:
    """Load and call a few lines of ours as if they were a learner's, and forget them.

    In a zygote, so that what is made at first use and what the interpreter learns of its own code is there for all; in
    a cell before it is lent, so that the pages which every call writes to are its own by then.
    """
    learner = Learner(2**20)
    learner.load(wire.Load(0, _REHEARSAL, ["never.f"]))
    packer = values.Packer(2**20)
    nodes = [packer.pack(value) for value in (np.ones((2, 3, 5, 4)), np.ones((5, 5), dtype=bool))]
    request = _DECODER.decode(msgspec.msgpack.encode(wire.Call(0, "f", 1, nodes, [])))
    if isinstance(request, wire.Call):
        wire.frame(*learner.call(request, b"".join(packer.buffers)))
    del sys.modules["solution"], linecache.cache[trouble.FILE]


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BaseException):  # a learner may have closed or replaced it
            stream.flush()


def _arrange_descriptors(requests: int, replies: int) -> None:
    """Requests on 3, replies on 4, nothing above: a cell inherits no other descriptor."""
    above = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, 16) for descriptor in (requests, replies)]
    os.dup2(above[0], _REQUESTS, inheritable=False)
    os.dup2(above[1], _REPLIES, inheritable=False)
    os.closerange(_REPLIES + 1, 4096)


def main(
    requests: int, replies: int, posture: Posture | None = None, in_use: int = 0, close: Close = confine.close
) -> None:
    """Serve one judge until it hangs up.

    Args:
        posture: the doors are closed already, and this is what holds; ``in_use`` goes with it.
        in_use: what this process has of :func:`confine.data_in_use`.
    """
    _arrange_descriptors(requests, replies)
    connection = Connection()
    begin, _ = connection.receive()
    if not isinstance(begin, wire.Begin):
        os._exit(2)
    try:
        if posture is None:
            confine.reset_signals()
            for name in begin.modules:
                importlib.import_module(name)
            tensors.warm()
            posture = close(begin.uid, begin.disk_mib)
            in_use = confine.data_in_use()
        confine.limit(confine.Walls(begin.cpu_s, begin.memory_mib, begin.processes, begin.disk_mib), in_use)
    except BaseException as error:
        connection.send(wire.Broken(f"{type(error).__name__}: {error}"[:2_000]))
        os._exit(2)
    connection.send(wire.Ready(posture))
    warnings.formatwarning = trouble.warning
    learner = Learner(begin.value_mib * 2**20)
    try:
        while True:
            request, body = connection.receive()
            if not isinstance(request, wire.Load | wire.Call):
                os._exit(2)
            _answer(learner, request, body, connection)
    except BaseException:  # a learner broke the harness or its channel; a traceback would name our files
        try:
            _flush()
        finally:
            os._exit(2)
