"""Values keep their type, shape, dtype and bytes in both directions."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given as drawn_from
from hypothesis import settings
from hypothesis import strategies as st

from runner.protocol import Limits
from runner.sandbox.factory import open_cell
from runner.tests.cells import answer
from runner.wire.packer import Packer
from runner.wire.unpacker import Unpacker
from runner.wire.values import Rng, Tensor, UnfitValueError

pytestmark = pytest.mark.sandbox

ECHO = "def f(x): return x"


def _round_trip(value: Any) -> Any:
    packer = Packer(2**24)
    node = packer.pack(value)
    unpacker = Unpacker(b"".join(packer.buffers))
    result = unpacker.unpack(node)
    unpacker.finish()
    return result


def _same(left: Any, right: Any) -> bool:
    if type(left) is not type(right):
        return False
    if isinstance(left, np.ndarray | np.generic):
        same_kind = left.dtype == right.dtype and left.shape == right.shape
        return bool(same_kind and left.tobytes() == right.tobytes())
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(_same, left, right))
    if isinstance(left, dict):
        return list(left) == list(right) and all(_same(left[key], right[key]) for key in left)
    if isinstance(left, float):
        return math.isnan(left) == math.isnan(right) and (math.isnan(left) or left.hex() == right.hex())
    return bool(left == right)


_scalars = st.none() | st.booleans() | st.integers(-(10**60), 10**60) | st.floats() | st.binary(max_size=40)
_texts = st.text(st.characters(codec="utf-8"), max_size=40)
_values = st.recursive(
    _scalars | _texts,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(_texts | st.integers(-(2**63), 2**63 - 1), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@drawn_from(_values)
def test_plain_data_comes_back_equal_and_of_the_same_type(value: Any) -> None:
    assert _same(_round_trip(value), value)


ARRAYS = [
    np.array(3),
    np.array(2.5, dtype=np.float32),
    np.zeros((0, 3)),
    np.zeros((2, 0, 5), dtype=np.int8),
    np.arange(24).reshape(2, 3, 4)[:, ::-1, ::2],
    np.arange(6, dtype=">f8"),
    np.asfortranarray(np.arange(12.0).reshape(3, 4)),
    np.array([np.nan, np.inf, -np.inf, -0.0, 5e-324]),
    np.array([True, False]),
    np.array([1 + 2j], dtype=np.complex64),
    np.array([1.5], dtype=np.float16),
    np.broadcast_to(np.float32(1), (3, 4)),
    np.arange(5, dtype=np.uint64) + 2**63,
]


@pytest.mark.parametrize("array", ARRAYS, ids=lambda a: f"{a.dtype}{a.shape}")
def test_an_array_keeps_shape_and_values(array: np.ndarray) -> None:
    result = _round_trip(array)
    assert type(result) is np.ndarray
    assert result.shape == array.shape
    assert result.dtype == array.dtype.newbyteorder("=")
    assert np.array_equal(result, array, equal_nan=array.dtype.kind in "fc")


def test_a_cell_gives_back_what_it_was_given() -> None:
    value = [
        None, True, 7, -0.0, math.inf, "ä\n", b"\0\xff", (1, [2, (3,)]), {"a": 1, 5: [2]}, 2**200,
        -(10**4300 - 1), "x" * 10_000, np.float64(2.5), np.int32(-1), np.bool_(True), *ARRAYS[:5],
    ]  # fmt: skip
    assert _same(answer(ECHO, value), value)


def test_a_numpy_scalar_is_not_a_float_and_a_tuple_not_a_list() -> None:
    values = "[1.0, np.float64(1), np.float32(1), np.array(1.0), (1,), [1], True, 1]"
    types = [type(value) for value in answer(f"import numpy as np\ndef f(): return {values}")]
    assert types == [float, np.float64, np.float32, np.ndarray, tuple, list, bool, int]


def test_a_tensor_arrives_as_one_and_comes_back_with_its_type() -> None:
    source = """
