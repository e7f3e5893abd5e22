"""Have Triton's compiler read the kernels that its interpreter ran, for a card that this host needn't have.

The interpreter runs any Python: lists, try, NumPy on its own arrays. The compiler's first stage refuses these in a
fraction of a second, without a card and without starting a program. It reads the learner's functions in the cell that
ran them, as its last deed: afterwards the process compiles kernels and interprets none.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from . import interpreter_language

_TARGET = ("cuda", 80, 32)  # the oldest GPU with the matrix units of today


class KernelCompilationError(Exception):
    """The compiler refuses a kernel. The text is a sentence."""


def compile_launched(names: dict[str, Any]) -> bool:
    """Compile each kernel that was launched, with the types of its first launch; False if there is no compiler here.

    Args:
        names: the learner's module.

    Raises:
        KernelCompilationError: the compiler refuses a kernel.
    """
    try:
        kernels = list(_compilable(names))
    except Exception:  # of a Triton that is built in another way
        return False
    for function, compile_kernel in kernels:
        errors = sys.modules["triton.compiler.errors"]
        try:
            with warnings.catch_warnings(action="ignore"):
                compile_kernel()
        except errors.CompilationError as error:
            line = function.def_file_line_number + getattr(error.node, "lineno", 1) - 1
            raise KernelCompilationError(f"Line {line} runs here but not on a GPU: {_reason(error)}") from None
        except Exception:
            return False
    return bool(kernels)


def _compilable(names: dict[str, Any]) -> Iterator[tuple[Any, Callable[[], Any]]]:
    """Each launched kernel as the compiler's function, and how to compile it."""
    triton: Any = sys.modules["triton"]
    compiler: Any = importlib.import_module("triton.compiler")
    ir: Any = importlib.import_module("triton._C.libtriton").ir
    triton.knobs.runtime.interpret = False
    triton.knobs.compilation.front_end_debugging = False  # errors come with their line
    launched = list(interpreter_language.launched)  # from here on nothing else keeps them
    compilable = _Functions(names)
    target = importlib.import_module("triton.backends.compiler").GPUTarget(*_TARGET)
    backend = compiler.make_backend(target)
    with warnings.catch_warnings(action="ignore"):
        options = backend.parse_options({})
    for kernel in launched:
        function = compilable.converted(kernel)
        arguments = {p.name: kernel.first_arguments.get(p.name, p.default) for p in function.params}
        types = {p.name: "constexpr" if p.is_constexpr else _type(arguments[p.name]) for p in function.params}
        constants = {name: arguments[name] for name, kind in types.items() if kind == "constexpr"}
        source = compiler.ASTSource(fn=function, signature=types, constexprs=constants)

        def compile_kernel(source: Any = source) -> Any:
            context = ir.context()
            ir.load_dialects(context)
            backend.load_dialects(context)
            functions = backend.get_codegen_implementation(options)
            return source.make_ir(target, options, functions, backend.get_module_map(), context)

        yield function, compile_kernel


class _Functions:
    """The functions with @triton.jit, Triton's own among them, made for the compiler, in their modules."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._interpreted = sys.modules["triton.runtime.interpreter"].InterpretedFunction
        self._compiled = sys.modules["triton.runtime.jit"].JITFunction
        self._converted: dict[int, Any] = {}
        modules = [vars(module) for name, module in list(sys.modules.items()) if name.partition(".")[0] == "triton"]
        for namespace in (names, *modules):
            for name, value in list(namespace.items()):
                if isinstance(value, self._interpreted):
                    namespace[name] = self.converted(value)
                elif original := interpreter_language.original_of(value):
                    namespace[name] = original
        tensor = sys.modules["triton.language"].tensor
        for name, value in list(vars(tensor).items()):  # x.sum() and the like
            if isinstance(value, self._interpreted):
                setattr(tensor, name, self.converted(value))

    def converted(self, function: Any) -> Any:
        """The same function each time, as the compiler takes it."""
        key = id(function)
        if key not in self._converted:
            self._converted[key] = self._compiled(function.fn)
        return self._converted[key]


def _type(argument: Any) -> str:
    """Triton's name for an argument's type, such as ``*fp32``, or the name that was kept of a tensor's."""
    if isinstance(argument, interpreter_language.PointerType):
        return argument
    name: str = sys.modules["triton.runtime.jit"].mangle_type(argument)
    return name


def _reason(error: Any) -> str:
    """The text of the innermost error, that of a helper for example, without the source above it."""
    errors = sys.modules["triton.compiler.errors"]
    while isinstance(error.__cause__, errors.CompilationError):
        error = error.__cause__
    return " ".join((error.error_message or str(error)).split()).rstrip(".") + "."
