"""The assertions of a check. Each returns if it holds and raises CheckFailure with a sentence if not.

They accept any value that a learner's function may return: a wrong type gives a sentence, never another exception.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from runner.judge import comparison, formatting, phrases
from runner.judge.check_decorator import CheckFailure, fail
from runner.judge.comparison import Array, Sizes
from runner.judge.error_messages import exception
from runner.judge.proxy import Learner
from runner.sandbox.errors import LearnerError
from runner.wire.values import Tensor

_YOUR_RESULT = "your result"  # the name of a value that a check gives none
_MAX_SHOWN_ENTRIES = 64  # entries of a value that are shown; of a larger one, the row of the first difference
_MAX_SHOWN_KEYS = 16  # of a dict, in a sentence
_MAX_TOLD_INTEGERS = 8  # of a list or tuple, in a sentence
_HUGE = 10**12


def close(
    yours: Any,
    expected: Any,
    *,
    name: str = _YOUR_RESULT,
    rtol: float | None = None,
    atol: float | None = None,
    sizes: Sizes | None = None,
) -> None:
    """The value equals ``expected`` in type, shape, kind of dtype, NaN and infinity, and value, told in that order.

    Args:
        expected: a NumPy array, a number, or a tuple, list or dict of such (compared part by part).
        name: how to speak of it, lower case: "your weights".
        rtol, atol: instead of the defaults by dtype (float64: 1e-6 and 1e-8; float32: 1e-4 and 1e-5; integers: exact;
            atol is at most a tenth of the largest expected entry, see :func:`runner.judge.comparison.tolerance`).
        sizes: lengths by name ({"the batch size n": 8}), to tell what a wrong factor is made of.
    """
    if isinstance(expected, dict):
        return _each(entries(yours, list(expected), name=name), expected, name, rtol, atol, sizes)
    if isinstance(expected, list | tuple):
        items = _sequence(yours, expected, name)
        _same_integers(items, expected, name)
        return _each(dict(enumerate(items)), dict(enumerate(expected)), name, rtol, atol, sizes)
    if isinstance(expected, str | bytes | bool) or expected is None:
        return _equal(yours, expected, name)
    if type(yours) is type(expected) in (int, float) and yours == expected:
        return None  # many lists hold nothing else, and as arrays each number would take 50 times as long
    want = np.asarray(expected)
    actual = _like(yours, expected, want, name)
    if actual.shape != want.shape:
        _wrong_shape(actual.shape, want.shape, name)
    _same_dtype_kind(actual, want, name)
    own_rtol, own_atol = comparison.tolerance(actual, want)
    rtol, atol = own_rtol if rtol is None else rtol, own_atol if atol is None else atol
    _same_finiteness(actual, want, name)
    return _same_values(actual, want, name, rtol, atol, sizes)


def shape(yours: Any, expected: tuple[int, ...], *, name: str = _YOUR_RESULT) -> None:
    """It is a NumPy array of this shape."""
    actual = array(yours, name=name)
    if actual.shape != expected:
        _wrong_shape(actual.shape, expected, name)


def dtype(yours: Any, expected: Any, *, name: str = _YOUR_RESULT) -> None:
    """It is a NumPy array of exactly this dtype."""
    actual = array(yours, name=name)
    if actual.dtype != np.dtype(expected):
        fail(
            f"{phrases.subject(name, 'has')} dtype {actual.dtype}; expected {np.dtype(expected)}.",
            yours=str(actual.dtype),
            expected=str(np.dtype(expected)),
        )


def array(yours: Any, *, name: str = _YOUR_RESULT) -> Array:
    """The value as a numeric NumPy array, or the check ends with a sentence that says what it is instead."""
    if isinstance(yours, np.ndarray):
        return yours
    if isinstance(yours, list) and name == _YOUR_RESULT:
        return fail(f"You returned a list (length {len(yours)}); return a NumPy array.", yours=formatting.text(yours))
    hint = ""
    if isinstance(yours, Tensor):
        hint = " Return it as NumPy, with .numpy()."
    elif yours is None:
        hint = " Is a return missing?"
    return fail(
        f"{phrases.subject(name, 'is')} {formatting.kind(yours)}; expected a NumPy array.{hint}",
        yours=formatting.text(yours),
    )


def parts(yours: Any, *names: str) -> tuple[Any, ...]:
    """Take a returned tuple apart: ``loss, grads = parts(out, "loss", "grads")``."""
    signature = f"({', '.join(names)})"
    if not isinstance(yours, tuple):
        hint = " Is a return missing?" if yours is None else ""
        fail(
            f"Your function returned {formatting.kind(yours)}; expected the tuple {signature}.{hint}",
            yours=formatting.text(yours),
        )
    if len(yours) != len(names):
        fail(f"Your function returned a tuple of {len(yours)}; expected {signature}.", yours=formatting.text(yours))
    return yours


def entries(yours: Any, keys: Sequence[Any], *, name: str = _YOUR_RESULT) -> dict[Any, Any]:
    """The value as a dict that has exactly these keys."""
    if not isinstance(yours, dict):
        fail(
            f"{phrases.subject(name, 'is')} {formatting.kind(yours)}; expected a dict with {_join_keys(keys)}.",
            yours=formatting.text(yours),
        )
    missing = [key for key in keys if key not in yours]
    extra = [key for key in yours if key not in keys]
    if missing or extra:
        problem = f"{phrases.subject(name, 'has')} {_join_keys(extra)}, which the exercise doesn't ask for."
        if missing:
            problem = f"{phrases.subject(name, 'lacks')} {_join_keys(missing)}."
        fail(problem, yours=_join_keys(list(yours)) if yours else "an empty dict", expected=_join_keys(keys))
    return {key: yours[key] for key in keys}


def holds(condition: Any, message: str, **detail: Any) -> None:
    """The condition is true; otherwise the check ends with this sentence and ``yours=``, ``expected=`` as details."""
    if not condition:
        texts = {key: value if isinstance(value, str) else formatting.text(value) for key, value in detail.items()}
        raise CheckFailure(message, texts)


@contextmanager
def raises(error: type[Exception], *, when: str) -> Iterator[None]:
    """The call inside raises ``error``: ``with raises(ValueError, when="k is 0"): learner.top_k(logits, 0)``."""
    try:
        yield
    except LearnerError as raised:
        name, text = exception(raised)
        if not name:
            raise
        kind = getattr(builtins, raised.base or name, Exception)
        if not (isinstance(kind, type) and issubclass(kind, error)):
            fail(
                f"When {when}, your function raised {name}; expected {error.__name__}.",
                yours=f"{name}: {text}",
                expected=error.__name__,
            )
    else:
        fail(f"When {when}, your function returned a value; expected {error.__name__}.", expected=error.__name__)


@contextmanager
def about_earlier_calls() -> Iterator[None]:
    """What fails inside is about calls before the last one: show no input, which would be the last one's."""
    try:
        yield
    except CheckFailure as failure:
        failure.detail.setdefault("input", "")
        raise


