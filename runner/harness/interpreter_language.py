"""Triton's language in its interpreter, under whatever names a kernel knows it.

While a kernel runs, the interpreter puts its own functions into the module ``triton.language``, for kernels that call
it ``tl``. Here they are also found as ``lang.load`` and, after ``from triton.language import load``, as ``load``.
"""

from __future__ import annotations

import importlib
import inspect
import weakref
from typing import Any

_ALSO_REPLACED = (
    "associative_scan", "max_constancy", "max_contiguous", "multiple_of", "range", "reduce", "static_assert",
    "static_print", "static_range",
)  # fmt: skip
launched: weakref.WeakSet[Any] = weakref.WeakSet()  # kernels; the first arguments of each are its first_arguments


class _Scopes:
    """Replaces the language's functions for a launch, once. A kernel's helpers, ``tl.sum`` among them, find it done."""

    def __init__(self, interpreter: Any, language: Any) -> None:
        self._replace = interpreter._patch_lang
        self._empty_scope = interpreter._LangPatchScope
        self._visible = type("", (), {"__globals__": {"tl": language, "core": language.core}})
        self.is_open = False

    def open(self, function: Any) -> Any:
        """Return the scope of a launch, whose ``restore`` ends it."""
        if self.is_open:
            return self._empty_scope()
        scope = self._replace(self._visible)
        restore = scope.restore
        self.is_open = True

        def close() -> None:
            self.is_open = False
            restore()

        scope.restore = close
        return scope


def install(interpreter: Any) -> None:
    """Change Triton's interpreter and autotuner for this process."""
    language: Any = importlib.import_module("triton.language")
    autotuner: Any = importlib.import_module("triton.runtime.autotuner")
    interpret = interpreter.InterpretedFunction.run
    scopes = _Scopes(interpreter, language)
    own_functions = {
        id(value): name
        for name, value in vars(language).items()
        if language.core.is_builtin(value) or name in _ALSO_REPLACED
    }

    def rewrite(self: Any) -> Any:
        """Triton keeps every kernel that it has rewritten for as long as the process lives. A judge loads many."""
        if not hasattr(self, "rewritten"):
            self.rewritten = self.rewriter.rewrite_ast()
            self.rewritten.__annotations__ = _annotations(self.fn)
            names = self.fn.__globals__
            for name, value in list(names.items()):
                if id(value) in own_functions:
                    names[name] = _Late(language, own_functions[id(value)], value)
        return self.rewritten

    def run(self: Any, *args: Any, **kwargs: Any) -> Any:
        if self not in launched:
            launched.add(self)
            arguments = dict(zip(self.arg_names, args, strict=False)) | kwargs
            self.first_arguments = {name: _summary(value) for name, value in arguments.items()}
        return interpret(self, *args, **kwargs)

    def call_in_kernel(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not scopes.is_open:
            raise RuntimeError("Cannot call @triton.jit'd outside of the scope of a kernel")
        return self.rewrite()(*args, **kwargs)

    interpreter._patch_lang = scopes.open
    interpreter.InterpretedFunction.run = run
    interpreter.InterpretedFunction.rewrite = rewrite
    interpreter.InterpretedFunction.__call__ = call_in_kernel
    autotuner.Autotuner._bench = lambda self, *_, config, **__: self.configs.index(config)  # the first is the quickest


class _Late:
    """A function of the language under a name of its own. What it does is looked up when it is called."""

    def __init__(self, language: Any, name: str, original: Any) -> None:
        self._language, self._name = language, name
        self.original = original

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return getattr(self._language, self._name)(*args, **kwargs)


def original_of(value: Any) -> Any:
    """What the learner imported, if this stands in its place; else None."""
    return value.original if type(value) is _Late else None


class PointerType(str):
    """Triton's name for the type of a tensor that a kernel got."""


def _summary(value: Any) -> Any:
    """The argument itself, or the type of a tensor, which may be large."""
    if hasattr(value, "data_ptr"):
        return PointerType(importlib.import_module("triton.runtime.jit").mangle_type(value))
    return value


def _annotations(function: Any) -> dict[str, Any]:
    """The annotations as values. The rewritten kernel has them as text, in which Triton only finds ``tl.constexpr``."""
    try:
        return inspect.get_annotations(function, eval_str=True)
    except Exception:  # such as a name that no longer exists
        return inspect.get_annotations(function)
