"""The assertion ``gradient``: names the parameters whose gradient is wrong, and how it is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn

import numpy as np

from runner.judge import comparison, formatting
from runner.judge.assertions import array, entries
from runner.judge.check_decorator import fail
from runner.judge.comparison import Array, Sizes

Gradients = Mapping[str, Array]
_MAX_NAMES = 8  # in a list


def gradient(
    yours: Any,
    expected: Gradients,
    *,
    batch: int | None = None,
    sizes: Sizes | None = None,
    suspects: Mapping[str, Mapping[str, Array]] | None = None,
    params: Gradients | None = None,
    name: str = "your dict of gradients",
    rtol: float = 0.0,
    atol: float = 0.0,
) -> None:
    """Each parameter's gradient agrees; otherwise names the parameters that do not, and how they are wrong.

    Args:
        yours: the learner's gradients by parameter.
        expected: the correct ones, in the order in which backpropagation reaches them: the first wrong one is nearest
            to the cause.
        batch: the number of examples averaged over, to tell "not averaged" from "averaged twice".
        sizes: other lengths by name that a factor may be made of.
        suspects: for a parameter, wrong gradients by their clause: ``{"W1": {"it passes through ReLUs that are off":
            wrong}}`` reads "The gradient of W1 is wrong: it passes through ReLUs that are off."
        params: the parameters, to tell a gradient with a multiple of its parameter added, as weight decay does.
        rtol, atol: at least; a gradient is given what its dtype needs.
    """
    grads = entries(yours, list(expected), name=name)
    faults: dict[str, list[str]] = {}
    for parameter, want in expected.items():
        actual = array(grads[parameter], name=f"the gradient of {parameter}")
        known_faults = dict((suspects or {}).get(parameter, {}))
        if params is not None:
            known_faults |= _with_decay(parameter, actual, want, params[parameter])
        fault = _fault(parameter, actual, want, batch, sizes or {}, known_faults, rtol, atol)
        if fault:
            faults.setdefault(fault, []).append(parameter)
    if faults:
        _fail(faults, grads, expected)


def _fail(faults: Mapping[str, list[str]], grads: Mapping[str, Any], expected: Gradients) -> NoReturn:
    """End the check with the first fault; ``faults`` has the parameters of each."""
    fault, parameters = next(iter(faults.items()))
    wrong = [parameter for group in faults.values() for parameter in group]
    first = parameters[0]
    fail(
        _sentence(fault, parameters, wrong, list(expected)),
        yours=f"{first}: {_text_of(grads[first])}",
        expected=f"{first}: {_text_of(expected[first])}",
        difference=f"wrong: {', '.join(wrong)}",
    )


def numerical_gradient(loss: Callable[[], float], params: Mapping[str, Array], step: float = 1e-5) -> dict[str, Array]:
    """Central differences of ``loss()`` in every entry of every parameter, which are moved in place and put back.

    The error is of the order of step², so about 1e-9 for a smooth loss; the parameters are float64.
    """
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    for name, value in params.items():
        for position in np.ndindex(value.shape):
            original = value[position]
            value[position] = original + step
            above = loss()
            value[position] = original - step
            below = loss()
            value[position] = original
            grads[name][position] = (above - below) / (2 * step)
    return grads


def _fault(
    parameter: str,
    actual: Array,
    want: Array,
    batch: int | None,
    sizes: Sizes,
    suspects: Mapping[str, Array],
    rtol: float,
    atol: float,
) -> str:
    """Return what is wrong, to go on from "The gradient of W1"; empty if it is right."""
    needed_rtol, needed_atol = comparison.tolerance(actual, want)
    rtol, atol = max(rtol, needed_rtol), max(atol, needed_atol)
    if actual.shape != want.shape:
        return _wrong_shape(parameter, actual, want, batch, rtol, atol)
    if actual.dtype.kind != "f":
        return f"has dtype {actual.dtype}; expected floating-point numbers"
    if not np.isfinite(actual).all():
        return "holds NaN or infinity"
    if comparison.agree(actual, want, rtol, atol).all():
        return ""
    for clause, suspect in suspects.items():
        if actual.shape == suspect.shape and comparison.agree(actual, suspect, rtol, atol).all():
            return f"is wrong: {clause}"
    return next(_causes(actual, want, batch, sizes, rtol, atol), "is wrong")


def _with_decay(parameter: str, actual: Array, want: Array, value: Array) -> dict[str, Array]:
    """The correct gradient with so much of the parameter added as explains the difference best, under its clause."""
    if actual.shape != want.shape or actual.dtype.kind != "f" or not value.any() or value.size == 1:
        return {}  # any wrong number is the correct one and some multiple of another
    share = float(np.sum((actual - want) * value) / np.sum(value * value))
    if not 1e-6 < abs(share) < 1e6:
        return {}
    return {f"{formatting.number(share)} times {parameter} itself is added to it": want + share * value}


def _causes(actual: Array, want: Array, batch: int | None, sizes: Sizes, rtol: float, atol: float) -> Iterator[str]:
    if not actual.any():
        yield "is zero everywhere: nothing flows back to it"
    r = comparison.ratio(actual, want, rtol, atol)
    if r is not None and np.isclose(r, -1, rtol=rtol):
        yield "has the wrong sign"
    if batch == 2:  # a factor of 2 comes from many a mistake
        batch = None
    if r is not None and batch and np.isclose(abs(r), batch, rtol=rtol):
        yield f"is {batch} times too large{_sign(r)}: it is summed over the batch of {batch} but not averaged"
    if r is not None and batch and np.isclose(abs(r), 1 / batch, rtol=rtol):
        yield f"is {batch} times too small{_sign(r)}: it is divided by the batch size of {batch} twice"
    if r is not None:
        yield f"is {comparison.factor(r, sizes, rtol)}{_sign(r)}"
    fault = comparison.cause(actual, want, rtol, atol, sizes)
    if fault:
        yield f"is wrong: {fault}"
    right = comparison.agree(actual, want, rtol, atol)
    if right.any() and actual.size > 1:
        first = formatting.index(tuple(np.argwhere(~right)[0]))
        yield f"is wrong in {int((~right).sum())} of {actual.size} entries, first at {first}"


def _wrong_shape(parameter: str, actual: Array, want: Array, batch: int | None, rtol: float, atol: float) -> str:
    shapes = (
        f"has shape {formatting.shape(actual.shape)}; expected {formatting.shape(want.shape)}, the shape of {parameter}"
    )
    if actual.ndim == 2 and actual.T.shape == want.shape:
        exactly = comparison.agree(actual.T, want, rtol, atol).all()
        return f"{shapes}: it is {'exactly ' if exactly else ''}the transpose"
    if actual.ndim == want.ndim + 1 and actual.shape[1:] == want.shape:
        total = actual.sum(axis=0)
        if actual.shape[0] == 1:
            return f"{shapes}: a leading axis of length 1 was kept; drop keepdims"
        if comparison.agree(total, want, rtol, atol).all():
            return f"{shapes}: it still has one row per example; sum it over the batch"
        return f"{shapes}: it still has one row per example"
    if actual.shape == (batch,) and want.ndim == 1:
        return f"{shapes}: it is summed over the wrong axis, which leaves one number per example"
    cause = comparison.shape_cause(actual.shape, want.shape)
    return f"{shapes}{': ' + cause if cause else ''}"


def _sentence(fault: str, parameters: list[str], wrong: list[str], every: list[str]) -> str:
    """The first fault in full, whom else it touches, and what is right."""
    text = f"The gradient of {parameters[0]} {fault}."
    if len(parameters) > 1:
        text += f" The same holds for {_join_first(parameters[1:])}."
    wrong_too = [parameter for parameter in wrong if parameter not in parameters]
    right = [parameter for parameter in every if parameter not in wrong]
    if wrong_too:
        verb = "is" if len(wrong_too) == 1 else "are"
        text += f" {_join_first(wrong_too)} {verb} wrong too, perhaps for the same reason."
    if right:
        text += f" {_join_first(right)} {'is' if len(right) == 1 else 'are'} right."
    return text


def _join_first(names: list[str]) -> str:
    """All names, or the first of many, as a deep network has."""
    if len(names) <= _MAX_NAMES:
        return formatting.join_names(names)
    return formatting.join_names([*names[: _MAX_NAMES - 2], f"{len(names) - _MAX_NAMES + 2} others"])


def _sign(r: float) -> str:
    return " and has the wrong sign" if r < 0 else ""


def _text_of(value: Any) -> str:
    text = formatting.text(value)
    return f"\n{text}" if "\n" in text else text
