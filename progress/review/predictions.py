"""Review cards that show a call of the exercise and ask for its value.

The value is that of our solution. A number is right if two of its digits are.
"""

import ast
import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from exercises.catalogue.example_calls import ExampleCall
from progress.review.models import Recall

MAX_PREDICTION_CHARS = 200  # so short a text can't use up a parser's stack or time
UNREADABLE = 'Enter a number, a list or a text as in Python, such as 0.25, [1, 2] or "cat".'

_KINDS = {bool: "True or False", int: "an integer", float: "a number", str: "a text"}
_RELATIVE_TOLERANCE = 0.02
_ZERO_TOLERANCE = 0.001  # of the largest number in the value
_TYPED_SIGNS = str.maketrans({"−": "-", "“": '"', "”": '"', "‘": "'", "’": "'"})  # what phones write


class UnreadablePredictionError(ValueError):
    """The prediction is no Python literal."""


@dataclass(frozen=True, kw_only=True)
class CheckedPrediction:
    """A prediction beside the value. ``matches`` says of each number and text in the value whether it was predicted."""

    answer: str
    matches: Sequence[bool]

    @property
    def count(self) -> int:
        return len(self.matches)

    @property
    def right_count(self) -> int:
        return sum(self.matches)

    @property
    def is_right(self) -> bool:
        return all(self.matches)

    @property
    def has_wrong_answer(self) -> bool:
        """Whether something was predicted that isn't right. The learner may still count it as right."""
        return bool(self.answer) and not self.is_right

    @property
    def recall(self) -> Recall:
        """The suggestion: recalled if all is right, with effort if at least half is, else forgotten."""
        if self.is_right:
            return Recall.RECALLED
        return Recall.EFFORT if 2 * self.right_count >= self.count else Recall.FORGOTTEN


@dataclass(frozen=True, kw_only=True)
class PredictionCard:
    """A call whose value is asked for. Cards with the same ``key`` ask for the same one.

    ``comes_first``: whether it is shown rather than gaps in the learner's code.
    """

    key: str
    example: ExampleCall
    comes_first: bool

    @cached_property
    def _value(self) -> Any:
        return ast.literal_eval(self.example.value)

    @property
    def kind(self) -> str:
        """The kind of value that is asked for, so that nobody has to guess its form."""
        if isinstance(self._value, tuple):
            return f"a tuple of {len(self._value)}"
        if isinstance(self._value, dict):
            return f"a dictionary with {', '.join(map(repr, self._value))}"
        if isinstance(self._value, list):
            return "a list or an array"
        return _KINDS[type(self._value)]

    def check(self, text: str) -> CheckedPrediction:
        """Compare the prediction with the value. An empty one is wrong.

        Raises:
            UnreadablePredictionError: it isn't a literal.
        """
        answer = text.strip()
        prediction = _read(answer) if answer else None
        largest = max((abs(part) for part in _parts(self._value) if isinstance(part, float)), default=0.0)
        matches = _matches(_unwrap(self._value), _unwrap(prediction), _ZERO_TOLERANCE * largest)
        return CheckedPrediction(answer=answer, matches=list(matches))


def prediction_card(examples: Sequence[ExampleCall], *, seed: str) -> PredictionCard | None:
    """The card for one of the calls. The same seed gives the same one, so that nothing needs to be stored."""
    if not examples:
        return None
    key = hashlib.blake2b(seed.encode(), digest_size=8).hexdigest()
    turn, is_odd = divmod(int(key, 16), 2)
    return PredictionCard(key=key, example=examples[turn % len(examples)], comes_first=bool(is_odd))


def _read(text: str) -> Any:
    if len(text) > MAX_PREDICTION_CHARS:
        raise UnreadablePredictionError
    try:
        return ast.literal_eval(text.translate(_TYPED_SIGNS))
    except (MemoryError, RecursionError, SyntaxError, TypeError, ValueError) as error:
        raise UnreadablePredictionError from error


def _unwrap(value: Any) -> Any:
    """The value without brackets around the whole of it, which a learner may leave out: [[1, 2]] is as good as 1, 2."""
    while isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    return value


def _matches(value: Any, prediction: Any, zero_tolerance: float) -> Iterator[bool]:
    """Yield for each number and text in the value whether the prediction has it in the same place."""
    if isinstance(value, list | tuple) and isinstance(prediction, list | tuple) and len(value) == len(prediction):
        for item, predicted in zip(value, prediction, strict=True):
            yield from _matches(item, predicted, zero_tolerance)
    elif isinstance(value, dict) and isinstance(prediction, dict) and value.keys() == prediction.keys():
        for key, item in value.items():
            yield from _matches(item, prediction[key], zero_tolerance)
    elif isinstance(value, list | tuple | dict):
        yield from (False for _ in _parts(value))
    else:
        yield _is_same(value, prediction, zero_tolerance)


def _is_same(value: Any, prediction: Any, zero_tolerance: float) -> bool:
    if not isinstance(value, float) or not isinstance(prediction, int | float):
        return bool(value == prediction)
    try:
        return math.isclose(value, prediction, rel_tol=_RELATIVE_TOLERANCE, abs_tol=zero_tolerance)
    except OverflowError:  # an int that no float can hold
        return False


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _parts(item)
    else:
        yield value
