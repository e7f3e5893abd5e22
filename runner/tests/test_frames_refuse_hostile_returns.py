"""Only plain data is sent, and the learner is told what to return instead."""

import pytest

from runner.protocol import Limits, Verdict
from runner.sandbox.errors import LearnerError
from runner.sandbox.factory import open_cell
from runner.tests.cells import ending

pytestmark = pytest.mark.sandbox

RETURNS = [
    ("(i for i in [1])", "generator", "list(...)"),
    ("map(int, '12')", "map", "list(...)"),
    ("{1, 2}", "set", "sorted(...)"),
    ("range(3)", "range", "list(...)"),
    ("1j", "complex", "numpy.complex128"),
    ("f", "function", "call it"),
    ("object()", "object", "NumPy arrays"),
    ("type('F', (float,), {'__eq__': lambda s, o: True})(1.0)", "F", "float(...)"),
    ("type('S', (str,), {})('a')", "S", "str(...)"),
    ("type('L', (list,), {})()", "L", "list(...)"),
    ("np.matrix([[1]])", "matrix", "numpy.asarray"),
    ("np.ma.masked_array([1], [True])", "MaskedArray", "numpy.asarray"),
    ("type('A', (np.ndarray,), {'__eq__': lambda s, o: True})((2,))", "A", "numpy.asarray"),
    ("np.array([object()])", "object", "numbers or bools"),
    ("np.array(['a'])", "<U1", "numbers or bools"),
    ("np.array(['2020'], dtype='M8[D]')", "datetime64", "numbers or bools"),
    ("np.zeros(2, dtype=[('a', 'f4')])", "[('a', '<f4')]", "numbers or bools"),
    ("np.zeros(2, dtype=np.longdouble)", "dtype float", "numbers or bools"),
    ("{(1, 2): 3}", "f(...) has a key that is a tuple", "strings or ints"),
    ("{True: 3}", "f(...) has a key that is a bool", "strings or ints"),
    ("{2**64: 3}", "an int of more than 64 bits", "str(key)"),
    ("__import__('collections').Counter()", "is a collections.Counter", "dict(...)"),
    ("10 ** 4300", "more than 4300 digits", ""),
    ("'\\ud800'", "surrogate", "errors='replace'"),
    ("np.broadcast_to(np.float64(0), (10**5, 10**5))", "MiB", "16 MiB"),
    ("np.zeros(3 * 2**20)", "24.0 MiB", "16 MiB"),
    ("'x' * 2**26", "MiB", "16 MiB"),
    ("[0] * 10**6", "over 100000 values", "array"),
    ("np.zeros((2**40, 0))", "an axis of 1099511627776", "1048576"),
    ("np.zeros(2**21, np.int8)", "an axis of 2097152", "1048576"),
    ("np.zeros((1,) * 17)", "an array with 17 axes", "at most 16"),
    ("dict.fromkeys(range(20_000))", "more than 10000 ints as keys", "list"),
    ("[1, {'W1': (2, {3})}]", "f(...)[1]['W1'][1] is a set", "sorted(...)"),
]


@pytest.mark.parametrize(("expression", "what", "instead"), RETURNS, ids=[row[0][:40] for row in RETURNS])
def test_the_learner_reads_what_it_was_and_what_to_return(expression: str, what: str, instead: str) -> None:
    error = ending(f"import numpy as np\ndef f(): return {expression}")
    assert error.verdict is Verdict.BAD_VALUE
    assert what in error.message
    assert instead in error.message
    assert "f(...)" in error.message


@pytest.mark.parametrize(
    "source",
    [
        "x = []\nx.append(x)\ndef f(): return x",
        "d = {}\nd['d'] = d\ndef f(): return d",
        "x = []\nfor _ in range(10**5): x = [x]\ndef f(): return x",
    ],
)
def test_a_value_that_contains_itself_or_never_ends_is_refused(source: str) -> None:
    error = ending(source)
    assert error.verdict is Verdict.BAD_VALUE
    assert "32 levels" in error.message


@pytest.mark.parametrize(
    "expression",
    [
        "torch.zeros(2, device='meta')",
        "torch.eye(2).to_sparse()",
        "torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.quint8)",
        "torch.zeros(2, dtype=torch.float8_e5m2)",
        "torch.ones(1).expand(2**40)",
        "type('T', (torch.Tensor,), {})(torch.ones(2))",
    ],
)
def test_a_tensor_without_plain_values_is_refused(expression: str) -> None:
    error = ending(f"import torch\ndef f(): return {expression}")
    assert error.verdict is Verdict.BAD_VALUE


def test_an_object_that_lies_about_its_class_is_taken_for_what_it_is() -> None:
    lies = "class Liar:\n    @property\n    def __class__(self): return float\n    def __eq__(self, o): return True\n"
    error = ending(lies + "def f(): return Liar()")
    assert error.verdict is Verdict.BAD_VALUE
    assert "Liar" in error.message


def test_an_object_with_a_pickle_bomb_stays_where_it_is() -> None:
    bomb = "class B:\n    def __reduce__(self): return (print, ('boom',))\n"
    assert ending(bomb + "def f(): return B()").verdict is Verdict.BAD_VALUE


def test_a_cell_lives_on_after_a_bad_value() -> None:
    with open_cell(Limits()) as cell:
        cell.load("def f(bad): return {1} if bad else 2")
        with pytest.raises(LearnerError):
            cell.call("f", (True,))
        assert cell.is_alive
        assert cell.call("f", (False,)) == 2
