"""The record of audits names what an audit judges: prose may change, the rest of the folder may not."""

from pathlib import Path

import pytest

from runner.protocol import audit_digest, folder_digest
from runner.tests.toy import write_exercise


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_exercise(tmp_path).folder


def test_a_statement_and_hints_may_change_without_an_audit(folder: Path) -> None:
    recorded, version = audit_digest(folder), folder_digest(folder)
    with (folder / "exercise.md").open("a") as file:
        file.write("\nOne more sentence.\n")
    (folder / "hints.md").write_text("Think.\n")
    assert audit_digest(folder) == recorded
    assert folder_digest(folder) != version


@pytest.mark.parametrize("name", ["solution.py", "checks.py", "starter.py", "mistakes.toml", "alternatives/new.py"])
def test_any_other_file_needs_one(folder: Path, name: str) -> None:
    recorded = audit_digest(folder)
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("# changed\n")
    assert audit_digest(folder) != recorded


def test_the_front_matter_needs_one(folder: Path) -> None:
    recorded = audit_digest(folder)
    head = folder / "exercise.md"
    head.write_text(head.read_text().replace("minutes = ", "minutes = 1", 1))
    assert audit_digest(folder) != recorded
