"""The files of a new exercise, with everything left to write marked. ``python -m runner new`` and the site make them.

Each mark is a line with AUTHOR: in it. The audit lists them, file by file, until there is none left.
"""

from __future__ import annotations

import json
from string import Template

MARK = "AUTHOR:"  # not TODO, which a starter may say to a learner
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
    for n in (1, 4, 7, 1200):
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


def scaffold_files(*, slug: str, title: str) -> dict[str, str]:
    """The files of an exercise as small as one can be, in the best order for writing them."""
    values = {
        "slug": slug,
        "title": json.dumps(title, ensure_ascii=False)[1:-1],  # a JSON string is a TOML string
        "entry": slug.replace("-", "_"),
    }
    return {name: Template(text).substitute(values) for name, text in _FILES.items()}
