"""``python -m runner audit``: which exercises it audits, what it prints, and where it enters what passes."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest

from runner.audit import command
from runner.protocol import AuditLevel, read_audit_record
from runner.tests.cells import REPOSITORY
from runner.tests.toy import FILES, write_exercise

pytestmark = pytest.mark.sandbox

QUICK = ("--draws", "1", "--sample", "5", "--fuzz", "3")


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path))
    write_exercise(tmp_path)
    return tmp_path


def test_it_prints_totals_and_exits_1_unless_all_is_proven(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["row-means", *QUICK, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["totals"]["proven"] == document["totals"]["exercises"] == 1
    assert document["totals"]["odd_values"] > 10
    assert document["totals"]["internal"] == 0
    assert document["totals"]["mutants"] == document["totals"]["kills"] == 5
    write_exercise(catalog, starter_py=FILES["solution.py"])
    assert command.main(["row-means", *QUICK]) == 1
    assert "0 of 1 exercises proven" in capsys.readouterr().out


def test_what_is_proven_is_recorded_in_the_catalogue_it_lies_in(
    catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESCENT_CATALOG", f"shipped:{tmp_path}")
    assert command.main(["row-means", "--record"]) == 0
    assert list(read_audit_record(tmp_path)) == ["row-means"]
    assert command.main(["row-means", "--changed"]) == 0


def test_a_teacher_has_it_checked_first_and_the_record_says_so(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (catalog / "toys/row-means/mistakes.toml").unlink()
    (catalog / "toys/row-means/alternatives/loops.py").unlink()
    assert command.main(["row-means", "--level", "checked", "--record"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("checked row-means: 40 draws")
    assert "mutants" not in told.splitlines()[0]
    assert read_audit_record(catalog)["row-means"].level is AuditLevel.CHECKED
    assert command.main(["--changed", "--level", "checked"]) == 0
    assert command.main(["--changed", "--draws", "1", "--fuzz", "1"]) == 1


def test_at_a_terminal_a_mutant_that_computes_the_same_is_entered_with_the_authors_reason(catalog: Path) -> None:
    """Enter alone leaves it: then a check must become stricter."""
    line = "return x.sum(axis=1) / x.shape"
    write_exercise(
        catalog,
        solution_py=FILES["solution.py"].replace(f"{line}[1]", f"{line}[-1]"),
        mistakes_toml=FILES["mistakes.toml"].replace(f"-    {line}[1]", f"-    {line}[-1]"),
    )
    audit = ["audit", "row-means", "--record"]
    status, told = _at_a_terminal(audit, answers="\n")
    assert (status, read_audit_record(catalog)) == (1, {})
    assert f"1 of 1: solution.py: {line}[-1] → {line}[1]" in told
    status, told = _at_a_terminal(audit, answers='Both are the "last" axis.\n')
    assert (status, list(read_audit_record(catalog))) == (0, ["row-means"])
    [entry] = tomllib.loads((catalog / "toys/row-means/equivalent.toml").read_text())["mutant"]
    assert (entry["file"], entry["reason"]) == ("solution.py", 'Both are the "last" axis.')
    assert command.main(["row-means", "--changed"]) == 0


def _at_a_terminal(arguments: list[str], answers: str) -> tuple[int, str]:
    """Run a command as a person does, who types the answers. Returns its exit status and what the person read."""
    parent, child = pty.openpty()
    os.write(parent, answers.encode())
    with subprocess.Popen(
        [sys.executable, "-m", "runner", *arguments], cwd=REPOSITORY, stdin=child, stdout=child, stderr=child
    ) as process:
        os.close(child)
        told = b""
        with suppress(OSError):  # as it ends for whoever reads from a terminal
            while text := os.read(parent, 4096):
                told += text
    os.close(parent)
    return process.returncode, told.decode()


def test_a_copied_folder_without_a_uid_of_its_own_is_named_with_its_twin(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(catalog / "toys/row-means", catalog / "toys/row-sums")
    with pytest.raises(SystemExit):
        command.main(["row-sums"])
    assert "row-sums/exercise.md: the uid 'exercise-row-means' is also that of" in capsys.readouterr().err