def preserves_arguments(learner: Learner) -> None:
    """No call of this check so far changed an array argument in place."""
    for call in learner.calls:
        if call.changed_arguments:
            names = formatting.join_names(call.changed_arguments)
            plural = "s" if len(call.changed_arguments) > 1 else ""
            fail(
                f"Your function changed its argument{plural} {names} in place. The caller still needs "
                f"{'them' if plural else 'it'}: work on a copy, or write a = a + b instead of a += b."
            )


def _each(yours: dict[Any, Any], expected: dict[Any, Any], name: str, rtol: Any, atol: Any, sizes: Any) -> None:
    for key, value in expected.items():
        close(yours[key], value, name=phrases.entry(name, key), rtol=rtol, atol=atol, sizes=sizes)


def _sequence(yours: Any, expected: Sequence[Any], name: str) -> Sequence[Any]:
    type_name = type(expected).__name__
    if type(yours) is not type(expected):
        fail(
            f"{phrases.subject(name, 'is')} {formatting.kind(yours)}; expected a {type_name}.",
            yours=formatting.text(yours),
        )
    if len(yours) != len(expected):
        entries = "1 entry" if len(yours) == 1 else f"{len(yours)} entries"
        fail(
            f"{phrases.subject(name, 'has')} {entries}; expected {len(expected)}.",
            yours=formatting.text(yours),
            expected=formatting.text(expected),
        )
    same: Sequence[Any] = yours
    return same


