"""Find names in an exercise's list of forbidden ones that forbid nothing."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Sequence
from importlib.util import find_spec

import numpy as np
import torch

_LIBRARIES = {
    "torch": torch,
    "torch.nn.functional": torch.nn.functional,
    "torch.nn": torch.nn,
    "torch.Tensor": torch.Tensor,
    "numpy": np,
    "numpy.ndarray": np.ndarray,
}


def forbidden_problems(forbidden: Sequence[str]) -> Iterator[str]:
    """Describe each attribute of a library that is listed without it. As a bare name it would be taken for a module."""
    for name in forbidden:
        if "." in name or not name.isidentifier() or hasattr(builtins, name) or find_spec(name) is not None:
            continue
        library = next((path for path, library in _LIBRARIES.items() if hasattr(library, name)), None)
        if library:
            yield f"forbidden: {name!r} is no module and not built in, so it forbids nothing; write {library}.{name}"
