"""An exercise that is begun in the browser has the files that `python -m runner new` makes."""

from pathlib import Path

import pytest

from exercises.authored.scaffold import scaffold_files
from runner.judge import scaffold


def test_both_make_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path))
    folder = scaffold.make("row-means", "mathematics")
    files = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.*")}
    assert scaffold_files(slug="row-means", title="Row means") == files
