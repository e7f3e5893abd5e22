"""The audit of a new exercise folder lists what to write. Once it is written, the audit runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.audit.exercise import audit_exercise
from runner.catalog import find
from runner.judge import scaffold
from runner.protocol.scaffold import MARK
from runner.tests.makes import making


@pytest.fixture(autouse=True)
def _own_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path))


def write(folder: Path) -> None:
    """Remove every mark, like an author who adds no text."""
    for path in folder.rglob("*.*"):
        path.write_text(path.read_text(encoding="utf-8").replace(MARK, ""), encoding="utf-8")


def test_the_audit_of_a_new_folder_lists_what_to_write(capsys: pytest.CaptureFixture[str]) -> None:
    assert scaffold.main(["row-means", "--section", "mathematics"]) == 0
    assert "python -m runner audit row-means" in capsys.readouterr().out
    exercise = find("row-means")
    assert exercise.spec.entry == ("row_means",)
    problems = audit_exercise(exercise, draws=1).problems
    assert problems[0] == "exercise.md, line 4: one sentence: what the learner writes"
    assert any(problem.startswith("mistakes.toml, line 3: what a tutor says") for problem in problems)


def test_once_written_it_is_proven(tmp_path: Path) -> None:
    """It has as many mistakes and alternatives as the audit demands."""
    write(scaffold.make("row-means", "mathematics", tmp_path))
    with making("warm"):
        result = audit_exercise(find("row-means"), draws=2)
    assert result.problems == []
    assert result.survivors == []


def test_it_is_made_in_the_last_catalogue_or_in_the_one_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, school = tmp_path / "ours", tmp_path / "school"
    monkeypatch.setenv("DESCENT_CATALOG", f"{ours}:{school}")
    assert scaffold.main(["row-means", "--section", "mathematics"]) == 0
    assert find("row-means").catalog == school
    assert scaffold.main(["row-sums", "--section", "mathematics", "--catalog", str(ours)]) == 0
    assert find("row-sums").catalog == ours


def test_nothing_is_made_where_no_command_would_find_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = tmp_path / "elsewhere"
    assert scaffold.main(["row-means", "--section", "mathematics", "--catalog", str(elsewhere)]) == 2
    assert f"export DESCENT_CATALOG=shipped:{elsewhere}" in capsys.readouterr().err
    assert not elsewhere.exists()


@pytest.mark.parametrize(("slug", "section"), [("Row means", "mathematics"), ("../up", "mathematics"), ("a", "/etc")])
def test_an_invalid_slug_creates_nothing(
    slug: str, section: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scaffold.main([slug, "--section", section]) == 2
    assert "is no slug" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_is_not_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = scaffold.make("row-means", "mathematics", tmp_path)
    (folder / "starter.py").write_text("mine")
    assert scaffold.main(["row-means", "--section", "programming"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert (folder / "starter.py").read_text() == "mine"
