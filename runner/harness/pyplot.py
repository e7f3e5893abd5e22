"""A small ``matplotlib.pyplot`` over :mod:`.figures`: what pasted code uses most. It draws in own runs only.

As in matplotlib, calls describe the current figure, and ``show``, ``figure`` or the end of the run finish it. Lines of
one figure share their x.
"""

from __future__ import annotations

import sys
import types
from typing import Any, NoReturn

import numpy as np

from . import figures

NAMES = ("plot", "imshow", "bar", "title", "xlabel", "ylabel", "legend", "figure", "subplots", "show")
_MISSING = "matplotlib here is a small stand-in. pyplot has {}"


def install() -> None:
    """Make both modules importable."""
    package, pyplot = types.ModuleType("matplotlib"), types.ModuleType("matplotlib.pyplot")
    package.__path__ = []
    for name in NAMES:
        setattr(pyplot, name, globals()[name])
    for module in (package, pyplot):
        module.__getattr__ = _refuse  # type: ignore[method-assign]
    package.pyplot = pyplot  # type: ignore[attr-defined]
    sys.modules.update({"matplotlib": package, "matplotlib.pyplot": pyplot})


def plot(*values: Any, label: Any = "", **_: Any) -> None:
    """``plot(y)``, ``plot(x, y)``, each with or without a format such as "r--", which is ignored."""
    numbers = [value for value in values if not isinstance(value, str)]
    figures.add_line(*numbers, label=label)


def imshow(matrix: Any, **_: Any) -> None:
    figures.heatmap(matrix)
    figures.open_last()


def bar(x: Any, height: Any, **_: Any) -> None:
    names = list(x) if np.ndim(x) else [x]
    heights = list(height) if np.ndim(height) else [height] * len(names)
    figures.bars(dict(zip(map(str, names), heights, strict=True)))
    figures.open_last()


def title(text: Any, **_: Any) -> None:
    figures.describe(title=text)


def xlabel(text: Any, **_: Any) -> None:
    figures.describe(x=text)


def ylabel(text: Any, **_: Any) -> None:
    figures.describe(y=text)


def legend(*_: Any, **__: Any) -> None:
    """The figure always says which line is which."""


def figure(*_: Any, **__: Any) -> None:
    figures.finish()


def show(*_: Any, **__: Any) -> None:
    figures.finish()


def subplots(nrows: int = 1, ncols: int = 1, **_: Any) -> tuple[types.SimpleNamespace, types.SimpleNamespace]:
    """One pair of axes, with the methods that this module has as functions."""
    if (nrows, ncols) != (1, 1):
        raise NotImplementedError("subplots draws one pair of axes here. Call plot or heatmap once for each figure")
    figures.finish()
    methods = {"plot": plot, "imshow": imshow, "bar": bar, "legend": legend}
    axes = types.SimpleNamespace(**methods, set_title=title, set_xlabel=xlabel, set_ylabel=ylabel)
    return types.SimpleNamespace(show=show), axes


def _refuse(name: str) -> NoReturn:
    if name.startswith("__"):
        raise AttributeError(name)
    raise AttributeError(f"{_MISSING.format(', '.join(NAMES))}; it has no {name}")