def _same_integers(yours: Sequence[Any], expected: Sequence[Any], name: str) -> None:
    """A few whole numbers, such as an index or a shape, are told as one value: "(0,)", not its entry 0."""
    if len(expected) > _MAX_TOLD_INTEGERS or not all(map(_is_integer, (*yours, *expected))):
        return
    values: Sequence[int] = [int(value) for value in yours]
    values = tuple(values) if isinstance(expected, tuple) else values
    if values != expected:
        _equal(values, expected, name)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and abs(int(value)) < _HUGE


def _equal(yours: Any, expected: Any, name: str) -> None:
    if isinstance(yours, np.bool_) and isinstance(expected, bool):
        yours = bool(yours)
    if type(yours) is not type(expected) or yours != expected:
        fail(
            f"{phrases.subject(name, 'is')} {formatting.text(yours)}; expected {formatting.text(expected)}.",
            yours=formatting.text(yours),
            expected=formatting.text(expected),
        )


def _like(yours: Any, expected: Any, want: Array, name: str) -> Array:
    """The learner's value as an array, if it is of the expected sort: a number for a number, an array for an array."""
    if isinstance(expected, np.ndarray) and want.ndim:
        return array(yours, name=name)
    if isinstance(yours, np.ndarray) and yours.ndim == 0 and yours.dtype.kind in "biuf":
        return yours
    if isinstance(yours, int | float | np.number) and not isinstance(yours, bool):
        number = np.asarray(yours)
        if number.dtype.kind == "O":  # an integer beyond 64 bits
            _equal(yours, expected, name)
        return number
    hint = ""
    if isinstance(yours, Tensor):
        hint = " Return a number, with .item()."
    elif isinstance(yours, np.ndarray):
        hint = " Is a sum or a mean missing?"
    elif yours is None:
        hint = " Is a return missing?"
    return fail(
        f"{phrases.subject(name, 'is')} {formatting.kind(yours)}; expected a number.{hint}",
        yours=formatting.text(yours),
        expected=formatting.text(expected),
    )


def _wrong_shape(actual: tuple[int, ...], want: tuple[int, ...], name: str) -> None:
    yours, expected = formatting.shape(actual), formatting.shape(want)
    cause = comparison.shape_cause(actual, want)
    end = "" if cause.endswith("?") else "."
    fail(
        f"{phrases.subject(name, 'has')} shape {yours}; expected {expected}{': ' + cause if cause else ''}{end}",
        yours=f"shape {yours}",
        expected=f"shape {expected}",
    )


def _same_dtype_kind(actual: Array, want: Array, name: str) -> None:
    """Float for float, whole numbers for whole numbers; how wide they are is for ``dtype`` to say."""
    groups = {"b": "truth values", "i": "integers", "u": "integers", "f": "floating-point numbers", "c": "complex"}
    wanted_kind, actual_kind = groups[want.dtype.kind], groups[actual.dtype.kind]
    if wanted_kind == actual_kind:
        return
    hint = ""
    if (actual_kind, wanted_kind) == ("integers", "floating-point numbers"):
        if actual.ndim == 0:
            return
        hint = " Values may have been cut off on their way into an integer array; make it with dtype=float."
    fail(
        f"{phrases.subject(name, 'holds')} {actual_kind} (dtype {actual.dtype}); expected {wanted_kind}.{hint}",
        yours=str(actual.dtype),
        expected=str(want.dtype),
    )


