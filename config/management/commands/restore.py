"""`manage.py restore FILE`: the rows of a backup in a new, empty site."""

import shutil
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.models import User
from config.portable import is_sqlite, read_portable


class Command(BaseCommand):
    help = "Fills the site's database, SQLite or PostgreSQL, from a backup that is an SQLite file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="what manage.py backup wrote on SQLite, or with --portable")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        if not is_sqlite(file):
            raise CommandError(
                f"{file} is not an SQLite file. If it is a dump of PostgreSQL, use pg_restore. For another database, "
                "make the backup with --portable."
            )
        _ensure_nobody_is_there()
        with tempfile.TemporaryDirectory() as folder:  # the file may need newer migrations, and stays as it is
            copy = Path(folder, "backup.sqlite3")
            shutil.copyfile(file, copy)
            count = read_portable(copy)
        self.stdout.write(f"{count:,} rows are restored.")


def _ensure_nobody_is_there() -> None:
    if User._meta.db_table in connection.introspection.table_names() and User.objects.exists():
        raise CommandError(
            "This database already has people in it. Restore into a new, empty one. Nothing was changed."
        )