import torch
def f(t, u):
    assert type(t) is torch.Tensor and t.requires_grad and not u.requires_grad, (t, u)
    assert t.dtype is torch.float32 and u.dtype is torch.bfloat16
    return t * 2, u, torch.tensor(3), torch.nn.Parameter(torch.ones(2, 2).T), torch.tensor([True])
"""
    given = Tensor(np.ones(3, np.float32), requires_grad=True), Tensor(np.ones(2, np.float32), dtype="bfloat16")
    tensors = answer(source, *given)
    assert [type(tensor) for tensor in tensors] == [Tensor] * 5
    assert [tensor.dtype for tensor in tensors] == ["float32", "bfloat16", "int64", "float32", "bool"]
    assert [tensor.requires_grad for tensor in tensors] == [True, False, False, True, False]
    assert tensors[2].array.shape == ()
    assert np.array_equal(tensors[0].array, np.full(3, 2, np.float32))


def test_a_generator_is_made_from_its_seed_and_lives_through_repeated_calls() -> None:
    expected = np.random.default_rng(7)
    with open_cell(Limits()) as cell:
        cell.load("def f(rng): return rng.random()")
        drawn = cell.repeat(5, "f", (Rng(7),))
        assert drawn == [expected.random() for _ in range(5)]
        assert cell.call("f", (Rng(7),)) == drawn[0]


def test_repeated_calls_all_get_the_arguments_as_they_were() -> None:
    with open_cell(Limits()) as cell:
        cell.load("def f(x, items):\n    x += 1\n    items.append(1)\n    return float(x[0]), len(items)")
        assert cell.repeat(3, "f", (np.zeros(2), [])) == [(1.0, 1)] * 3


def test_an_argument_that_was_changed_is_named() -> None:
    source = """
def f(Q, params, names, *, mask):
    Q[0] = 9
    params["b"] *= 2
    names.append("x")
    return 0
def g(Q): return Q + 1
def h(x): x[0, 0] = float("nan")
"""
    arguments = (np.ones(2), {"a": np.ones(2), "b": np.ones(2)}, ["n"])
    changed = []
    with open_cell(Limits()) as cell:
        cell.load(source)
        for name, args, kwargs in (
            ("f", arguments, {"mask": np.ones(2, bool)}),
            ("g", (np.ones(2),), {}),
            ("h", (np.full((2, 2), np.nan),), {}),
            ("h", (Tensor(np.ones((2, 2))),), {}),
        ):
            cell.call(name, args, kwargs)
            changed.append(cell.changed_arguments)
    assert changed == [("Q", "params['b']", "names"), (), (), ("x",)]


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("p['a'] = p['a'] + 1", "p['a']"),
        ("del p['b']", "p['b']"),
        ("p['c'] = 1", "the keys of p"),
        ("q = dict(p, a=0)", ""),
    ],
)
def test_a_dict_is_watched_for_what_it_holds(line: str, changed: str) -> None:
    with open_cell(Limits()) as cell:
        cell.load(f"def f(p):\n    {line}")
        cell.call("f", ({"a": np.ones(2), "b": np.ones(2)},), {})
        assert (changed in cell.changed_arguments) if changed else (cell.changed_arguments == ())


def test_a_state_dict_arrives_as_a_dict() -> None:
    state = answer("def f(): import torch; return torch.nn.Linear(2, 1).state_dict()")
    assert type(state) is dict
    assert list(state) == ["weight", "bias"]


def test_our_own_arrays_are_never_touched() -> None:
    mine = np.ones(4)
    answer("def f(x): x[:] = 0", mine)
    assert mine.tolist() == [1, 1, 1, 1]


def test_values_may_fill_the_limit_and_not_exceed_it() -> None:
    packer = Packer(2**20)
    packer.pack(np.zeros(2**19, np.uint8))
    packer.pack(np.zeros(2**19, np.uint8))
    with pytest.raises(UnfitValueError, match="the limit is 1 MiB"):
        packer.pack(np.zeros(1, np.uint8))
