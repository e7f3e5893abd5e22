"""``python -m runner new SLUG --section SECTION``: the folder of a new exercise, with everything left to write marked.

Each mark is a line with AUTHOR: in it. The audit lists them, file by file, until there is none left; then it proves.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Template

from runner.catalog import UnknownExercise, catalogs, find

MARK = "AUTHOR:"  # not TODO, which a starter may say to a learner
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_FILES = {
    "exercise.md": """\
+++
uid = "exercise-$slug"
title = "$title"
summary = "AUTHOR: one sentence: what the learner writes"
topics = ["AUTHOR: uid of a topic, see curriculum/content"]
criteria = []
stars = 3
difficulty = 2
minutes = 30
entry = ["$entry"]
+++

AUTHOR: two or three sentences: why it matters, and where the learner will meet it again.

AUTHOR: the formula:

$$$$
y = a x
$$$$

Write `$entry(a, x)` in NumPy.

| argument | what | shape |
|---|---|---|
| `a` | AUTHOR: a row for each argument | a number |
| `x` | AUTHOR: | `(n,)` |

Return AUTHOR: what, of which shape.

- AUTHOR: every rule that a check enforces, and no other.
- Do not modify `x`.

## A worked example

AUTHOR: in numbers small enough to follow by hand: with $$a = 2$$ and $$x = (1, 3)$$, $$y = (2, 6)$$.
""",
    "starter.py": '''\
import numpy as np


def $entry(a, x):
    """AUTHOR: what it returns.

    a: a number    x: (n,) floats

    Returns (n,). With a = 2 and x = [1, 3]: [2, 6].
    """
    raise NotImplementedError("AUTHOR: what to write here")
''',
    "solution.py": '''\
import numpy as np


def $entry(a, x):
    """AUTHOR: what it returns, in a line. Then the code you would show afterwards: short, shapes in comments."""
    return a * x  # (n,)
''',
    "checks.py": '''\
import numpy as np

from runner.judge import check, close, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""  # AUTHOR: the learner sees this title; each check needs a mistake that it catches
    close(learner.$entry(2.0, np.array([1.0, 3.0])), np.array([2.0, 6.0]))


@check
def any_length(learner, rng):
    """Vectors of any length"""
    for n in (1, 4, 7, 200):
        a, x = rng.normal(), rng.normal(size=n)
        expected = np.array([a * value for value in x])  # AUTHOR: by loops or by torch, never from solution.py
        close(learner.$entry(a, x), expected, name="your vector", sizes={"the length n": n})


@check
def argument_unchanged(learner, rng):
    """The argument is not modified"""
    learner.$entry(3.0, rng.normal(size=5))
    preserves_arguments(learner)
''',
    "hints.md": """\
AUTHOR: the concept: the idea that somebody who is stuck is missing. No code.

---

AUTHOR: the plan: the steps in order, with their shapes.

---

AUTHOR: the code: the one or two lines that are hard, and not the whole solution.
""",
    "mistakes.toml": """\
[adds]
check = "worked_example"
cause = "AUTHOR: what a tutor says to someone who made exactly this mistake: what the code does, and why it's wrong."
fix = "AUTHOR: optional: what to write instead. Code belongs here, not in the cause."
edit = '''
-    return a * x
+    return a + x
'''

[forgets_the_factor]
check = "worked_example"
cause = "AUTHOR: write down the belief first, as in: you take the vector as it is."
edit = '''
-    return a * x
+    return x
'''

[two_entries_only]
check = "any_length"
cause = "AUTHOR: check names the first check that this mistake fails."
edit = '''
-    return a * x
+    return a * x[:2]
'''

[scales_in_place]
check = "argument_unchanged"
cause = "AUTHOR: say why this matters to the caller."
edit = '''
-    return a * x
+    x *= a
+    return x
'''
""",
    "alternatives/loops.py": """\
import numpy as np


def $entry(a, x):
    return np.array([a * value for value in x])  # AUTHOR: a correct solution, written differently
""",
    "alternatives/by_a_call.py": """\
import numpy as np


def $entry(a, x):
    return np.multiply(a, x)  # AUTHOR: another one, as somebody else would write it
""",
}


def main(argv: list[str]) -> int:
    """Make the folder and say what comes next. 2 where it can't be made."""
    options = _parser().parse_args(argv)
    try:
        folder = make(options.slug, options.section, options.catalog)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(
        f"Made {folder}, an exercise as small as one can be.\n"
        f"Now: python -m runner audit {options.slug} --draws 5\n"
        "It lists what is left to write, then what is left to prove. docs/authoring.md explains checks.py.\n"
    )
    return 0


def make(slug: str, section: str, catalog: Path) -> Path:
    """Write the folder ``section/slug`` of a catalogue.

    Raises:
        ValueError: the name is no slug, or is taken, or no command would find the folder.
    """
    if catalog not in catalogs():
        variable = os.pathsep.join(["shipped", str(catalog)])
        raise ValueError(f"DESCENT_CATALOG doesn't name {catalog}. Run export DESCENT_CATALOG={variable} first.")
    for name in (slug, section):
        if not _SLUG.fullmatch(name):
            raise ValueError(f"{name!r} is no slug: lower-case words with hyphens between them, such as row-means")
    try:
        raise ValueError(f"{slug} is there already: {find(slug).folder}")
    except UnknownExercise:
        folder = catalog / section / slug
    words = {"slug": slug, "title": slug.replace("-", " ").capitalize(), "entry": slug.replace("-", "_")}
    for name, text in _FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(text).substitute(words), encoding="utf-8")
    return folder


def unwritten_marks(folder: Path) -> Iterator[str]:
    """List what the author has yet to write, in the best order for writing it: "file, line n: what"."""
    for name in _FILES:
        lines = (folder / name).read_text(encoding="utf-8").splitlines() if (folder / name).is_file() else []
        for number, line in enumerate(lines, 1):
            if MARK in line:
                what = line.partition(MARK)[2].strip(' |"')
                yield f"{name}, line {number}: {what}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m runner new", description="Create the folder of a new exercise.")
    parser.add_argument("slug", help="its name in URLs, such as row-means")
    sections = ", ".join(sorted({path.name for catalog in catalogs() for path in catalog.glob("*/")})) or "none yet"
    parser.add_argument("--section", required=True, help=f"the folder it belongs in. Existing ones: {sections}")
    parser.add_argument(
        "--catalog",
        type=Path,
        default=catalogs()[-1],
        help="the folder of DESCENT_CATALOG that the section belongs in (default: the last, %(default)s)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
