"""Mistakes are read from edits of correct code and from files. An author is told exactly what can't be read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from runner.catalog import all_exercises
from runner.protocol.mistakes import KnownMistake, MistakesError, read_mistakes, without_docstring

SOLUTION = '''\
"""Means."""

import numpy as np

SCALE = 1.0


def means(x):
    """The mean of each row."""
    total = np.zeros(len(x))

    # Add the columns.
    for column in x.T:
        total += column  # (n,)
    if len(x) == 0:
        total = np.zeros(0)
    return total / x.shape[1]
'''
ADDS_TWICE = """
-        total += column
+        # twice
+        total += 2 * column
"""


def edits(folder: Path, edit: str = ADDS_TWICE, head: str = 'check = "any"\ncause = "You add twice."') -> Path:
    folder = folder / "row-means"
    (folder / "mistakes").mkdir(parents=True, exist_ok=True)
    (folder / "alternatives").mkdir(exist_ok=True)
    (folder / "solution.py").write_text(SOLUTION)
    (folder / "alternatives" / "short.py").write_text("def means(x):\n    return x.mean(1)\n")
    (folder / "mistakes.toml").write_text(f"[adds_twice]\n{head}\nedit = '''{edit}'''\n")
    return folder


def built(folder: Path, edit: str = ADDS_TWICE, **kwargs: str) -> KnownMistake:
    (mistake,) = read_mistakes(edits(folder, edit, **kwargs))
    return mistake


def problem(folder: Path, edit: str = ADDS_TWICE, **kwargs: str) -> str:
    with pytest.raises(MistakesError) as caught:
        built(folder, edit, **kwargs)
    head, _, text = str(caught.value).partition(": ")
    assert head == "row-means/mistakes.toml, adds_twice"
    return text


def test_an_edit_builds_the_solution_with_that_change_and_without_comments_on_correct_code(tmp_path: Path) -> None:
    assert built(tmp_path).source == (
        "import numpy as np\n\nSCALE = 1.0\n\n\ndef means(x):\n    total = np.zeros(len(x))\n    for column in x.T:\n"
        "        # twice\n        total += 2 * column\n    if len(x) == 0:\n        total = np.zeros(0)\n"
        "    return total / x.shape[1]\n"
    )


def test_texts_become_one_line_each(tmp_path: Path) -> None:
    mistake = built(tmp_path, head="check = \"any\"\ncause = '''\nYou add\ntwice.\n'''\nfix = '''Drop\n2 *.'''")
    assert (mistake.name, mistake.check, mistake.message, mistake.fix) == (
        "adds_twice",
        "any",
        "You add twice.",
        "Drop 2 *.",
    )
    assert mistake.location == "mistakes.toml, adds_twice"


def test_several_blocks_change_several_places_and_unchanged_lines_say_where(tmp_path: Path) -> None:
    first = "-    total = np.zeros(len(x))\n+    total = 0\n"
    second = "     if len(x) == 0:\n-        total = np.zeros(0)\n+        return 0\n"
    source = built(tmp_path, f"\n{first}\n{second}").source
    assert "    total = 0\n" in source
    assert "    if len(x) == 0:\n        return 0\n    return total" in source


def test_lines_may_be_copied_with_their_comments(tmp_path: Path) -> None:
    edit = (
        "     # Add the columns.\n     for column in x.T:\n-        total += column  # (n,)\n+        total -= column\n"
    )
    assert "total -= column" in built(tmp_path, f"\n{edit}").source


def test_another_base_is_edited_where_one_is_named(tmp_path: Path) -> None:
    head = 'check = "any"\ncause = "You sum."\nbase = "alternatives/short.py"'
    assert (
        built(tmp_path, "\n-    return x.mean(1)\n+    return x.sum(1)\n", head=head).source
        == "def means(x):\n    return x.sum(1)\n"
    )


def test_strings_in_the_code_keep_their_blank_lines_and_hash_signs(tmp_path: Path) -> None:
    folder = edits(tmp_path, "\n-    return TEXT\n+    return TEXT[1:]\n")
    text = 'TEXT = """\n# a\n\n  b  \n"""\n\n\n'
    (folder / "solution.py").write_text(f'{text}def f():\n    """Doc."""\n\n    return TEXT\n')
    (mistake,) = read_mistakes(folder)
    assert mistake.source == f"{text}def f():\n    return TEXT[1:]\n"


def test_a_class_keeps_the_docstring_that_is_all_it_has(tmp_path: Path) -> None:
    folder = edits(tmp_path, "\n-    raise Empty\n+    return 0\n")
    (folder / "solution.py").write_text('class Empty(Exception):\n    """None."""\n\n\ndef f():\n    raise Empty\n')
    (mistake,) = read_mistakes(folder)
    assert mistake.source == 'class Empty(Exception):\n    """None."""\n\n\ndef f():\n    return 0\n'


