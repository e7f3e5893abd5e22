"""Count the sentences of the site that tests repeat word for word: `python -m tests.copy_in_tests [--list]`.

A better sentence should be one edit, so a test finds its element by role, id or data attribute, or imports the constant
or the function that makes the sentence. A sentence here is a run of four words or more between tags, placeholders or
other runs: in a template, in a script, or in a string of our Python.
"""

from __future__ import annotations

import argparse
import ast
import html
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
MIN_WORDS = 4
APPS = (
    "accounts",
    "authoring",
    "branding",
    "cohorts",
    "config",
    "curriculum",
    "exercises",
    "lib",
    "notices",
    "personal_data",
    "progress",
    "projects",
    "proof",
)
NOT_COPY = re.compile(r"(^|/)(tests|migrations|catalog|vendor|management)/|^conftest\.py$")
TEST = re.compile(r"(^|/)tests/.*\.py$|^conftest\.py$")
MARKUP = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>|\n\s*\n", re.DOTALL)
ATTRIBUTE = re.compile(r'(?:aria-label|placeholder|title|alt)="([^"]*)"')


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.copy_in_tests", description=__doc__)
    parser.add_argument("--list", action="store_true", help="print each sentence with the test files that repeat it")
    options = parser.parse_args(argv)
    repeated = repeated_sentences(copy_of_the_site(), tracked(TEST))
    if options.list:
        for sentence, files in sorted(repeated.items()):
            sys.stdout.write(f"{sentence}\n    {', '.join(sorted(files))}\n")
    files = {path for paths in repeated.values() for path in paths}
    sys.stdout.write(f"sentences of the site in tests: {len(repeated)}, in {len(files)} files\n")
    return 0


def repeated_sentences(copy: list[str], tests: list[Path]) -> dict[str, set[str]]:
    """The test files of each sentence: a test's string that is part of the copy, or holds a run of it."""
    whole = "\n".join(copy)
    repeated: dict[str, set[str]] = {}
    for path in tests:
        for text in strings(ast.parse(path.read_text())):
            sentence = plain(text)
            if has_words(sentence) and (sentence in whole or any(run in sentence for run in copy)):
                repeated.setdefault(sentence, set()).add(str(path.relative_to(ROOT)))
    return repeated


def copy_of_the_site() -> list[str]:
    runs: set[str] = set()
    for path in tracked(re.compile(r"^templates/.*\.(html|txt)$")):
        runs.update(template_runs(path.read_text()))
    for path in tracked(re.compile(rf"^({'|'.join(APPS)})/.*\.py$")):
        runs.update(strings(ast.parse(path.read_text())))
    for path in tracked(re.compile(r"^(static/js|frontend)/.*\.js$")):
        runs.update(re.findall(r'"([^"\n]*)"', path.read_text()))
    return sorted({plain(run) for run in runs if has_words(plain(run))})


def template_runs(text: str) -> Iterator[str]:
    """
    >>> list(template_runs('<p title="A {{ b }}">Up {# no #} here<b>now</b></p>'))
    ['A ', '', '', 'Up ', ' here', 'now', '', '']
    """
    for value in ATTRIBUTE.findall(text):
        yield from MARKUP.split(value)
    yield from MARKUP.split(text)


def strings(tree: ast.Module) -> Iterator[str]:
    """Every string but docstrings; of an f-string the runs between its placeholders."""
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield from re.split(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", node.value)


def plain(text: str) -> str:
    return " ".join(html.unescape(text).replace("’", "'").split()).strip(" .,;:!?")


def has_words(text: str) -> bool:
    """
    >>> [has_words(text) for text in ("Nobody has answered yet", "a.b == c and d", "one two three", "ls --all -l -h")]
    [True, False, False, False]
    """
    words = re.findall(r"(?<!\S)[\w'’“”(][\w'’“”()-]*[,;:.?!]?(?!\S)", text)
    return len(words) >= MIN_WORDS and not re.search(r"[={}<>]", text)


def tracked(pattern: re.Pattern[str]) -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    wants_tests = pattern is TEST
    chosen = (name for name in names if pattern.search(name) and (wants_tests or not NOT_COPY.search(name)))
    return [ROOT / name for name in chosen if (ROOT / name).exists()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
