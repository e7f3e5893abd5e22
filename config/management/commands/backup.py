"""`manage.py backup FILE`: the whole database in one file, while the site runs."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.template.defaultfilters import filesizeformat
from psycopg.conninfo import make_conninfo

from config.portable import write_portable


class Command(BaseCommand):
    help = "Copies the whole database into a new file while the site runs. docs/operations.md says how to restore it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the new file; an existing one is not overwritten")
        parser.add_argument(
            "--portable", action="store_true", help="an SQLite file that manage.py restore reads into any database"
        )

    def handle(self, *args: Any, file: Path, portable: bool, **options: Any) -> None:
        there = CommandError(f"{file} already exists. Choose another name.")
        if file.exists():
            raise there
        if not file.parent.is_dir():
            raise CommandError(f"There is no folder {file.parent}. Create it first.")
        # Beside its place, readable for its owner alone: a backup that is cut off leaves no file that looks like one.
        descriptor, part = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        os.close(descriptor)
        try:
            if connection.vendor == "sqlite":
                _copy_sqlite(Path(part))
            elif portable:
                write_portable(Path(part))
            else:
                _dump_postgresql(part)
            file.touch(exist_ok=False)  # so that what takes the place is ours; a hard link can't be had on every disk
            os.rename(part, file)
        except FileExistsError:  # made meanwhile
            raise there from None
        finally:
            Path(part).unlink(missing_ok=True)
        self.stdout.write(
            f"{file}: {filesizeformat(file.stat().st_size)}. It contains everyone's data: keep it private."
        )


def _copy_sqlite(to: Path) -> None:
    """By SQLite's own online copy, to which a site that writes meanwhile is no hindrance."""
    source = f"{Path(connection.settings_dict['NAME']).resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(source, uri=True)) as live, closing(sqlite3.connect(to)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file; the site turns its own way of writing on again
            [(verdict,)] = copy.execute("PRAGMA integrity_check(1)")
    except sqlite3.Error as error:
        raise CommandError(f"SQLite could not copy the database: {error}") from error
    if verdict != "ok":
        raise CommandError(f"The copy is incomplete, so the database may be damaged: {verdict}")


def _dump_postgresql(to: str) -> None:
    """By pg_dump, in its custom format, of one moment."""
    program = shutil.which("pg_dump")
    if program is None:
        raise CommandError("pg_dump is not installed. Install postgresql-client in at least the server's version.")
    # As Django connects, but for what libpq does not know; the password not in the command, where all could read it.
    params = {name: value for name, value in connection.get_connection_params().items() if isinstance(value, str)}
    environment = os.environ | {"PGPASSWORD": params.pop("password", "")}
    command = [program, "--format=custom", "--no-owner", f"--file={to}", f"--dbname={make_conninfo(**params)}"]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise CommandError(f"pg_dump failed: {run.stderr.strip()[-1_000:]}")
