"""A whole exercise in a few lines, written to a folder of its own, for tests of judge, catalogue and audit."""

from __future__ import annotations

import re
from pathlib import Path

from runner.catalog import CatalogExercise

SOLUTION = "def row_means(x):\n    return x.sum(axis=1) / x.shape[1]\n"

FILES = {
    "exercise.md": """\
+++
uid = "exercise-row-means"
title = "Row means"
summary = "The mean of each row."
topics = ["linear-algebra"]
stars = 1
difficulty = 1
minutes = 5
entry = ["row_means"]
forbidden = ["numpy.mean"]
limits = { wall_s = 2.0 }
+++

Write `row_means(x)`.
""",
    "starter.py": 'def row_means(x):\n    """x: (n, m) -> (n,)"""\n    raise NotImplementedError\n',
    "solution.py": SOLUTION,
    "checks.py": '''\
import numpy as np

from runner.judge import bars, check, close, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    close(learner.row_means(np.array([[1.0, 3.0], [2.0, 6.0]])), np.array([2.0, 4.0]))


@check
def any_shape(learner, rng):
    """Rows of any length."""
    for m in (1, 3, 5, 300):
        x = rng.normal(size=(4, m))
        yours = learner.row_means(x)
        learner.show(bars(["0", "1", "2", "3"], {"yours": yours}))
        close(yours, np.array([sum(row) / m for row in x]), sizes={"the length of a row": m})


@check
def arguments_unchanged(learner, rng):
    """The argument is not modified"""
    learner.row_means(rng.normal(size=(2, 3)))
    preserves_arguments(learner)
''',
    "mistakes/sums.py": '"""worked_example\n\nYou return the sum of each row. Divide by its length.\n"""\n'
    "def row_means(x):\n    return x.sum(axis=1)\n",
    "mistakes.toml": """\
[columns]
check = "worked_example"
cause = '''
You average over the
columns.
'''
edit = '''
-    return x.sum(axis=1) / x.shape[1]
+    return x.sum(axis=0) / x.shape[0]
'''

[halves]
check = "any_shape"
cause = "You divide by 2, the length of the example's rows."
edit = '''
-    return x.sum(axis=1) / x.shape[1]
+    return x.sum(axis=1) / 2
'''

[divides_in_place]
check = "arguments_unchanged"
cause = "You divide x itself."
edit = '''
-    return x.sum(axis=1) / x.shape[1]
+    x /= x.shape[1]
+    return x.sum(axis=1)
'''
""",
    "alternatives/loops.py": "import numpy as np\n\n\ndef row_means(x):\n"
    "    return np.array([sum(row) / len(row) for row in x])\n",
    "alternatives/product.py": "import numpy as np\n\n\ndef row_means(x):\n"
    "    return x @ np.full(x.shape[1], 1.0) / x.shape[1]\n",
}


# A check that ends its own process, as a bug of ours might, where the learner's answer is this one's.
POISON = "import numpy as np\n\n\ndef row_means(x):\n    return np.full(len(x), -7.0)\n"
_CLOSE = "    close(learner.row_means(np.array([[1.0, 3.0], [2.0, 6.0]])), np.array([2.0, 4.0]))\n"
DEADLY_CHECKS = FILES["checks.py"].replace(
    _CLOSE,
    "    if learner.row_means(np.ones((1, 1)))[0] == -7.0:\n"
    "        import os, signal\n\n        os.kill(os.getpid(), signal.SIGKILL)\n" + _CLOSE,
)


def write_exercise(catalog: Path, **changed: str) -> CatalogExercise:
    """The exercise ``toys/row-means`` in a catalogue of its own; ``changed`` replaces files (``checks_py="…"``)."""
    folder = catalog / "toys" / "row-means"
    files = FILES | {re.sub(r"_(py|toml|md)$", r".\1", name.replace("__", "/")): text for name, text in changed.items()}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return CatalogExercise(folder)
