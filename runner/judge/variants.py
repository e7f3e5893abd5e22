"""General mistakes: what our own solution gives if an argument or its result is changed as people often get it wrong.

If all values of a learner equal a variant's, the sentence states a fact about them ("Your attention returns what it
should return without `mask`"), whatever the code looks like. So no exercise has to list these mistakes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from types import ModuleType
from typing import Any

import numpy as np

from runner.judge.players import Divergence, InProcessPlayer
from runner.judge.proxy import Call
from runner.judge.value_changes import array_of, changes_of_argument, changes_of_result, on_array
from runner.sandbox.errors import LearnerError

Arguments = dict[str, Any]
Before = Callable[[Arguments], Arguments]
After = Callable[[Any, Arguments], Any]
_ERRORS = (LearnerError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_MAX_PARTS = 8  # of a result
_MAX_AXES = 8  # of all arguments, whose lengths may be a factor


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One general mistake.

    Attributes:
        name: by which equal mistakes are counted, such as ``without-mask``.
        message: what to tell a learner whose values match it.
        function: the entry function that it changes.
        before: makes the arguments for our solution from those of the call, by parameter.
        after: makes the result from our solution's, and from the arguments of the call.
    """

    name: str
    message: str
    function: str
    before: Before = dict
    after: After = lambda result, _: result


