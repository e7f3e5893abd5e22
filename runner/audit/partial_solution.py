"""A partial solution: our own, with the steps that the exercise is about left to the learner.

A learner can start from it. Nobody could finish it if its other lines were wrong, so they have to be those of
``solution.py``: then the solution's lines, put into the gaps, make code that passes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from runner.catalog import CatalogExercise

FILE = "partial_solution.py"
GAP = "raise NotImplementedError"
MAX_GAPS = 4


def partial_solution_problems(exercise: CatalogExercise) -> Iterator[str]:
    """List what is wrong with the partial solution. Nothing if the exercise has none."""
    if not exercise.partial_solution:
        return
    try:
        lines, solution = _statements(exercise.partial_solution), _statements(exercise.solution)
    except SyntaxError as error:
        yield f"{FILE}, line {error.lineno}: {error.msg}"
        return
    count = sum(line.strip() == GAP for line in exercise.partial_solution.splitlines())
    if not 1 <= count <= MAX_GAPS:
        yield f"{FILE} leaves {count} steps to the learner; leave 1 to {MAX_GAPS}, each as {GAP}"
    for number, comment in enumerate(_comments_above_gaps(exercise.partial_solution), 1):
        if not re.match(rf"# Step {number} of {count}\b", comment):
            yield f"{FILE}: start the comment above gap {number} with “# Step {number} of {count}”"
    if not re.fullmatch("".join(map(_pattern, lines)), "".join(solution)):
        stray = next((line for line in lines if line.strip() != GAP and line not in solution), "")
        yield f"{FILE} isn't solution.py with steps left out{': ' if stray else ''}{stray.strip()}"


def _comments_above_gaps(text: str) -> Iterator[str]:
    """The first line of the comment above each gap. Empty: there is no comment."""
    comment, is_inside = "", False
    for line in map(str.strip, text.splitlines()):
        if line == GAP:
            yield comment
        comment = (comment if is_inside else line) if line.startswith("#") else ""
        is_inside = line.startswith("#")


def _statements(text: str) -> list[str]:
    """The code line by line, without comments, docstrings and blank lines, and with one way to write everything."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return [f"{line}\n" for line in ast.unparse(tree).splitlines() if line]


def _pattern(line: str) -> str:
    """Return a pattern for this line in the solution. A gap stands for lines that are indented at least as far."""
    if line.strip() != GAP:
        return re.escape(line)
    indent = " " * (len(line) - len(line.lstrip()))
    return rf"(?:{indent}.*\n)+"
