"""A check: a function of ``checks.py`` that calls the learner's code and compares its values.

The docstring of a check is the sentence the learner sees. A check passes by returning. It fails by raising
:class:`CheckFailure`, which the assertions of :mod:`runner.judge.assertions` do. Any other exception fails it too,
with a sentence that names the returned value, unless our own solution raises it as well: see
:func:`runner.judge.check_runs.judge`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, NoReturn, overload

import numpy as np

from runner.judge.proxy import Learner

Body = Callable[[Learner, np.random.Generator], None]
Equivalence = Callable[[Any, Any], bool]
Picture = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One named promise of an exercise.

    Attributes:
        name: the function's name, which mistakes refer to.
        title: the sentence the learner sees.
        example: fixed inputs from the statement; the only checks that a try run runs.
        equivalent: whether two returned values count as the same when a mistake is recognised; equality by default.
    """

    name: str
    title: str
    body: Body = field(repr=False)
    example: bool = False
    equivalent: Equivalence | None = None


class CheckFailure(Exception):  # noqa: N818 - it is an outcome, not a defect
    """The learner's values are not what the check expects.

    Attributes:
        message: one calm sentence: what is wrong and, where known, why.
        detail: short texts by name, out of ``input``, ``yours``, ``expected``, ``difference``.
        picture: data for the web to draw, see :mod:`runner.judge.charts`.
    """

    def __init__(self, message: str, detail: dict[str, str] | None = None, picture: Picture | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail or {}
        self.picture = picture


class MethodFailure(CheckFailure):
    """The values may be right, but they were not computed as the exercise asks. Only its sentence tells which way."""


def fail(message: str, *, picture: Picture | None = None, **detail: str) -> NoReturn:
    """End the check here. ``detail`` takes ``yours``, ``expected``, ``difference``, and ``input`` to replace ours."""
    raise CheckFailure(message, detail, picture)


def refuse(message: str) -> NoReturn:
    """End the check here, because of how the values were computed."""
    raise MethodFailure(message)


@overload
def check(body: Body, /) -> Check: ...
@overload
def check(*, example: bool = False, equivalent: Equivalence | None = None) -> Callable[[Body], Check]: ...
def check(
    body: Body | None = None, /, *, example: bool = False, equivalent: Equivalence | None = None
) -> Check | Callable[[Body], Check]:
    """Make a check of a function ``(learner, rng)``; its docstring is the sentence the learner sees."""

    def decorate(body: Body) -> Check:
        if not body.__doc__:
            raise TypeError(f"check {body.__name__} needs a docstring: the sentence the learner sees")
        title = " ".join(body.__doc__.split()).rstrip(".")
        return Check(name=body.__name__, title=title, body=body, example=example, equivalent=equivalent)

    return decorate if body is None else decorate(body)


def checks_of(module: ModuleType) -> tuple[Check, ...]:
    """The module's checks, in the order they are written."""
    return tuple(value for value in vars(module).values() if isinstance(value, Check))
