"""The standard library and torch can inspect the module that holds a learner's code."""

from __future__ import annotations

import pytest

from runner.tests.cells import answer

pytestmark = pytest.mark.sandbox

READS_ITSELF = """
import dataclasses, inspect


@dataclasses.dataclass
class Layer:
    width: int = 3  # units


def area(x: float) -> float:
    return x * x


def f():
    fields = [field.name for field in dataclasses.fields(Layer)]
    return [inspect.getsource(Layer).splitlines()[-1], inspect.getsource(area).splitlines()[-1], *fields]
"""

COMPILES = """
import torch


class Doubler(torch.nn.Module):
    def forward(self, x):
        return x + x


def f():
    return float(torch.jit.script(Doubler())(torch.ones(())))
"""

TELLS = "import sys\ndef f(): return [__file__, __name__, sys.modules[__name__].__file__]"


def test_classes_and_functions_find_their_own_source() -> None:
    assert answer(READS_ITSELF) == ["    width: int = 3  # units", "    return x * x", "width"]


def test_torch_compiles_a_module_from_its_source() -> None:
    assert answer(COMPILES) == 2.0


def test_its_file_reveals_none_of_our_paths() -> None:
    assert answer(TELLS) == ["solution.py", "solution", "solution.py"]
