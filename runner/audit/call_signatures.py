"""Check that an exercise's functions can be called as the starter's, because learners keep those signatures.

A mistake with a stale signature raises TypeError at the first call. Without this, that would look like a check that
caught it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import partial
from types import ModuleType
from typing import Any

from runner.audit.own_code import right_code
from runner.catalog import CatalogExercise, load_module
from runner.judge.proxy import Call

_Signature = inspect.Signature
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
_BY_NAME = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def signatures_of(module: ModuleType, names: tuple[str, ...]) -> dict[str, _Signature | None]:
    """The signature of each entry function in code of ours. None: it has no such function."""
    functions = {name: getattr(module, name, None) for name in names}
    return {name: inspect.signature(function) if callable(function) else None for name, function in functions.items()}


def signature_problems(exercise: CatalogExercise) -> Iterator[str]:
    """Each function of solution, alternatives and mistakes that can't be called as the starter's."""
    starter = signatures_of(load_module(exercise.folder / "starter.py"), exercise.spec.entry)
    yield from (f"starter.py has no function {name}" for name, signature in starter.items() if signature is None)
    loaders = {file: partial(load_module, path) for file, path in right_code(exercise)}
    loaders |= {mistake.location: partial(exercise.load_mistake, mistake) for mistake in exercise.mistakes}
    for file, load in loaders.items():
        try:
            signatures = signatures_of(load(), exercise.spec.entry)
        except Exception as error:
            yield f"{file} can't be loaded: {type(error).__name__}: {error}"
            continue
        for name, target in starter.items():
            if target is not None and (problem := _problem(name, signatures[name], target)):
                yield f"{file} {problem}"


def call_problem(starter: dict[str, _Signature | None], call: Call) -> str:
    """Return why a check's call doesn't fit the starter's function; empty if it fits."""
    signature = starter[call.name]
    if signature is None or accepts(signature, call.args, call.kwargs):
        return ""
    keywords = "".join(f", {name}=" for name in call.kwargs)
    return (
        f"a check calls {call.name} with {len(call.args)} positional arguments{keywords}; "
        f"starter.py has {call.name}{signature}"
    )


def accepts(signature: _Signature, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        return False
    return True


def _problem(name: str, signature: _Signature | None, target: _Signature) -> str:
    if signature is None:
        return f"has no function {name}"
    if all(accepts(signature, args, kwargs) for args, kwargs in _calls(target)):
        return ""
    return f"has {name}{signature}, which can't be called as {name}{target} of starter.py"


def _calls(signature: _Signature) -> Iterator[tuple[tuple[None, ...], dict[str, None]]]:
    """The ways to call it: as many arguments by position as one likes, the others by name, optional ones or not."""
    parameters = list(signature.parameters.values())
    by_position = [parameter for parameter in parameters if parameter.kind in _POSITIONAL]
    by_name = [parameter for parameter in parameters if parameter.kind in _BY_NAME]
    without_default = [parameter for parameter in by_name if parameter.default is parameter.empty]
    first = sum(p.kind is p.POSITIONAL_ONLY and p.default is p.empty for p in by_position)
    for count in range(first, len(by_position) + 1):
        names = {parameter.name for parameter in by_position[:count]}
        for keywords in (by_name, without_default):
            yield (None,) * count, {parameter.name: None for parameter in keywords if parameter.name not in names}
