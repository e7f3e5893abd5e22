"""The judge searches a source in time linear in its length before it sends it to a cell."""

from __future__ import annotations

import pytest

from runner.sandbox.cell import _IMPORTS_TORCH
from tests.processor import grows_linearly

_SIZE = 60_000


@pytest.mark.parametrize(
    "source",
    ["\n" * _SIZE, " " * _SIZE, "\f" * _SIZE, " \n" * (_SIZE // 2), "import " * (_SIZE // 7),
     "import a\n" * (_SIZE // 9),
     "from " + "torc " * (_SIZE // 5), "import torch" + "h" * _SIZE],
    ids=["blank lines", "blanks", "form feeds", "both", "imports", "many imports", "near misses", "a long name"],
)  # fmt: skip
def test_a_hostile_source_is_searched_in_linear_time(source: str) -> None:
    assert _IMPORTS_TORCH.search(source) is None
    assert grows_linearly(lambda size: _IMPORTS_TORCH.search(source[:size]), len(source))


@pytest.mark.parametrize("line", ["import torch", "  from torch import nn", "import numpy, torch", "\fimport torch.nn"])
def test_an_import_of_torch_is_detected_anywhere_in_the_source(line: str) -> None:
    assert _IMPORTS_TORCH.search(f"x = 1\n\n{line}\n")
