"""A small roadmap with its own uids, so that it can be loaded beside the real one."""

from collections.abc import Callable
from pathlib import Path

import pytest

FILES = {
    "roadmap.md": """\
+++
uid = "tiny"
title = "A tiny roadmap"
balance = {coding = 70, reading = 20, watching = 10}
+++
Walk it.

## A book
+++
kind = "resource"
uid = "tiny-book"
area = "Books"
label = "Book"
medium = "reading"
topics = ["tiny-vectors"]
+++
""",
    "sections/1-tiny-mathematics.md": """\
+++
uid = "tiny-mathematics"
number = "1"
title = "Mathematics"
+++
""",
    "topics/1.1-tiny-vectors.md": """\
+++
uid = "tiny-vectors"
number = "1.1"
section = "1"
title = "Vectors"
stars = 5
why = 'A layer computes $Wx$.'
hours = {refresher = [0.5, 2], from_scratch = [4, 6]}
practice = [
  'Add two vectors',
  'Scale one by $\\frac{1}{2}$',
]
+++
A vector is $x \\in \\mathbb{R}^n$.

## Norms
+++
uid = "tiny-vectors.norms"
stars = 4
+++

### The Euclidean norm
+++
uid = "tiny-vectors.euclidean"
stars = 3
+++

## Angles
+++
uid = "tiny-vectors.angles"
stars = 2
+++
""",
    "topics/1.2-tiny-matrices.md": """\
+++
uid = "tiny-matrices"
number = "1.2"
section = "1"
title = "Matrices"
stars = 4
+++
""",
    "phases/1-start.md": """\
+++
uid = "tiny-phase"
number = 1
title = "The start"
label = "Start"
+++

## Read
+++
kind = "activity"
uid = "tiny-phase.read"
weeks = [24]
hours = [1, 1]
topics = ["tiny-vectors"]
resources = ["tiny-book"]
items = ['Read: the book']
+++

## Ready?
+++
kind = "checkpoint"
uid = "tiny-phase-checkpoint"
if_no = "Stay."
+++

### Can you add $a + b$?
+++
uid = "tiny-phase.add"
topics = ["tiny-vectors"]
+++
""",
}
NODES = 12


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The content folder of a small roadmap; tests may edit its files."""
    folder = tmp_path / "tiny"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def edit(tiny: Path) -> Callable[[str, str, str], None]:
    """Replace text in one of the small roadmap's files."""

    def replace(name: str, old: str, new: str) -> None:
        path = tiny / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace
