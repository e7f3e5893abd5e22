"""The whole database as one SQLite file, whichever database the site uses, and back.

`manage.py backup --portable` writes one, `manage.py restore` reads it. Every row of every table is copied with its
primary key, through the models' fields, so each database stores it in its own types.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.sql import InsertQuery

PORTABLE = "portable"  # the file's alias among Django's databases
ROWS_AT_ONCE = 500
SQLITE_MAGIC = b"SQLite format 3\0"


def is_sqlite(file: Path) -> bool:
    with file.open("rb") as content:
        return content.read(len(SQLITE_MAGIC)) == SQLITE_MAGIC


@contextmanager
def portable_file(file: Path) -> Iterator[str]:
    """The alias under which Django uses the SQLite file."""
    settings: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}
    connections.settings[PORTABLE] = connections.configure_settings({DEFAULT_DB_ALIAS: settings})[DEFAULT_DB_ALIAS]
    try:
        yield PORTABLE
    finally:
        connections[PORTABLE].close()
        del connections[PORTABLE]
        del connections.settings[PORTABLE]


def write_portable(file: Path) -> None:
    """Copy the site's database, at one moment, into an empty SQLite file."""
    with portable_file(file) as alias:
        call_command("migrate", database=alias, verbosity=0)
        with _one_moment():
            copy_rows(DEFAULT_DB_ALIAS, alias)


def read_portable(file: Path) -> int:
    """Replace everything in the site's database by the file's rows. The file is brought to the newest migrations.

    Returns how many rows it had.
    """
    with portable_file(file) as alias:
        call_command("migrate", database=alias, verbosity=0)
        call_command("migrate", verbosity=0)
        return copy_rows(alias, DEFAULT_DB_ALIAS)


def copy_rows(source: str, target: str) -> int:
    """Copy all rows from one database to another, in one transaction. What the target has goes first."""
    connection, count = connections[target], 0
    with transaction.atomic(using=target), connection.constraint_checks_disabled():
        tables = [model._meta.db_table for model in _models()]
        for statement in connection.ops.sql_flush(no_style(), tables, reset_sequences=True, allow_cascade=False):
            with connection.cursor() as cursor:
                cursor.execute(statement)
        for model in _models():
            count += _copy_table(model, source, target)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
                cursor.execute(statement)
        connection.check_constraints()
    return count


def _models() -> list[type[models.Model]]:
    """One for each table, those between two models included."""
    return [
        model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy
    ]


def _copy_table(model: type[models.Model], source: str, target: str) -> int:
    fields = model._meta.local_concrete_fields
    rows = model._base_manager.using(source).order_by("pk").iterator(chunk_size=ROWS_AT_ONCE)
    size = max(1, min(ROWS_AT_ONCE, connections[target].ops.bulk_batch_size(fields, [model()])))
    count = 0
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        for start in range(0, len(chunk), size):
            query = InsertQuery(model)
            # raw: no field sets a date of its own, as auto_now does when a row is saved
            query.insert_values(fields, chunk[start : start + size], raw=True)
            query.get_compiler(using=target).execute_sql()
        count += len(chunk)
    return count


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction in which nothing that others write is seen."""
    connection = connections[DEFAULT_DB_ALIAS]
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
