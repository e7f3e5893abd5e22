"""The real roadmap and its exercises as rows, for tests that want them in their database.

They are loaded as a site loads them once in a process. Later their rows are inserted with values that are already what
the database takes, which is faster than `bulk_create`.
"""

from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model


def insert_roadmap() -> None:
    if not _INSERTS:
        call_command("load_curriculum", verbosity=0)
        call_command("load_exercises", verbosity=0)
        _INSERTS.extend((sql, rows) for sql, rows in map(_insert, _models()) if rows)
        return
    with connection.cursor() as cursor:
        for sql, rows in _INSERTS:
            cursor.executemany(sql, rows)
        for sql in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(sql)


_INSERTS: list[tuple[str, list[list[Any]]]] = []


def _insert(model: type[Model]) -> tuple[str, list[list[Any]]]:
    """The statement for a row of its table, and the values of each row."""
    fields, quote = model._meta.concrete_fields, connection.ops.quote_name
    columns, places = ", ".join(quote(str(field.column)) for field in fields), ", ".join(["%s"] * len(fields))
    rows = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        for row in model._base_manager.all()
    ]
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})", rows  # noqa: S608 - our own names


def _models() -> list[type[Model]]:
    """With the tables of their relations and their history."""
    return [
        model
        for app in ("curriculum", "exercises")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
