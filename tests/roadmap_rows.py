"""The shipped roadmaps and their exercises as rows, for tests that want them in their database.

They are loaded as a site loads them once in a process. Later their rows are inserted with values that are already what
the database takes, which is faster than `bulk_create`. Most tests want the first roadmap only, and then everything that
belongs to another is left out.
"""

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import ForeignKey, Model

from curriculum.models import CurriculumVersion, Roadmap

FIRST, NEXT = "linear-algebra-to-llms", "transformers-to-todays-llms"

_ROWS: dict[type[Model], list[Model]] = {}
_INSERTS: dict[tuple[tuple[str, ...], tuple[str, ...]], list[tuple[str, list[list[Any]]]]] = {}


def insert_roadmap(*uids: str) -> None:
    """Insert the shipped roadmaps with these uids, or the first one, and all exercises."""
    _insert_rows(uids or (FIRST,), ("curriculum", "exercises"))


def insert_curriculum() -> None:
    """Insert both shipped roadmaps, as on a new site that has no exercises yet."""
    _insert_rows((FIRST, NEXT), ("curriculum",))


def _insert_rows(uids: tuple[str, ...], labels: tuple[str, ...]) -> None:
    if not _ROWS:
        _read_rows()
    if (uids, labels) not in _INSERTS:
        rows_of = _rows_of(uids).items()
        _INSERTS[uids, labels] = [
            _insert(model, rows) for model, rows in rows_of if rows and model._meta.app_label in labels
        ]
    with transaction.atomic(), connection.cursor() as cursor:  # references are checked at its end
        for sql, rows in _INSERTS[uids, labels]:
            cursor.executemany(sql, rows)
        for sql in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(sql)
    if uids != (FIRST,):
        CurriculumVersion.renew()  # a process may have cached the other rows under the token that they came with


def _read_rows() -> None:
    """Load everything, remember the rows, and take the loading back.

    What is there before belongs to the test: its workers have entered themselves and their host.
    """
    there = {model: set(model._base_manager.values_list("pk", flat=True)) for model in _models()}
    with transaction.atomic():
        call_command("load_curriculum", verbosity=0)
        call_command("load_exercises", verbosity=0)
        for model in _models():
            _ROWS[model] = list(model._base_manager.exclude(pk__in=there[model]))
        transaction.set_rollback(True)


def _rows_of(uids: tuple[str, ...]) -> dict[type[Model], list[Model]]:
    """The rows without the other roadmaps and all that refers to them, directly or through others."""
    left_out: dict[Any, set[Any]] = defaultdict(set)
    left_out[Roadmap] = {row.pk for row in _ROWS[Roadmap] if isinstance(row, Roadmap) and row.uid not in uids}
    size = -1
    while size != (size := sum(map(len, left_out.values()))):
        for model, rows in _ROWS.items():
            left_out[model].update(row.pk for row in rows if _refers(row, left_out))
    return {model: [row for row in rows if row.pk not in left_out[model]] for model, rows in _ROWS.items()}


def _refers(row: Model, targets: dict[Any, set[Any]]) -> bool:
    keys = (field for field in row._meta.concrete_fields if isinstance(field, ForeignKey))
    return any(getattr(row, field.attname) in targets[field.related_model] for field in keys)


def _insert(model: type[Model], rows: list[Model]) -> tuple[str, list[list[Any]]]:
    """The statement for a row of its table, and the values of each row."""
    fields, quote = model._meta.concrete_fields, connection.ops.quote_name
    columns, places = ", ".join(quote(str(field.column)) for field in fields), ", ".join(["%s"] * len(fields))
    values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows]
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})", values  # noqa: S608 - our own names


def _models() -> list[type[Model]]:
    """With the tables of their relations and their history."""
    return [
        model
        for app in ("curriculum", "exercises")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
