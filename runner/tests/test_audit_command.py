"""``python -m runner audit``: which exercises it audits, what it prints, and where it enters what passes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from runner.audit import command
from runner.protocol import read_audit_record
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


def test_a_copied_folder_without_a_uid_of_its_own_is_named_with_its_twin(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(catalog / "toys/row-means", catalog / "toys/row-sums")
    with pytest.raises(SystemExit):
        command.main(["row-sums"])
    assert "row-sums/exercise.md: the uid 'exercise-row-means' is also that of" in capsys.readouterr().err
