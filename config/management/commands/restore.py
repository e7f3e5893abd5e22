"""`manage.py restore FILE`: the rows of a backup in a new, empty site."""

import shutil
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections
from django.db.migrations.recorder import MigrationRecorder

from accounts.models import User
from config.operations.migration_history import IS_TOO_OLD, LAST_WITH_EARLIER_MIGRATIONS, is_too_old
from config.operations.portable import is_sqlite, portable_file, read_portable


class Command(BaseCommand):
    help = "Fills the site's database, SQLite or PostgreSQL, from a backup that is an SQLite file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="what manage.py backup wrote on SQLite, or with --portable")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        with tempfile.TemporaryDirectory() as folder:  # the file may need newer migrations, and stays as it is
            copy = Path(folder, "backup.sqlite3")
            try:
                _ensure_sqlite(file)
                shutil.copyfile(file, copy)
            except OSError as error:
                raise CommandError(f"The backup can’t be read: {error}.") from error
            with _removed_after_a_failure():
                _ensure_nobody_is_there()
                _ensure_restorable(file, copy)
                count = read_portable(copy)
        self.stdout.write(f"{count:,} rows are restored.")


def _ensure_sqlite(file: Path) -> None:
    if not file.is_file():
        raise CommandError(f"There is no file {file}.")
    if not is_sqlite(file):
        raise CommandError(
            f"{file} is not an SQLite file. If it is a dump of PostgreSQL, use pg_restore. For another database, "
            "make the backup with --portable."
        )


def _ensure_restorable(file: Path, copy: Path) -> None:
    """Before anything is written: `migrate` would end in the middle."""
    with portable_file(copy) as alias:
        try:
            has_history = MigrationRecorder(connections[alias]).has_table()
            must_be_migrated = has_history and is_too_old(connections[alias])
        except DatabaseError as error:
            raise CommandError(f"{file} is damaged: {error}.") from error
    if not has_history:
        raise CommandError(f"{file} is an SQLite file, but no backup of Descent.")
    if must_be_migrated:
        raise CommandError(
            f"{IS_TOO_OLD} Restore it with the commit {LAST_WITH_EARLIER_MIGRATIONS}, run migrate there and make a "
            "backup, which this version restores. docs/operations.md, Updates, has the steps. Nothing was changed."
        )


@contextmanager
def _removed_after_a_failure() -> Iterator[None]:
    """Create SQLite's file for its owner alone, and leave none that is only half filled."""
    path = Path(connection.settings_dict["NAME"])
    is_ours = connection.vendor == "sqlite" and not path.exists()
    if is_ours:
        path.touch(mode=0o600)
    try:
        yield
    except BaseException:
        if is_ours:
            connection.close()
            for suffix in ("", "-wal", "-shm"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)
        raise


def _ensure_nobody_is_there() -> None:
    if User._meta.db_table in connection.introspection.table_names() and User.objects.exists():
        raise CommandError(
            "This database already has people in it. Restore into a new, empty one. Nothing was changed."
        )
