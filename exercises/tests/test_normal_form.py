"""Sources that are equal after renaming variables have the same digest, and no others do."""

import ast
from textwrap import dedent

import pytest

from exercises.submissions.normal_form import MAX_SOURCE_CHARS, normal_digest
from tests.processor import processor_bound

SOURCE = '''
import numpy as np

def centred(values):
    """A helper."""
    return values - values.mean()

def softmax(z):
    # subtract the maximum
    shifted = centred(z)
    e = np.exp(shifted)
    return e / sum(x for x in e)
'''
RENAMED = '''
"""My solution."""
import numpy as xp

def helper(v):
    return v - v.mean()

def softmax(scores):
    a = helper(scores)


    b = xp.exp(a)  # here
    return (b / sum(y
                    for y in b))
'''


def digest(source: str) -> str:
    return normal_digest(dedent(source), ["softmax"])


def test_names_comments_docstrings_and_layout_make_no_difference() -> None:
    assert digest(SOURCE) == digest(RENAMED) != ""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("def softmax(z): return z + 1", "def softmax(z): return z + 2"),
        ("def softmax(z): return z + 1", "def softmax(z): return z + 1.0"),
        ("def softmax(z): return z + 1", "def softmax(z): return z + True"),
        ("def softmax(a, b): return a - b", "def softmax(a, b): return b - a"),
        ("def softmax(a, b): return a - b", "def softmax(b, a): return a - b"),
        ("def softmax(z): return z.sum()", "def softmax(z): return z.mean()"),
        ("def softmax(z): return sum(z)", "def softmax(z): return max(z)"),
        ("def softmax(z): return f(axis=z)", "def softmax(z): return f(dim=z)"),
        ("def softmax(z): return z", "def soft_max(z): return z"),
        ("def softmax(z): return f(z)", "def softmax(f): return f(f)"),
        ("import a as n\ndef softmax(z): return n(z)", "import b as n\ndef softmax(z): return n(z)"),
        ("def softmax(*, axis): return axis", "def softmax(*, dim): return dim"),
        ("class A:\n def f(self): pass\nA().f()", "class A:\n def g(self): pass\nA().f()"),
        # In one, `sum` of the second function is the builtin; in the other, nothing has that name.
        (
            "def f(x):\n sum = x\n return sum\ndef softmax(z): return sum(z)",
            "def f(x):\n total = x\n return total\ndef softmax(z): return total(z)",
        ),
        # In one, the helper is called; in the other, its argument.
        ("def helper(x): ...\ndef softmax(z): return helper(z)", "def helper(x): ...\ndef softmax(z): return z(z)"),
        ("def helper(n): ...\ndef softmax(z): helper(n=z)", "def helper(m): ...\ndef softmax(z): helper(n=z)"),
        ("x = [1, [2]]", "x = [1, 2]"),
        ("x = ['a b']", "x = ['a', 'b']"),
        ("x = None", "x = 'None'"),
    ],
)
def test_other_code_has_another_digest(first: str, second: str) -> None:
    assert digest(first) != digest(second)


def test_each_function_has_names_of_its_own() -> None:
    first = "def f(x): return x\ndef softmax(x): return f(x)"
    second = "def f(a): return a\ndef softmax(b): return f(b)"
    assert digest(first) == digest(second)


def test_every_way_to_bind_a_name_is_renamed() -> None:
    source = """
    def softmax(a, *b, **c):
        try:
            import math as d
            with open(a) as e, open(a) as (f, *g):
                h: int = (i := 3)
        except ValueError as j:
            print(j)
        match a:
            case [1, *k]: return k
            case {"n": 1, **l}: return l
            case m: return m
        for n in b: del n
        return [o for o in c], lambda p: p, d, e, f, g, h, i
    """
    letters = {letter: f"name_{letter}" for letter in "abcdefghijklmnop"}
    tree = ast.parse(dedent(source))
    for node in ast.walk(tree):
        for field in ("id", "arg", "name", "asname", "rest"):
            if getattr(node, field, None) in letters:
                setattr(node, field, letters[getattr(node, field)])
    assert ast.unparse(tree).count("name_") > 30
    assert digest(ast.unparse(tree)) == digest(source) != ""


@pytest.mark.parametrize(
    "source",
    [
        "def f(:",
        "x = '\0'",
        "-" * 10_000 + "1",
        "a" + "[0]" * 5_000,
        "1+" * 8_000 + "1",
        "(" * 10_000,
        "x = 0x" + "f" * 10_000,
        "x = 1\n" * MAX_SOURCE_CHARS,
    ],
)
def test_what_cannot_be_parsed_has_no_digest(source: str) -> None:
    assert normal_digest(source) == ""


@pytest.mark.parametrize(
    "source",
    [
        "import " + "a." * (MAX_SOURCE_CHARS // 2 - 10) + "a",
        "a;" * (MAX_SOURCE_CHARS // 2),
        "def f(a): a\n" * (MAX_SOURCE_CHARS // 12),
        "class A: a=1\n" * (MAX_SOURCE_CHARS // 13),
        "".join(f"a{number}=1;" for number in range(2_000))[:MAX_SOURCE_CHARS],
        "lambda:" * 2_000 + "1",
        "if a:\n pass\n" + "elif a:\n pass\n" * 1_000,
        "a = '\\d'",
        "x = '\ud800'",
    ],
)
def test_no_source_takes_long(source: str) -> None:
    with processor_bound(1):
        normal_digest(source)
