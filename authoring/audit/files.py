"""The audit log as files: CSV for people, JSON lines for programs."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from audit_log.models import AuditEntry
from lib.csv_cells import escape_formula

COLUMNS = (
    "uid", "at", "action", "actor", "actor_name", "person", "person_name",
    "target_kind", "target_uid", "target_title", "cohort", "fields", "request_id",
)  # fmt: skip


def to_csv(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Yield lines. The first begins with a byte order mark, for Excel."""
    yield "\ufeff" + _line(COLUMNS)
    for entry in entries:
        fact = _fact(entry)
        cells = ["" if fact[name] is None else fact[name] for name in COLUMNS]
        yield _line(json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict) else cell for cell in cells)


def to_jsonl(entries: Iterable[AuditEntry]) -> Iterator[str]:
    for entry in entries:
        yield json.dumps(_fact(entry), ensure_ascii=False) + "\n"


FORMATS: Mapping[str, tuple[str, Callable[[Iterable[AuditEntry]], Iterator[str]]]] = {
    "csv": ("text/csv; charset=utf-8", to_csv),
    "jsonl": ("application/jsonl; charset=utf-8", to_jsonl),
}


def _fact(entry: AuditEntry) -> dict[str, Any]:
    return {
        "uid": str(entry.uid),
        "at": entry.at.isoformat(),
        "action": entry.action,
        "actor": str(entry.actor_id) if entry.actor_id else None,
        "actor_name": entry.actor_name.name if entry.actor_name else None,
        "person": str(entry.person_id) if entry.person_id else None,
        "person_name": entry.person_name.name if entry.person_name else None,
        "target_kind": entry.target_kind,
        "target_uid": entry.target_uid,
        "target_title": entry.target_title,
        "cohort": entry.cohort,
        "fields": entry.fields,
        "request_id": entry.request_id,
    }


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([escape_formula(cell) for cell in cells])
    return out.getvalue()
