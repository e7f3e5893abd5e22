"""After a call, the judge compares the arguments with those it sent. It doesn't rely on what the cell reports."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from runner.judge import Rng, Tensor
from runner.protocol import Limits
from runner.sandbox.factory import open_cell
from runner.tests.makes import making


@pytest.fixture(autouse=True, scope="module")
def _warm_cells() -> Iterator[None]:
    with making("warm"):
        yield


def changed(source: str, *args: Any, **kwargs: Any) -> tuple[str, ...]:
    with open_cell(Limits()) as cell:
        cell.load(source)
        cell.call("f", args, kwargs)
        return tuple(cell.changed_arguments)


LIES = {
    "no argument is watched": "from runner.harness import solution_module as s\ns._argument_getters = lambda *_: []",
    "none is reported": "from runner.wire import digests\ndigests.digests = lambda *_: []",
    "all digests are the same": "from runner.wire import digests\ndigests.digest = lambda *_: b''",
    "a digest of nothing": "from runner.wire import digests\ndigests.digest = lambda *_: bytes(16)",
    "an old hook": "from runner.harness import server\nserver._fingerprint = lambda *_: 0",
    "another argument is looked at": (
        "from runner.wire import digests\nparts = digests.argument_getters\n"
        "digests.argument_getters = lambda a, k, names=(): [(n, lambda: 0) for n, _ in parts(a, k, names)]"
    ),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_the_judge_detects_a_change_that_the_cell_denies(lie: str) -> None:
    assert len(changed(f"{lie}\ndef f(Q, k): Q[:] = 0", np.ones(3), 1)) == 1


UNCHANGED: list[Any] = [
    np.ones((2, 3)), np.ones((3, 2)).T, np.ones(3, ">f4"), np.array(2.0), np.array([np.nan, -0.0]), np.zeros((2, 0)),
    np.int64(3), np.float32(0.5), np.bool_(True), 10**30, "x" * 5_000, b"bytes", None, [1, [2.5, "a"], None],
    (np.ones(2), {"a": [np.ones(1)]}), {"W": np.ones(2), 3: "a", "rng": Rng(1), "n": None},
    OrderedDict(b=np.ones(1), a=np.zeros(1)), [Rng(3), np.ones(2)], Rng(2),
    Tensor(np.ones((2, 2), np.float32), requires_grad=True), Tensor(np.array([0.5, 3.0], np.float32), dtype="bfloat16"),
    {"t": Tensor(np.ones(2))},
]  # fmt: skip


def test_arguments_that_are_only_read_count_as_unchanged() -> None:
    names = [f"a{i}" for i in range(len(UNCHANGED))]
    source = f"def f({', '.join(names)}, *, key): return str(({', '.join(names)}))[:9]"
    assert changed(source, *UNCHANGED, key=np.ones(2)) == ()


@pytest.mark.parametrize(
    ("line", "argument"),
    [
        ("x[0] = -0.0", np.zeros(2)),
        ("x.shape = (4,)", np.ones((2, 2))),
        ("x.append(1)", [1]),
        ("x[0] = 2", [1]),
        ("x[0] = 1.0", [1]),
        ("x[1][0] = 5", (1, [2])),
        ("x[0] = lambda: 0", [1]),
        ("x['a'][0] = 5", {"a": [1.0]}),
        ("x[None] = 1", {"a": 1}),
        ("x.add_(1)", Tensor(np.ones(2))),
        ("x.requires_grad_(True)", Tensor(np.ones(2))),
    ],
)
def test_every_kind_of_change_is_detected(line: str, argument: Any) -> None:
    assert changed(f"def f(x): {line}", argument) != ()
