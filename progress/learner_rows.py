"""What many learners logged, marked, sent and answered: for each learner and table all rows as one JSON text."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from exercises.models import Submission
from lib.compiled_queries import CompiledForKeys
from lib.json_rows import JsonRows
from progress.facts import MARK_COLUMNS
from progress.hours.models import StudyEntry
from progress.topic.models import CriterionMark, TopicMark

ENTRY_COLUMNS = ("topic_id", "kind", "minutes", "day", "created_at")
RUN_COLUMNS = ("exercise_id", "mode", "verdict", "created_at")
ANSWER_COLUMNS = ("criterion_id", "answer", "note", "marked_at")
RowTexts = tuple[str | None, str | None, str | None, str | None]
"""The rows of entries, marks, runs and answers. None where there are none."""


def row_texts(keys: Sequence[int]) -> dict[int, RowTexts]:
    """The rows of each learner, by primary key. Four queries."""
    entries, marks, runs, answers = (dict(table(keys)) for table in _TABLES)
    return {key: (entries.get(key), marks.get(key), runs.get(key), answers.get(key)) for key in keys}


def parse_rows(text: str | None) -> list[list[Any]]:
    return json.loads(text) if text else []


def parse_moment(text: str) -> datetime:
    """SQLite writes moments without their zone, which is UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def parse_mark(row: Sequence[Any]) -> tuple[Any, ...]:
    """In the types of the columns. SQLite has numbers for truth, and JSON as its text."""
    values = dict(zip(MARK_COLUMNS, row, strict=True))
    parts = values["parts"]
    values["marked_at"] = parse_moment(values["marked_at"])
    values["by_parts"] = bool(values["by_parts"])
    values["parts"] = json.loads(parts) if isinstance(parts, str) else parts
    return tuple(values.values())


def _rows(rows: QuerySet[Any, Any], columns: Sequence[str]) -> QuerySet[Any, Any]:
    texts: QuerySet[Any, Any] = rows.order_by().values_list("learner_id").annotate(rows=JsonRows(*columns))
    return texts


_TABLES = (
    CompiledForKeys(lambda keys: _rows(StudyEntry.objects.filter(learner__in=keys), ENTRY_COLUMNS)),
    CompiledForKeys(lambda keys: _rows(TopicMark.objects.filter(learner__in=keys), MARK_COLUMNS)),
    CompiledForKeys(lambda keys: _rows(Submission.objects.filter(learner__in=keys), RUN_COLUMNS)),
    CompiledForKeys(lambda keys: _rows(CriterionMark.objects.filter(learner__in=keys), ANSWER_COLUMNS)),
)
