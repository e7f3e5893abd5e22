"""``python -m runner examples``: write the example calls of each catalogue, which learners predict in a review.

They are calls that the example checks make, with the values that our solution returns. A call is left out if it depends
on chance, or if a learner couldn't read it, or predict its value, in a minute.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from runner.catalog import CatalogExercise, all_exercises, missing_need
from runner.judge.check_decorator import Check
from runner.judge.check_runs import reference_calls
from runner.judge.proxy import Call
from runner.protocol import Device, ExampleCall, ExampleCalls, read_example_calls, write_example_calls
from runner.wire.values import Tensor

MAX_CALLS = 4  # of one exercise
MAX_CALL_CHARS = 240
MAX_VALUE_CHARS = 60
MAX_VALUE_PARTS = 6  # numbers, strings and truth values
_MAX_LINE_CHARS = 60  # of a call; a longer one gets a line for each argument
_MAX_INT = 100_000  # nobody predicts a longer number to its last digit
_ARGUMENT_DIGITS, _VALUE_DIGITS = 6, 4
_ROUNDING_ERROR = 1e-9  # what is closer to 0 counts as 0


class _UnfitError(ValueError):
    """A value that has no short literal."""


def main(argv: Sequence[str]) -> int:
    """Write the file of each catalogue."""
    argparse.ArgumentParser(prog="python -m runner examples", description=__doc__).parse_args(argv)
    exercises = all_exercises()
    for catalog in sorted({exercise.catalog for exercise in exercises}):
        members = [exercise for exercise in exercises if exercise.catalog == catalog]
        examples = catalog_examples(catalog, members)
        write_example_calls(catalog, examples)
        count = sum(len(entry.calls) for entry in examples.values())
        sys.stdout.write(f"{catalog}: {count} calls of {len(examples)} exercises\n")
    return 0


def catalog_examples(catalog: Path, exercises: Sequence[CatalogExercise]) -> dict[str, ExampleCalls]:
    """The example calls of those that have any. Where this host can't run one, its earlier calls stay."""
    earlier = read_example_calls(catalog)
    examples = {}
    for exercise in exercises:
        if exercise.spec.device is Device.GPU or missing_need(exercise.spec):
            entry = earlier.get(exercise.slug)
            if entry and entry.digest == exercise.digest:
                examples[exercise.slug] = entry
        elif calls := tuple(islice(example_calls(exercise), MAX_CALLS)):
            examples[exercise.slug] = ExampleCalls(exercise.digest, calls)
    return examples


def example_calls(exercise: CatalogExercise) -> Iterator[ExampleCall]:
    """Yield the calls that fit, in the order of the checks, each once."""
    known = set()
    for check in exercise.checks:
        for call in _calls_without_chance(exercise, check) if check.example else ():
            if call not in known and len(call.call) <= MAX_CALL_CHARS:
                known.add(call)
                yield call


def _calls_without_chance(exercise: CatalogExercise, check: Check) -> list[ExampleCall]:
    """The check's calls that are the same on two draws."""
    draws = [Counter(_literals(exercise, reference_calls(exercise, check, bytes([number] * 32)))) for number in (1, 2)]
    return list(draws[0] & draws[1])


def _literals(exercise: CatalogExercise, calls: Sequence[Call]) -> Iterator[ExampleCall]:
    for call in calls:
        try:
            if call.times is None and call.value is not None:
                yield ExampleCall(_call(call, exercise.parameters[call.name]), _value(call.value))
        except _UnfitError:
            continue


def _call(call: Call, parameters: Sequence[str]) -> str:
    """The call with the names of its parameters, on one line if that is short."""
    names = [*zip(parameters, call.args, strict=False), *call.kwargs.items()]
    arguments = [f"{name}={_literal(value, _ARGUMENT_DIGITS)}" for name, value in names]
    line = f"{call.name}({', '.join(arguments)})"
    if len(line) <= _MAX_LINE_CHARS:
        return line
    return "\n".join([f"{call.name}(", *(f"    {argument}," for argument in arguments), ")"])


def _value(value: Any) -> str:
    parts = list(_parts(value))
    literal = _literal(value, _VALUE_DIGITS)
    is_short = 0 < len(parts) <= MAX_VALUE_PARTS and len(literal) <= MAX_VALUE_CHARS
    if not is_short or not all(map(_is_predictable, parts)):
        raise _UnfitError
    return literal


def _is_predictable(part: Any) -> bool:
    if isinstance(part, float):
        return math.isfinite(part)
    return abs(part) <= _MAX_INT if isinstance(part, int) else part is None or isinstance(part, str)


def _literal(value: Any, digits: int) -> str:
    """The value as Python code: arrays and tensors as lists, numbers rounded."""
    value = _plain(value)
    if value is None or isinstance(value, bool | int | str):
        return repr(value)
    if isinstance(value, float):
        number = f"{0.0 if abs(value) < _ROUNDING_ERROR else value:.{digits}g}"
        return number if set(number) & set(".en") else f"{number}.0"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_literal(item, digits)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        inside = ", ".join(_literal(item, digits) for item in value)
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' * (len(value) == 1)})"
    raise _UnfitError


def _parts(value: Any) -> Iterator[Any]:
    """Yield the numbers, strings and truth values in it."""
    value = _plain(value)
    if isinstance(value, list | tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _parts(item)
    else:
        yield value


def _plain(value: Any) -> Any:
    array = value.array if isinstance(value, Tensor) else value
    return array.tolist() if isinstance(array, np.ndarray | np.generic) else array


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
