"""Mutants that compute the same by arithmetic are known, and none that computes something else is."""

from __future__ import annotations

import pytest

from runner.audit.identities import computes_the_same
from runner.judge.mutants import mutants


def known(body: str) -> list[str]:
    """The mutants of a function's body that nobody has to list, after the arrow."""
    source = "import numpy as np\n\n\ndef f(x, c):\n" + "".join(f"    {line}\n" for line in body.split("; "))
    return [
        mutant.change.partition(" → ")[2]
        for mutant in mutants(source, "solution.py")
        if computes_the_same(source, mutant.source)
    ]


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        ("return x + 0.0", ["return x - 0.0"]),
        ("x -= 0; return x", ["x += 0"]),
        ("return x * 1.0", ["return x / 1.0"]),
        ("return x.sum(axis=1).argmin()", ["return x.mean(axis=1).argmin()"]),
        ("return np.argsort(np.mean(x, axis=1))", ["return np.argsort(np.sum(x, axis=1))"]),
        ("d = ((x - c) ** 2).sum(axis=-1); return d.argmin(axis=1)", ["d = ((x - c) ** 2).mean(axis=-1)"]),
        ("d = x.sum(1); return np.argmax(d), d.argmin()", ["d = x.mean(1)"]),
    ],
)
def test_an_identity_is_known(body: str, changes: list[str]) -> None:
    assert known(body) == changes


@pytest.mark.parametrize(
    "body",
    [
        "return 0.0 + x",
        "return x * 1",  # of an int, x / 1 is a float
        "return x * 2.0",
        "return x.sum(axis=1).min()",
        "d = x.sum(1); return d.argmin(), d",  # the distances themselves are wrong
        "d = x.sum(1); d[0] = 5; return d.argmin()",
        "d = x.sum(1); d += 1; return d.argmin()",
        "d = x.sum(1); d = d + c; return d.argmin()",
        "return (x.sum(1) + c).argmin()",
        "return x.sum(1, where=x > 0).argmin()",  # the rows have different counts
        "return np.ma.array(x).sum(1).argmin()",
        "return x.groupby(c).sum().argmin()",
        "global d; d = x.sum(1); return d.argmin()",
    ],
)
def test_whatever_may_differ_is_not(body: str) -> None:
    assert known(body) == []
