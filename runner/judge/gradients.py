"""The word ``gradient``: which parameter's gradient is wrong, and how, in the words of a tutor at the blackboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from runner.judge import compare, show
from runner.judge.checking import fail
from runner.judge.compare import Array, Sizes
from runner.judge.words import array, entries

Gradients = Mapping[str, Array]


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
        expected: the right ones, in the order in which backpropagation reaches them: the first wrong one is nearest
            to the cause.
        batch: the number of examples averaged over, to tell "not averaged" from "averaged twice".
        sizes: other lengths by name that a factor may be made of.
        suspects: for a parameter, wrong gradients by their clause: ``{"W1": {"it passes through ReLUs that are off":
            wrong}}`` reads "The gradient of W1 is wrong: it passes through ReLUs that are off."
        params: the parameters, to tell a gradient with a multiple of its parameter added, as weight decay does.
        rtol, atol: at least; a gradient is given what its dtype needs.
    """
    grads = entries(yours, list(expected), name=name)
    found: dict[str, list[str]] = {}
    for parameter, want in expected.items():
        got = array(grads[parameter], name=f"the gradient of {parameter}")
        known = dict((suspects or {}).get(parameter, {}))
        if params is not None:
            known |= _with_decay(parameter, got, want, params[parameter])
        said = _fault(parameter, got, want, batch, sizes or {}, known, rtol, atol)
        if said:
            found.setdefault(said, []).append(parameter)
    if not found:
        return
    said, parameters = next(iter(found.items()))
    wrong = [parameter for group in found.values() for parameter in group]
    first = parameters[0]
    fail(
        _sentence(said, parameters, wrong, list(expected)),
        yours=f"{first}: {_shown(grads[first])}",
        expected=f"{first}: {_shown(expected[first])}",
        difference=f"wrong: {', '.join(wrong)}",
    )


def numerical_gradient(loss: Callable[[], float], params: Mapping[str, Array], step: float = 1e-5) -> dict[str, Array]:
    """Central differences of ``loss()`` in every entry of every parameter, which are moved in place and put back.

    The error is of the order of step², so about 1e-9 for a smooth loss; the parameters are float64.
    """
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    for name, value in params.items():
        for position in np.ndindex(value.shape):
            kept = value[position]
            value[position] = kept + step
            above = loss()
            value[position] = kept - step
            below = loss()
            value[position] = kept
            grads[name][position] = (above - below) / (2 * step)
    return grads


def _fault(
    parameter: str,
    got: Array,
    want: Array,
    batch: int | None,
    sizes: Sizes,
    suspects: Mapping[str, Array],
    rtol: float,
    atol: float,
) -> str:
    """How it is wrong, to go on from "The gradient of W1"; empty if it is right."""
    needed_rtol, needed_atol = compare.tolerance(got, want)
    rtol, atol = max(rtol, needed_rtol), max(atol, needed_atol)
    if got.shape != want.shape:
        return _wrong_shape(parameter, got, want, batch, rtol, atol)
    if got.dtype.kind != "f":
        return f"has dtype {got.dtype}; expected floating-point numbers"
    if not np.isfinite(got).all():
        return "holds NaN or infinity"
    if compare.agree(got, want, rtol, atol).all():
        return ""
    for clause, suspect in suspects.items():
        if got.shape == suspect.shape and compare.agree(got, suspect, rtol, atol).all():
            return f"is wrong: {clause}"
    return next(_causes(got, want, batch, sizes, rtol, atol), "is wrong")


def _with_decay(parameter: str, got: Array, want: Array, value: Array) -> dict[str, Array]:
    """The right gradient with so much of the parameter added as explains the difference best, under its clause."""
    if got.shape != want.shape or got.dtype.kind != "f" or not value.any() or value.size == 1:
        return {}  # any wrong number is the right one and some multiple of another
    share = float(np.sum((got - want) * value) / np.sum(value * value))
    if not 1e-6 < abs(share) < 1e6:
        return {}
    return {f"{show.number(share)} times {parameter} itself is added to it": want + share * value}


def _causes(got: Array, want: Array, batch: int | None, sizes: Sizes, rtol: float, atol: float) -> Iterator[str]:
    if not got.any():
        yield "is zero everywhere: nothing flows back to it"
    r = compare.ratio(got, want, rtol, atol)
    if r is not None and np.isclose(r, -1, rtol=rtol):
        yield "has the wrong sign"
    if batch == 2:  # a factor of 2 comes from many a mistake
        batch = None
    if r is not None and batch and np.isclose(abs(r), batch, rtol=rtol):
        yield f"is {batch} times too large{_sign(r)}: it is summed over the batch of {batch} but not averaged"
    if r is not None and batch and np.isclose(abs(r), 1 / batch, rtol=rtol):
        yield f"is {batch} times too small{_sign(r)}: it is divided by the batch size of {batch} twice"
    if r is not None:
        yield f"is {compare.factor(r, sizes, rtol)}{_sign(r)}"
    said = compare.cause(got, want, rtol, atol, sizes)
    if said:
        yield f"is wrong: {said}"
    right = compare.agree(got, want, rtol, atol)
    if right.any() and got.size > 1:
        yield f"is wrong in {int((~right).sum())} of {got.size} entries, first at {_first(~right)}"


def _wrong_shape(parameter: str, got: Array, want: Array, batch: int | None, rtol: float, atol: float) -> str:
    shapes = f"has shape {show.shape(got.shape)}; expected {show.shape(want.shape)}, the shape of {parameter}"
    if got.ndim == 2 and got.T.shape == want.shape:
        exactly = compare.agree(got.T, want, rtol, atol).all()
        return f"{shapes}: it is {'exactly ' if exactly else ''}the transpose"
    if got.ndim == want.ndim + 1 and got.shape[1:] == want.shape:
        total = got.sum(axis=0)
        if got.shape[0] == 1:
            return f"{shapes}: a leading axis of length 1 was kept; drop keepdims"
        if compare.agree(total, want, rtol, atol).all():
            return f"{shapes}: it still has one row per example; sum it over the batch"
        return f"{shapes}: it still has one row per example"
    if got.shape == (batch,) and want.ndim == 1:
        return f"{shapes}: it is summed over the wrong axis, which leaves one number per example"
    cause = compare.shape_cause(got.shape, want.shape)
    return f"{shapes}{': ' + cause if cause else ''}"


def _sentence(said: str, parameters: list[str], wrong: list[str], every: list[str]) -> str:
    """The first fault in full, whom else it touches, and what is right."""
    text = f"The gradient of {parameters[0]} {said}."
    if len(parameters) > 1:
        text += f" The same holds for {show.listed(parameters[1:])}."
    others = [parameter for parameter in wrong if parameter not in parameters]
    right = [parameter for parameter in every if parameter not in wrong]
    if others:
        text += f" {show.listed(others)} {'is' if len(others) == 1 else 'are'} wrong too, which may follow from it."
    if right:
        text += f" {show.listed(right)} {'is' if len(right) == 1 else 'are'} right."
    return text


def _sign(r: float) -> str:
    return " and has the wrong sign" if r < 0 else ""


def _first(wrong: Array) -> str:
    return show.index(tuple(np.argwhere(wrong)[0]))


def _shown(value: Any) -> str:
    shown = show.text(value)
    return f"\n{shown}" if "\n" in shown else shown
