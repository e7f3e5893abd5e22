"""The record of audits, ``audited.json`` beside the sections of a catalogue: which version of each exercise passed.
It names versions by :func:`audit_digest`, so a change to the prose of a statement or to hints leaves it as it is.

``python -m runner audit --record`` writes it. The web puts a version that is in it live at once. ``checked`` has those
that passed an audit of that level only. ``exceptions`` are versions that could not be audited as a whole where the
record was made, each with what was done instead. People write these, and they count as proven.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from .audit import AuditLevel

RECORD_FILE = "audited.json"
_LISTS = ("exceptions", "exercises", "checked")


class RecordedAudit(NamedTuple):
    """The version of an exercise that passed, and the level of its audit."""

    digest: str
    level: AuditLevel


def read_audit_record(root: Path) -> dict[str, RecordedAudit]:
    """What passed, by the exercise's slug. Empty if the catalogue has no record.

    Raises:
        ValueError: the file isn't such a record.
    """
    record = _read(root)
    try:
        exceptions = {slug: entry["digest"] for slug, entry in record["exceptions"].items()}
        levels = {AuditLevel.CHECKED: record["checked"], AuditLevel.PROVEN: exceptions | record["exercises"]}
        return {
            str(slug): RecordedAudit(str(digest), level)
            for level, versions in levels.items()
            for slug, digest in versions.items()
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{root / RECORD_FILE}: {error!r}") from error


def enter_audit(root: Path, slug: str, digest: str, level: AuditLevel = AuditLevel.PROVEN) -> None:
    """Enter a version that passed, in place of another one. A proven version stays proven if it is checked again."""
    record = _read(root)
    if level is AuditLevel.CHECKED and read_audit_record(root).get(slug) == (digest, AuditLevel.PROVEN):
        return
    for versions in record.values():
        versions.pop(slug, None)
    versions = record["exercises" if level is AuditLevel.PROVEN else "checked"]
    versions[slug] = digest
    _write(root, record)


def write_audit_record(root: Path, digests: dict[str, str]) -> None:
    """Replace the record by these versions, as proven."""
    _write(root, {"exercises": digests, "checked": {}, "exceptions": {}})


def _write(root: Path, record: dict[str, dict[str, Any]]) -> None:
    lists = {name: dict(sorted(record[name].items())) for name in _LISTS if record[name] or name != "checked"}
    (root / RECORD_FILE).write_text(f"{json.dumps(lists, indent=2, ensure_ascii=False)}\n", encoding="utf-8")


def _read(root: Path) -> dict[str, dict[str, Any]]:
    path = root / RECORD_FILE
    lists: dict[str, dict[str, Any]] = {name: {} for name in _LISTS}
    if not path.exists():
        return lists
    try:
        lists |= json.loads(path.read_text(encoding="utf-8"))
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path}: {error!r}") from error
    return lists
