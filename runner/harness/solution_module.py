"""The learner's module: load its source, call its functions."""

from __future__ import annotations

import ast
import contextlib
import linecache
import sys
import types
from functools import partial
from typing import Any

from runner.wire import digests, messages, nodes
from runner.wire.packer import Packer
from runner.wire.unpacker import Unpacker
from runner.wire.values import Buffer, Rng, Tensor

from . import figures, interpreter, kernel_compiler, policy, pyplot, tensors, tracebacks
from .buffers import Buffers


class SolutionModule:
    """The learner's source as the module ``solution``."""

    def __init__(self, value_bytes: int) -> None:
        self._value_bytes = value_bytes
        self._module = types.ModuleType("solution")
        self._module.__file__ = tracebacks.FILE  # inspect asks the module where a class was written

    def load(self, request: messages.LoadRequest) -> messages.ValueReply | messages.RefusalReply:
        if use := policy.find(request.source, request.forbidden):
            return messages.RefusalReply(request.id, use.name, use.line)
        lines = request.source.splitlines(keepends=True)
        linecache.cache[tracebacks.FILE] = (len(request.source), None, lines, tracebacks.FILE)
        if interpreter.IMPORTS_TRITON.search(request.source):
            _write_file(request.source)
        sys.modules["solution"] = self._module
        pyplot.install()
        if request.figures:
            figures.collect()
        self._module.__dict__.update(plot=figures.plot, heatmap=figures.heatmap, bars=figures.bars)
        exec(compile(request.source, tracebacks.FILE, "exec", dont_inherit=True), self._module.__dict__)  # noqa: S102 - what a cell is for
        return messages.ValueReply(request.id, None, [])

    def run(self, request: messages.RunRequest) -> tuple[messages.ValueReply, list[bytes | memoryview]]:
        """Run the learner's own call as Python's prompt would: the value of a last expression is printed."""
        lines = request.call.splitlines(keepends=True)
        linecache.cache[tracebacks.CALL] = (len(request.call), None, lines, tracebacks.CALL)
        tree = ast.parse(request.call, tracebacks.CALL)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, tracebacks.CALL, "exec", dont_inherit=True), self._module.__dict__)  # noqa: S102 - what a cell is for
        if isinstance(last, ast.Expr):
            expression = compile(ast.Expression(last.value), tracebacks.CALL, "eval", dont_inherit=True)
            value = eval(expression, self._module.__dict__)  # noqa: S307 - the same
            if value is not None:
                sys.stdout.write(f"{value!r}\n")
        packer = Packer(self._value_bytes)
        return messages.ValueReply(request.id, packer.pack(figures.collected(), "figures"), []), packer.buffers

    def compile(self, request: messages.CompileRequest) -> messages.ValueReply:
        """Raises KernelCompilationError: the compiler refuses a kernel that was launched."""
        return messages.ValueReply(request.id, kernel_compiler.compile_launched(self._module.__dict__), [])

    def call(self, request: messages.CallRequest, body: bytes) -> tuple[messages.ValueReply, list[bytes | memoryview]]:
        function = getattr(self._module, request.name, None)
        if function is None:
            raise NameError(f"your code defines no {request.name}")
        if not callable(function):
            raise TypeError(f"{request.name} is not a function but of type {type(function).__name__}")
        rngs: dict[int, Any] = {}
        argument_digests: list[messages.Argument] = []
        packer = Packer(self._value_bytes, tensors.convert)
        results: list[nodes.Node] = []
        for turn in range(request.times):
            buffers = Buffers()
            args, kwargs = _arguments(request, body, rngs, buffers)
            getters = _argument_getters(function, args, kwargs) if turn == 0 and not buffers else []
            result = buffers.call(partial(function, *args, **kwargs))
            argument_digests += digests.digests(getters, tensors.convert)
            results.append(packer.pack(result, f"{request.name}(...)"))
        return messages.ValueReply(request.id, nodes.ListNode(results), argument_digests), packer.buffers


def _write_file(source: str) -> None:
    """Put the source where its code objects say it is. Triton's compiler reads it there; its interpreter need not."""
    with contextlib.suppress(OSError), open(tracebacks.FILE, "w", encoding="utf-8") as file:
        file.write(source)


def _arguments(
    request: messages.CallRequest, body: bytes, rngs: dict[int, Any], buffers: Buffers
) -> tuple[list[Any], dict[str, Any]]:
    """New arguments. A generator is made once and is used by all calls of one request."""
    count = 0

    def realise(value: Tensor | Buffer | Rng) -> Any:
        nonlocal count
        count += 1
        if isinstance(value, Rng):
            if count not in rngs:
                rngs[count] = tensors.realise(value)
            return rngs[count]
        if isinstance(value, Buffer):
            return buffers.open(value)
        return tensors.realise(value)

    unpacker = Unpacker(body, realise)
    args = [unpacker.unpack(node) for node in request.args]
    return args, {name: unpacker.unpack(node) for name, node in request.kwargs}


def _argument_getters(function: Any, args: list[Any], kwargs: dict[str, Any]) -> list[digests.Getter]:
    """The arguments, under the names that the learner gave them."""
    code = getattr(function, "__code__", None)
    names = code.co_varnames[: code.co_argcount] if isinstance(code, types.CodeType) else ()
    return digests.argument_getters(args, kwargs, names)
