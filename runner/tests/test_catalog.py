"""The catalogue is read from its folders."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from runner.catalog import CatalogExercise, UnknownExercise, all_exercises, find, load_module, missing_need, preload
from runner.harness import interpreter
from runner.protocol import SHIPPED_CATALOG, Need
from runner.tests.toy import write_exercise


@pytest.fixture
def exercise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CatalogExercise:
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path))
    return write_exercise(tmp_path)


def test_it_finds_an_exercise_by_its_slug(exercise: CatalogExercise) -> None:
    assert find("row-means").folder == exercise.folder
    assert [found.slug for found in all_exercises()] == ["row-means"]


def test_an_unknown_exercise_is_reported_with_the_folder_searched(exercise: CatalogExercise, tmp_path: Path) -> None:
    with pytest.raises(UnknownExercise, match=f"no exercise 'k-means' under {tmp_path}"):
        find("k-means")


def test_exercises_of_every_catalogue_are_found_and_a_name_that_two_have_is_refused_with_both(
    exercise: CatalogExercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = tmp_path / "school"
    monkeypatch.setenv("DESCENT_CATALOG", f"shipped:{school}")
    own = write_exercise(school)
    assert find("row-means").catalog == school
    assert find("dropout").catalog == SHIPPED_CATALOG
    assert {own.slug, "dropout"} < {found.slug for found in all_exercises()}
    monkeypatch.setenv("DESCENT_CATALOG", f"{tmp_path}:{school}")
    with pytest.raises(UnknownExercise, match=f"'row-means' is that of {exercise.folder} and {own.folder}"):
        find("row-means")


def test_an_exercise_that_can_not_be_read_does_not_keep_the_others_from_being_graded(
    exercise: CatalogExercise, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "toys" / "broken"
    shutil.copytree(exercise.folder, broken)
    (broken / "checks.py").write_text("def")
    assert preload() == 1
    assert f"the exercise in {broken} can't be read" in caplog.text


def test_a_cached_version_is_found_without_reading_its_folder_and_another_version_is_read(
    exercise: CatalogExercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = find("row-means")
    digest = kept.digest
    monkeypatch.setattr("os.scandir", lambda path: pytest.fail(f"looked at {path}"))
    assert find("row-means", digest) is kept
    monkeypatch.undo()
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path))
    changed = write_exercise(tmp_path, mistakes__sums_py='"""a\n\nb"""\n')
    assert find("row-means", changed.digest).digest == changed.digest


def test_checks_come_in_source_order_with_their_sentence(exercise: CatalogExercise) -> None:
    assert [(check.name, check.title, check.example) for check in exercise.checks] == [
        ("worked_example", "The worked example", True),
        ("any_shape", "Rows of any length", False),
        ("arguments_unchanged", "The argument is not modified", False),
    ]


def test_a_mistake_is_read_from_its_docstring(exercise: CatalogExercise) -> None:
    sums = exercise.mistake("sums")
    assert sums.check == "worked_example"
    assert sums.message == "You return the sum of each row. Divide by its length."
    assert sums.source.startswith("def row_means")


def test_what_stands_below_a_line_of_dashes_is_the_fix(tmp_path: Path) -> None:
    text = '"""worked_example\n\nYou return\nthe sum.\n\n---\nDivide by\nx.shape[1].\n"""\n'
    exercise = write_exercise(tmp_path, mistakes__sums_py=text)
    sums = exercise.mistake("sums")
    assert (sums.message, sums.fix) == ("You return the sum.", "Divide by x.shape[1].")
    assert not any(mistake.fix for mistake in exercise.mistakes if mistake is not sums)


def test_a_mistake_without_a_sentence_is_left_out_and_named(tmp_path: Path) -> None:
    exercise = write_exercise(tmp_path, mistakes__sums_py='"""worked_example"""\n')
    assert "sums" not in {mistake.name for mistake in exercise.mistakes}
    assert any("sums.py: start with a docstring" in problem for problem in exercise.mistake_problems)


def test_a_change_of_any_file_changes_the_digest(tmp_path: Path) -> None:
    first = write_exercise(tmp_path).digest
    assert write_exercise(tmp_path).digest == first
    assert write_exercise(tmp_path, mistakes__sums_py='"""a\n\nb"""\n').digest != first


def test_signatures_and_parameters_come_from_our_own_files(exercise: CatalogExercise) -> None:
    assert exercise.signatures == {"row_means": "row_means(x)"}
    assert exercise.parameters == {"row_means": ("x",)}


def test_loading_a_file_adds_no_module(tmp_path: Path) -> None:
    path = tmp_path / "engine.py"
    path.write_text(
        "from __future__ import annotations\nfrom dataclasses import dataclass\n\n"
        "@dataclass\nclass Value:\n    data: float\n"
    )
    before = set(sys.modules)
    assert load_module(path).Value(1.0).data == 1.0
    assert set(sys.modules) == before
    assert not list(tmp_path.glob("__pycache__"))


@pytest.mark.parametrize("shipped", all_exercises(), ids=lambda exercise: exercise.slug)
def test_every_exercise_can_be_read(shipped: CatalogExercise) -> None:
    if need := missing_need(shipped.spec):
        pytest.skip(need)
    assert shipped.spec.statement
    assert shipped.spec.difficulty
    assert set(shipped.signatures) == set(shipped.spec.entry)
    assert any(check.example for check in shipped.checks)
    assert shipped.mistakes


CODE = re.compile(
    r"`[^`]*[([=+*/<>|@&~-][^`]*`"  # an expression between backticks
    r"|\w\[[^\]]+\]|\b\w+\.\w+\(|\blen\("  # an index, a method, a length
    r"|\b[a-z_]\w*=\S|[+*/-]=|\s@\s|\.(?:T|size|shape)\b"  # a keyword, an assignment in place, a product
)


def test_the_cause_of_a_mistake_leaves_the_code_to_its_fix() -> None:
    for shipped in all_exercises():
        with_code = {mistake.name: code[0] for mistake in shipped.mistakes if (code := CODE.search(mistake.message))}
        assert not with_code, f"{shipped.slug}: write the code below a line with ---"


def test_a_host_without_triton_reads_every_other_exercise(monkeypatch: pytest.MonkeyPatch) -> None:
    needs_triton = [exercise for exercise in all_exercises() if Need.TRITON in exercise.spec.needs]
    monkeypatch.setattr(interpreter, "is_installed", lambda: False)
    assert len(needs_triton) >= 8
    assert all("requirements/triton.txt" in missing_need(exercise.spec) for exercise in needs_triton)
    assert preload() == len(all_exercises()) - len(needs_triton)
