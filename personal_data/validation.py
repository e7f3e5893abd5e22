"""Check the rows of an archive. The bounds are those of a runner's report and of the forms on the pages."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CharField, Field, ForeignKey, Model, TextField
from django.utils import timezone

from cohorts.sign_offs.files import check_file
from cohorts.sign_offs.models import SignOffFile
from exercises.grading.errors import BadReportError
from exercises.grading.reports import read_parts
from exercises.models import CheckResult, Draft, EarlierVerdict, Submission
from exercises.submissions.report_rows import shared_field_names
from personal_data.inventory import InventoryItem
from progress.review.models import Recall, ReviewCard
from progress.review.scheduler import reschedule
from projects.catalogue import LEVELS
from projects.models import MAX_SLUG_CHARS, ProjectFile, ProjectReview, ProjectWork, ReviewKind
from runner.protocol import MAX_CHECKS, Mistake, Report, source_problem

MAX_CRITERIA = 40
MAX_CLOCK_SKEW = timedelta(minutes=5)
NOBODY = "00000000-0000-0000-0000-000000000000"


class RowError(ValueError):
    """A field holds a value that no row here could have. The message names the field and the problem."""


def fields_of(row: Mapping[str, Any], item: InventoryItem) -> dict[str, Any]:
    """The row's fields that an archive has for this model. Others are dropped: HTML from the file could reach a page.

    Raises:
        RowError: there are no fields, or one of them holds something that no database can store.
    """
    fields = row.get("fields")
    if not isinstance(fields, dict):
        raise RowError("fields: an object is missing")
    values = {name: value for name, value in fields.items() if name in item.fields}
    for name, value in values.items():
        try:
            text = json.dumps(value, ensure_ascii=False, allow_nan=False)
            text.encode()
        except (RecursionError, ValueError) as error:
            raise RowError(f"{name}: {error}") from None
        if "\\u0000" in text:
            raise RowError(f"{name}: it contains a NUL character")
        field = item.model._meta.get_field(name)
        if isinstance(field, CharField | TextField) and not isinstance(value, str | None):
            raise RowError(f"{name}: expected a text, not {type(value).__name__}")
        if isinstance(field, Field) and not field.is_relation:
            _ensure_type(field, value)
    return values


def _ensure_type(field: "Field[Any, Any]", value: Any) -> None:
    try:
        field.to_python(value)
    except (OverflowError, TypeError, ValueError) as error:
        raise RowError(f"{field.name}: {error}") from None
    except ValidationError as error:
        raise RowError(f"{field.name}: {' '.join(error.messages)}") from None


def check(instance: Model, item: InventoryItem) -> None:
    """Check that the row could have been created on a site like this one.

    Raises:
        RowError: a field has the wrong type, is too long, is not one of its choices, or lies in the future.
    """
    relations = [field.name for field in instance._meta.fields if isinstance(field, ForeignKey)]
    try:
        instance.clean_fields(exclude=relations)
    except ValidationError as error:
        name, sentences = next(iter(error.message_dict.items()))
        raise RowError(f"{name}: {' '.join(sentences)}") from None
    for name in item.fields:
        value = getattr(instance, name, None)
        if isinstance(value, date) and name not in item.may_be_future and _is_future(value):
            raise RowError(f"{name}: {value} is in the future")
    if bounds := _BOUNDS.get(type(instance)):
        bounds(instance)


def _is_future(value: date) -> bool:
    now = timezone.now()
    if isinstance(value, datetime):
        return value > now + MAX_CLOCK_SKEW
    return value > (now + timedelta(hours=14)).date()  # the date in the easternmost time zone


def _submission(row: Submission) -> None:
    _source(row)
    parts = {"name": row.mistake, "message": row.mistake_message, "fix": row.mistake_fix}
    mistake = _report("mistake", {"mistake": parts}).mistake or Mistake("", "")
    row.mistake, row.mistake_message, row.mistake_fix = mistake.name, mistake.message, mistake.fix
    for name in sorted(shared_field_names() - {"verdict", "mistake"}):
        setattr(row, name, getattr(_report(name, {name: getattr(row, name)}), name))
    row.figures = list(row.figures) or None


def _check_result(row: CheckResult) -> None:
    if row.order >= MAX_CHECKS:
        raise RowError(f"order: a submission has at most {MAX_CHECKS} checks")
    required_parts = {"name": "", "title": "", "verdict": row.verdict}
    for name in ("name", "title", "message", "detail", "picture", "output", "ms"):
        [result] = _report(name, {"checks": [required_parts | {name: getattr(row, name)}]}).checks
        setattr(row, name, getattr(result, name))


def _earlier_verdict(row: EarlierVerdict) -> None:
    for name in ("message", "digest"):
        setattr(row, name, getattr(_report(name, {name: getattr(row, name)}), name))


def _report(name: str, parts: dict[str, Any]) -> Report:
    """A report with only these parts, cut to size. ``name`` is the field that they come from."""
    try:
        return read_parts({"submission": NOBODY, "attempt": NOBODY, "verdict": "failed"} | parts)
    except BadReportError as error:
        raise RowError(f"{name}: {error}") from None


def _source(row: Submission | Draft) -> None:
    if problem := source_problem(row.source):
        raise RowError(f"source: {problem.rstrip('.')}")


def _card(row: ReviewCard) -> None:
    try:
        reschedule(row.card, Recall.RECALLED, timezone.now())
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise RowError(f"card: {type(error).__name__}: {error}") from None


def _sign_off_file(row: SignOffFile) -> None:
    content = bytes(row.content)
    row.name, row.size = check_file(row.name, content), len(content)


def _project_work(row: ProjectWork) -> None:
    _levels("self_levels", row.self_levels)


def _project_file(row: ProjectFile) -> None:
    content = bytes(row.content)
    row.name, row.size = check_file(row.name, content), len(content)
    row.digest = hashlib.sha256(content).hexdigest()


def _project_review(row: ProjectReview) -> None:
    _levels("levels", row.levels)
    if row.outcome and row.kind != ReviewKind.MENTOR:
        raise RowError("outcome: only a mentor decides")


def _levels(name: str, levels: Any) -> None:
    """The levels of a rubric's criteria, by their uids."""
    if not isinstance(levels, dict) or len(levels) > MAX_CRITERIA:
        raise RowError(f"{name}: expected an object with at most {MAX_CRITERIA} levels")
    for uid, level in levels.items():
        if len(uid) > MAX_SLUG_CHARS or level not in LEVELS or isinstance(level, bool):
            raise RowError(f"{name}: expected a level from {LEVELS[0]} to {LEVELS[-1]} for each criterion")


_BOUNDS: dict[type[Model], Callable[[Any], None]] = {
    Submission: _submission,
    CheckResult: _check_result,
    EarlierVerdict: _earlier_verdict,
    Draft: _source,
    ReviewCard: _card,
    SignOffFile: _sign_off_file,
    ProjectWork: _project_work,
    ProjectFile: _project_file,
    ProjectReview: _project_review,
}
