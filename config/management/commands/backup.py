"""`manage.py backup FILE`: the whole database in one file, while the site runs."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.template.defaultfilters import filesizeformat
from psycopg.conninfo import make_conninfo

from config.operations.backups import delete_old_backups, name_of_today
from config.operations.portable import write_portable
from lib.process_heartbeats import Process, record_heartbeat

STANDARD_OUTPUT = Path("-")
DEFAULT_COUNTS = (7, 4, 12)


class Command(BaseCommand):
    help = "Copies the whole database into a new file while the site runs. docs/operations.md says how to restore it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        target = parser.add_mutually_exclusive_group(required=True)
        target.add_argument(
            "file", nargs="?", type=Path, help="the new file; an existing one is not overwritten. - is standard output"
        )
        target.add_argument("--into", type=Path, metavar="FOLDER", help="write today's file here, and delete old ones")
        parser.add_argument(
            "--keep", nargs=3, type=int, metavar=("DAYS", "WEEKS", "MONTHS"), default=DEFAULT_COUNTS,
            help="with --into: of how many days, weeks and months to keep the newest (default 7 4 12)",
        )  # fmt: skip
        parser.add_argument(
            "--portable", action="store_true", help="an SQLite file that manage.py restore reads into any database"
        )

    def handle(
        self, *args: Any, file: Path | None, into: Path | None, keep: Sequence[int], portable: bool, **options: Any
    ) -> None:
        if into:
            self._write_into(into, keep, portable)
        elif file == STANDARD_OUTPUT:
            self._write_to_standard_output(portable)
        elif file:
            if file.exists():
                raise _file_exists(file)
            _write_file(file, portable, may_replace=False)
            self._announce(file)
        record_heartbeat(Process.BACKUP)

    def _write_into(self, folder: Path, keep: Sequence[int], portable: bool) -> None:
        """Write today's file, or a newer one of today in its place. Old ones are deleted once it is complete."""
        if keep[0] < 1 or min(keep) < 0:
            raise CommandError("Keep the backups of at least one day, for example --keep 7 4 12.")
        suffix = ".dump" if _is_dump(portable) else ".sqlite3"
        file = folder / name_of_today(suffix)
        _write_file(file, portable, may_replace=True)
        old = delete_old_backups(folder, suffix=suffix, counts=keep)
        self._announce(file)
        if old:
            self.stdout.write(f"Deleted {', '.join(path.name for path in old)}.")

    def _write_to_standard_output(self, portable: bool) -> None:
        if self.stdout.isatty():
            raise CommandError("A backup is not for the screen. Write it to a file: manage.py backup - > FILE")
        self.stdout.flush()
        output = cast(IO[bytes], self.stdout.buffer)
        if _is_dump(portable):
            _dump_postgresql(output)
            return
        with tempfile.NamedTemporaryFile() as copy:
            _write_sqlite(Path(copy.name), portable)
            with open(copy.name, "rb") as content:
                shutil.copyfileobj(content, output)
        output.flush()

    def _announce(self, file: Path) -> None:
        self.stdout.write(
            f"{file}: {filesizeformat(file.stat().st_size)}. It contains everyone's data: keep it private."
        )


def _is_dump(portable: bool) -> bool:
    return connection.vendor == "postgresql" and not portable


def _file_exists(file: Path) -> CommandError:
    return CommandError(f"{file} already exists. Choose another name.")


def _write_file(file: Path, portable: bool, *, may_replace: bool) -> None:
    if not file.parent.is_dir():
        raise CommandError(f"There is no folder {file.parent}. Create it first.")
    # In the same folder, readable for its owner alone: a backup that is cut off leaves no file that looks like one.
    try:
        descriptor, temporary_path = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    except OSError as error:
        raise CommandError(f"The backup can't be written: {error}.") from error
    try:
        with open(descriptor, "wb") as target:
            if _is_dump(portable):
                _dump_postgresql(target)
            else:
                _write_sqlite(Path(temporary_path), portable)
            os.fsync(target.fileno())
        if not may_replace:
            file.touch(exist_ok=False)  # so that we replace our own file; a hard link can't be had on every disk
        os.replace(temporary_path, file)
    except FileExistsError:  # created meanwhile
        raise _file_exists(file) from None
    finally:
        Path(temporary_path).unlink(missing_ok=True)


def _write_sqlite(path: Path, portable: bool) -> None:
    if connection.vendor == "sqlite":
        _copy_sqlite(path)
    else:
        write_portable(path)


def _copy_sqlite(to: Path) -> None:
    """Copy the database by SQLite's online backup, during which the site may write."""
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


def _dump_postgresql(target: IO[bytes]) -> None:
    """Write a consistent dump by pg_dump, in its custom format."""
    program = shutil.which("pg_dump")
    if program is None:
        raise CommandError("pg_dump is not installed. Install postgresql-client in at least the server's version.")
    # As Django connects, but for what libpq does not know; the password not in the command, where all could read it.
    params = {name: value for name, value in connection.get_connection_params().items() if isinstance(value, str)}
    environment = os.environ | {"PGPASSWORD": params.pop("password", "")}
    command = [program, "--format=custom", "--no-owner", f"--dbname={make_conninfo(**params)}"]
    run = subprocess.run(command, env=environment, stdout=target, stderr=subprocess.PIPE, text=True, check=False)
    if run.returncode:
        raise CommandError(f"pg_dump failed: {run.stderr.strip()[-1_000:]}")
