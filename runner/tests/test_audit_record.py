"""audited.json says which version of each exercise passed, and at which level."""

from __future__ import annotations

import json
from pathlib import Path

from runner.protocol import RECORD_FILE, AuditLevel, enter_audit, read_audit_record

PROVEN, CHECKED = AuditLevel.PROVEN, AuditLevel.CHECKED


def test_an_entry_has_its_level_and_a_newer_one_takes_its_place(tmp_path: Path) -> None:
    enter_audit(tmp_path, "k-means", "a", CHECKED)
    assert read_audit_record(tmp_path) == {"k-means": ("a", CHECKED)}
    enter_audit(tmp_path, "k-means", "a", PROVEN)
    assert read_audit_record(tmp_path) == {"k-means": ("a", PROVEN)}
    enter_audit(tmp_path, "k-means", "b", CHECKED)
    assert read_audit_record(tmp_path) == {"k-means": ("b", CHECKED)}


def test_a_proven_version_that_is_checked_again_stays_proven(tmp_path: Path) -> None:
    enter_audit(tmp_path, "k-means", "a", PROVEN)
    enter_audit(tmp_path, "k-means", "a", CHECKED)
    assert read_audit_record(tmp_path) == {"k-means": ("a", PROVEN)}


def test_a_record_from_before_there_were_levels_is_proven_and_keeps_its_form(tmp_path: Path) -> None:
    exception = {"digest": "c", "reason": "It needs a GPU."}
    record = {"exceptions": {"on-a-card": exception}, "exercises": {"softmax": "a"}}
    (tmp_path / RECORD_FILE).write_text(json.dumps(record))
    assert read_audit_record(tmp_path) == {"softmax": ("a", PROVEN), "on-a-card": ("c", PROVEN)}
    enter_audit(tmp_path, "on-a-card", "d")
    assert json.loads((tmp_path / RECORD_FILE).read_text()) == {
        "exceptions": {},
        "exercises": {"on-a-card": "d", "softmax": "a"},
    }