def test_a_file_is_a_mistake_too(tmp_path: Path) -> None:
    folder = edits(tmp_path)
    (folder / "mistakes" / "zeros.py").write_text(
        '"""any\n\nYou return\nzeros.\n\n---\nDon\'t.\n"""\n\ndef means(x):\n    return 0 * x\n'
    )
    first, second = read_mistakes(folder)
    assert first.name == "adds_twice"
    assert second == KnownMistake(
        name="zeros",
        check="any",
        message="You return zeros.",
        fix="Don't.",
        source="def means(x):\n    return 0 * x\n",
        location="mistakes/zeros.py",
    )


COLUMN, TOTAL, RETURN = "    for column in x.T:\n", "        total += column\n", "    return total / x.shape[1]\n"


@pytest.mark.parametrize(
    ("edit", "text"),
    [
        ("-        total += row\n", "“        total += row” isn't in solution.py; the nearest is line 14, “{TOTAL}”"),
        (
            f"-{COLUMN}-        total = column\n",
            "“        total = column” isn't in solution.py after “{COLUMN}”; the nearest is line 14, “{TOTAL}”",
        ),
        (
            f"-{RETURN}-    return 1\n",
            "“    return 1” isn't in solution.py after “return total / x.shape[1]”; the nearest is line 17, “{RETURN}”",
        ),
        ("+    return 0\n", "the block “+    return 0” has no line of the base: begin with an unchanged one"),
        (f" {COLUMN}", "the block “     for column in x.T:” changes nothing"),
        (f"-{COLUMN}total\n", "“total” begins with neither -, + nor a space"),
        (f"-{COLUMN}+    for x in x:\n\n {COLUMN}-{TOTAL}", "two blocks have line 13 of solution.py: make them one"),
    ],
)
def test_an_edit_that_does_not_fit_is_explained(tmp_path: Path, edit: str, text: str) -> None:
    assert problem(tmp_path, f"\n{edit}") == text.format(
        COLUMN=COLUMN.strip(), TOTAL=TOTAL.rstrip(), RETURN=RETURN.rstrip()
    )


def test_a_block_that_is_found_twice_is_named_with_its_lines(tmp_path: Path) -> None:
    folder = edits(tmp_path, "\n-    return 0\n+    return 1\n")
    (folder / "solution.py").write_text("def f():\n    return 0\n\n\ndef g():\n    return 0\n")
    with pytest.raises(
        MistakesError, match=r"“return 0” is in solution.py 2 times, at lines 2 and 6: add an unchanged"
    ):
        read_mistakes(folder)


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ('cause = "You add."', "it has no check"),
        ('check = "any"\ncause = " "', "it has no cause"),
        ('check = "any"\ncause = "You add."\nhint = "Don\'t."', "hint isn't one of check, cause, edit, fix, base"),
        ('check = "any"\ncause = 3', "cause isn't a string"),
        ('check = "any"\ncause = "You add."\nbase = "alternatives/long.py"', "there is no alternatives/long.py"),
        (
            'check = "any"\ncause = "You add."\nbase = "../x.py"',
            "the base ../x.py is neither solution.py nor an alternative",
        ),
    ],
)
def test_an_entry_that_lacks_something_is_explained(tmp_path: Path, head: str, text: str) -> None:
    assert problem(tmp_path, head=head) == text


def test_every_problem_of_an_exercise_is_told_at_once(tmp_path: Path) -> None:
    folder = edits(tmp_path, "\n-nowhere\n")
    (folder / "mistakes" / "empty.py").write_text('"""any"""\n')
    with pytest.raises(MistakesError) as caught:
        read_mistakes(folder)
    edit, file = str(caught.value).splitlines()
    assert edit.startswith("row-means/mistakes.toml, adds_twice: “nowhere” isn't in solution.py")
    assert file.startswith("row-means/mistakes/empty.py: start with a docstring")


def test_two_mistakes_of_one_name_are_refused(tmp_path: Path) -> None:
    folder = edits(tmp_path)
    (folder / "mistakes" / "adds_twice.py").write_text('"""any\n\nYou add."""\n')
    with pytest.raises(MistakesError, match=r"mistakes/adds_twice.py: mistakes.toml, adds_twice has the same name"):
        read_mistakes(folder)


def test_toml_that_can_not_be_read_is_named_with_its_line(tmp_path: Path) -> None:
    folder = edits(tmp_path)
    (folder / "mistakes.toml").write_text("[adds_twice]\ncheck = any\n")
    with pytest.raises(MistakesError, match=r"row-means/mistakes.toml: .*line 2"):
        read_mistakes(folder)


def test_a_modules_docstring_is_left_out() -> None:
    assert without_docstring('"""Two\nlines."""\n\nx = 1\n') == "x = 1\n"
    assert without_docstring("x = 1\n") == "x = 1\n"


def test_every_shipped_mistake_is_code_that_differs_from_the_solution() -> None:
    for exercise in all_exercises():
        solution = ast.dump(ast.parse(exercise.solution))
        same = [mistake.name for mistake in exercise.mistakes if ast.dump(ast.parse(mistake.source)) == solution]
        assert not same, exercise.slug