def _same_finiteness(actual: Array, want: Array, name: str) -> None:
    if actual.dtype.kind not in "fc" or np.isfinite(actual).all():
        return
    for test, noun in ((np.isnan, "NaN"), (np.isinf, "an infinity")):
        wrong = np.argwhere(test(actual) & ~test(want))
        if len(wrong):
            where = f" at {formatting.index(tuple(wrong[0]))}" if actual.ndim else ""
            count = f", as are {len(wrong)} of {actual.size} entries" if len(wrong) > 1 else ""
            fail(
                f"{phrases.subject(name, 'is')} {noun}{where}{count}; expected finite numbers. {_overflow(noun)}",
                yours=formatting.text(actual),
                expected=formatting.text(want),
            )


def _overflow(noun: str) -> str:
    if noun == "NaN":
        return "NaN comes from 0/0, inf - inf, inf/inf or the logarithm of a negative number."
    return "Infinity comes from the exponential of a large number, a division by 0 or the logarithm of 0."


def _same_values(actual: Array, want: Array, name: str, rtol: float, atol: float, sizes: Sizes | None) -> None:
    ok = comparison.agree(actual, want, rtol, atol)
    if ok.all():
        return
    position = comparison.most_telling(actual, want, ok)
    cause = ""
    if "c" not in actual.dtype.kind + want.dtype.kind and np.isfinite(actual).all() and np.isfinite(want).all():
        cause = comparison.cause(actual, want, rtol, atol, sizes)
    where = f" at {formatting.index(position)}" if actual.ndim else ""
    yours, expected = _distinct_texts(actual[position], want[position])
    message = f"{phrases.subject(name, 'is')} {yours}{where}; expected {expected}."
    message += f" Likely: {cause}." if cause else _count(ok)
    if actual.size > 1 and actual.dtype.kind != "b" and not actual.any():
        message = f"{phrases.subject(name, 'is')} zero everywhere; expected {expected}{where}."
    row = position[:-1] if actual.size > _MAX_SHOWN_ENTRIES and actual.ndim > 1 else ()
    at = f"row {formatting.index(row)}: " if row else ""
    fail(
        message,
        yours=at + formatting.text(actual[row]),
        expected=at + formatting.text(want[row]),
        difference=_difference(actual, want, ok),
    )


def _count(ok: Array) -> str:
    """Return how many entries differ, as a sentence after another one; empty if it's all of them.

    It begins with a word: "expected 0. 1 of 4" reads like 0.1.
    """
    wrong, right = int((~ok).sum()), int(ok.sum())
    if not right:
        return ""
    if wrong > 1:
        return f" In all, {wrong} of {ok.size} entries differ."
    return f" The other {right} entries are right." if right > 1 else " The other entry is right."


def _distinct_texts(actual: Any, want: Any) -> tuple[str, str]:
    """Two different numbers, with more digits where the usual ones are the same."""
    short = formatting.text(actual), formatting.text(want)
    return short if short[0] != short[1] else (f"{actual:.12g}", f"{want:.12g}")


def _difference(actual: Array, want: Array, ok: Array) -> str:
    """Return the largest distance with its position, and how many entries differ."""
    with np.errstate(all="ignore"):
        distance = np.where(ok, 0.0, np.abs(actual.astype(np.complex128) - want.astype(np.complex128)))
    distance = np.where(np.isnan(distance), np.inf, distance)
    if actual.ndim == 0:
        return f"off by {formatting.number(float(distance))}"
    worst = np.unravel_index(int(np.argmax(distance)), actual.shape)
    largest, position = formatting.number(float(distance[worst])), formatting.index(tuple(int(i) for i in worst))
    wrong = int((~ok).sum())
    count = f"{wrong} of {actual.size} entries differ{'s' if wrong == 1 else ''}"
    return f"{count}. Largest difference: {largest} at {position}"


def _join_keys(keys: Sequence[Any]) -> str:
    names = [formatting.key(key) for key in keys[:_MAX_SHOWN_KEYS]]
    return ", ".join(names) + (f" and {len(keys) - _MAX_SHOWN_KEYS} more" if len(keys) > _MAX_SHOWN_KEYS else "")
