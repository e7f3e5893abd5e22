"""The record of audits, ``audited.json`` beside the sections of a catalogue: which version of each exercise passed.

``python -m runner audit --record`` writes it. The web puts a version that is in it live at once.
"""

from __future__ import annotations

import json
from pathlib import Path

RECORD_FILE = "audited.json"


def read_audit_record(root: Path) -> dict[str, str]:
    """The audited digest of each exercise, by slug. Empty if the catalogue has no record.

    Raises:
        ValueError: the file isn't such a record.
    """
    path = root / RECORD_FILE
    if not path.exists():
        return {}
    try:
        digests = json.loads(path.read_text(encoding="utf-8"))["exercises"]
        return {str(slug): str(digest) for slug, digest in digests.items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: {error!r}") from error


def write_audit_record(root: Path, digests: dict[str, str]) -> None:
    """Write the record, sorted, so that a change of one exercise is a change of one line."""
    text = json.dumps({"exercises": dict(sorted(digests.items()))}, indent=2)
    (root / RECORD_FILE).write_text(f"{text}\n", encoding="utf-8")
