"""The catalogue that is shipped was audited as it is, so that a new site can use it at once."""

import json

from runner.catalog import all_exercises
from runner.protocol import RECORD_FILE, SHIPPED_CATALOG, AuditLevel, read_audit_record


def test_every_shipped_exercise_is_in_the_record_as_it_is() -> None:
    """If this fails: python -m runner audit --changed --record"""
    record = read_audit_record(SHIPPED_CATALOG)
    proven = {slug: entry.digest for slug, entry in record.items() if entry.level is AuditLevel.PROVEN}
    assert [exercise.slug for exercise in all_exercises() if proven.get(exercise.slug) != exercise.audit_digest] == []


def test_the_record_names_no_exercise_that_is_gone_and_each_exception_has_a_reason() -> None:
    record = json.loads((SHIPPED_CATALOG / RECORD_FILE).read_text(encoding="utf-8"))
    slugs = {exercise.slug for exercise in all_exercises()}
    assert set(record["exercises"]) | set(record["exceptions"]) == slugs
    assert all(entry["reason"] for entry in record["exceptions"].values())
