"""The record of audits, ``audited.json`` beside the sections of a catalogue: which version of each exercise passed.
It names versions by :func:`audit_digest`, so a change to the prose of a statement or to hints leaves it as it is.

``python -m runner audit --record`` writes it. The web puts a version that is in it live at once. ``exceptions`` are
versions that could not be audited as a whole where the record was made, each with what was done instead. People write
these.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RECORD_FILE = "audited.json"


def read_audit_record(root: Path) -> dict[str, str]:
    """The digest of each exercise in the record, by slug. Empty if the catalogue has no record.

    Raises:
        ValueError: the file isn't such a record.
    """
    record = _read(root)
    try:
        digests = {str(slug): str(entry["digest"]) for slug, entry in record["exceptions"].items()}
        return digests | {str(slug): str(digest) for slug, digest in record["exercises"].items()}
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{root / RECORD_FILE}: {error!r}") from error


def enter_audit(root: Path, slug: str, digest: str) -> None:
    """Enter a version that was proven. An exception for it is dropped."""
    record = _read(root)
    record["exercises"] = dict(sorted((record["exercises"] | {slug: digest}).items()))
    record["exceptions"].pop(slug, None)
    _write(root, record)


def write_audit_record(root: Path, digests: dict[str, str]) -> None:
    """Replace the record by these versions."""
    _write(root, {"exercises": dict(sorted(digests.items())), "exceptions": {}})


def _write(root: Path, record: dict[str, Any]) -> None:
    (root / RECORD_FILE).write_text(f"{json.dumps(record, indent=2, ensure_ascii=False)}\n", encoding="utf-8")


def _read(root: Path) -> dict[str, Any]:
    path = root / RECORD_FILE
    if not path.exists():
        return {"exercises": {}, "exceptions": {}}
    try:
        record: dict[str, Any] = {"exceptions": {}} | json.loads(path.read_text(encoding="utf-8"))
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path}: {error!r}") from error
    return record
