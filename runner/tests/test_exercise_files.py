"""The files that a job brings along: what may cross, and that both sides name it alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.catalog import find
from runner.protocol import (
    MAX_EXERCISE_BYTES,
    MAX_EXERCISE_FILES,
    exercise_files_digest,
    exercise_files_problem,
    folder_digest,
    write_exercise_files,
)


def _files(slug: str) -> dict[str, str]:
    folder = find(slug).folder
    paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


@pytest.mark.parametrize("slug", ["scaled-dot-product-attention", "max-pooling", "gpt2-tokenizer"])
def test_a_folder_of_the_catalogue_crosses_and_keeps_its_digest(slug: str, tmp_path: Path) -> None:
    files = _files(slug)
    assert exercise_files_problem(files) == ""
    write_exercise_files(files, tmp_path / slug)
    assert exercise_files_digest(files) == folder_digest(tmp_path / slug) == find(slug).digest


@pytest.mark.parametrize(
    "name",
    [
        "../checks.py", "/etc/passwd.py", "alternatives/../checks.py", "a/b.py", "alternatives/a/b.py", ".hidden.py",
        "checks.py\n", "checks", "checks.pyc", "x.so", "", "a" * 70 + ".py", "chécks.py", "solution.py/", "con\0.py",
    ],
)  # fmt: skip
def test_a_name_that_could_leave_the_folder_is_refused(name: str, tmp_path: Path) -> None:
    assert repr(name[:80]) in exercise_files_problem({name: ""})
    with pytest.raises(ValueError, match="can't be the name"):
        write_exercise_files({name: ""}, tmp_path / "exercise")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({f"file_{n}.txt": "" for n in range(MAX_EXERCISE_FILES + 1)}, f"{MAX_EXERCISE_FILES} at most"),
        ({"a.txt": "é" * (MAX_EXERCISE_BYTES // 2), "b.txt": "x"}, "KiB at most"),
        ({"a.py": "", "A.py": ""}, "Two files are called a.py"),
        ({"a.py": "\ud800"}, "not UTF-8"),
        ({"a.py": "\0"}, "null byte"),
    ],
)
def test_what_is_too_much_or_not_text_is_refused(files: dict[str, str], problem: str) -> None:
    assert problem in exercise_files_problem(files)