class VariantPlayer(InProcessPlayer):
    """Our solution with one of its functions changed. Raises Divergence where the change leads to an exception."""

    def __init__(self, module: ModuleType, variant: Variant) -> None:
        super().__init__(module)
        self._variant = variant
        self._signature = inspect.signature(getattr(module, variant.function))

    def _answer(self, times: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        if name != self._variant.function:
            return super()._answer(times, name, args, kwargs)
        try:
            binding = self._signature.bind(*args, **kwargs)
            arguments: Arguments = dict(binding.arguments)
            binding.arguments = self._variant.before(arguments)
            results = super()._answer(times, name, binding.args, binding.kwargs)
            return [self._variant.after(result, arguments) for result in results]
        except _ERRORS as error:
            raise Divergence from error


def variants_of(module: ModuleType, call: Call) -> Iterator[Variant]:
    """The variants of our solution that could explain what this call returned, the most likely first."""
    signature = inspect.signature(getattr(module, call.name))
    arguments: Arguments = dict(signature.bind(*call.args, **call.kwargs).arguments)
    yield from _of_returned_argument(call.name, call.value, arguments)
    yield from _without_optional_argument(call.name, arguments, signature.parameters)
    yield from _changed_results(call.name, call.value)
    yield from _factors(call.name, call.value, arguments)
    yield from _with_exchanged_arguments(call.name, arguments)
    yield from _changed_arguments(call.name, arguments)


def _of_returned_argument(function: str, result: Any, arguments: Arguments) -> Iterator[Variant]:
    """An argument that comes back as it was."""
    for key, words in _parts(function, result):
        for name in arguments:
            yield Variant(
                name=f"unchanged-{name}" if key is None else f"unchanged-{name}-{key}",
                message=f"{words} is `{name}`, unchanged.",
                function=function,
                after=_argument_as_part(key, name),
            )


def _without_optional_argument(
    function: str, arguments: Arguments, parameters: Mapping[str, inspect.Parameter]
) -> Iterator[Variant]:
    """An optional argument that has no effect."""
    for omission in arguments:
        if parameters[omission].default is not inspect.Parameter.empty:
            yield Variant(
                name=f"without-{omission}",
                message=f"Your {function} returns what it should return without `{omission}`: the argument isn’t used, "
                "or not everywhere.",
                function=function,
                before=_without(omission),
            )


def _with_exchanged_arguments(function: str, arguments: Arguments) -> Iterator[Variant]:
    """Two arguments of one form in each other's place."""
    for first, second in combinations(arguments, 2):
        if _form(arguments[first]) is not None and _form(arguments[first]) == _form(arguments[second]):
            swap = {first: second, second: first}
            order = ", ".join(swap.get(name, name) for name in arguments)
            yield Variant(
                name=f"exchanged-{first}-{second}",
                message=f"Your {function} returns what `{function}({order})` should return: somewhere `{first}` and "
                f"`{second}` are exchanged.",
                function=function,
                before=_rename(swap),
            )


def _form(argument: Any) -> Any:
    """Return the features that two arguments share if code may confuse them; None if nobody confuses them."""
    array = array_of(argument)
    if array is not None:
        return type(argument), array.dtype.kind, array.shape
    return type(argument) if type(argument) in (int, float, list) else None


def _changed_arguments(function: str, arguments: Arguments) -> Iterator[Variant]:
    for name, argument in arguments.items():
        for change in changes_of_argument(argument):
            yield Variant(
                name=f"{change.name}-{name}",
                message=f"Your {function} returns what it should return for `{change.words.format(name)}` in place of "
                f"`{name}`.",
                function=function,
                before=_with_argument(name, change.of),
            )
        array = array_of(argument)
        if array is not None and array.ndim == 2:
            yield Variant(
                name=f"other-axis-of-{name}",
                message=f"Your {function} works along the other axis of `{name}`: it does to rows what it should do to "
                "columns, or the other way round.",
                function=function,
                before=_with_argument(name, _transpose),
                after=lambda result, _: _transpose(result),
            )


def _changed_results(function: str, result: Any) -> Iterator[Variant]:
    for key, words in _parts(function, result):
        for change in changes_of_result(result if key is None else result[key]):
            yield Variant(
                name=change.name if key is None else f"{change.name}-{key}",
                message=f"{words} {change.words}.",
                function=function,
                after=_changed_part(key, change.of),
            )


def _factors(function: str, result: Any, arguments: Arguments) -> Iterator[Variant]:
    """Too large or too small by the length of an axis: a sum for a mean, or a mean for a sum."""
    arrays = {name: array for name, value in arguments.items() if (array := array_of(value)) is not None}
    axes = [(name, axis) for name, array in arrays.items() for axis in range(array.ndim)][:_MAX_AXES]
    for key, words in _parts(function, result):
        for name, axis in axes:
            length = f"`{name}.shape[{axis}]`"
            yield _factor(
                function, key, name, axis, 1, f"{words} is {length} times too large: is it a sum where a mean belongs?"
            )
            yield _factor(
                function, key, name, axis, -1, f"{words} is {length} times too small: is it a mean where a sum belongs?"
            )


def _factor(function: str, key: Any, name: str, axis: int, exponent: int, message: str) -> Variant:
    def after(result: Any, arguments: Arguments) -> Any:
        array = array_of(arguments[name])
        factor = 1.0 if array is None else float(array.shape[axis]) ** exponent
        return _with_part(result, key, lambda part: on_array(lambda numbers: numbers * factor, part))

    operation = "times" if exponent > 0 else "over"
    part = "" if key is None else f"-{key}"
    return Variant(name=f"{operation}-{name}-{axis}{part}", message=message, function=function, after=after)


def _parts(function: str, result: Any) -> Iterator[tuple[Any, str]]:
    """The key of each part that may be wrong alone, with its words; None for the whole."""
    yield None, f"What your {function} returns"
    if isinstance(result, tuple):
        for key in range(min(len(result), _MAX_PARTS)):
            yield key, f"Value {key + 1} of the {len(result)} that your {function} returns"
    elif isinstance(result, dict):
        for key in list(result)[:_MAX_PARTS]:
            yield key, f"`{key}` in the dict that your {function} returns"


def _with_part(result: Any, key: Any, change: Callable[[Any], Any]) -> Any:
    """The result with one part changed, or changed as a whole."""
    if key is None:
        return change(result)
    if isinstance(result, dict):
        return result | {key: change(result[key])}
    return (*result[:key], change(result[key]), *result[key + 1 :])


def _without(omission: str) -> Before:
    return lambda arguments: {name: value for name, value in arguments.items() if name != omission}


def _rename(names: Mapping[str, str]) -> Before:
    return lambda arguments: {name: arguments[names.get(name, name)] for name in arguments}


def _with_argument(name: str, change: Callable[[Any], Any]) -> Before:
    return lambda arguments: arguments | {name: change(arguments[name])}


def _argument_as_part(key: Any, name: str) -> After:
    return lambda result, arguments: _with_part(result, key, lambda _: arguments[name])


def _changed_part(key: Any, change: Callable[[Any], Any]) -> After:
    return lambda result, _: _with_part(result, key, change)


def _transpose(value: Any) -> Any:
    return on_array(np.transpose, value)
