"""A database from before the migrations were joined ends in a sentence that says what to do, and nothing is changed."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from config.operations.migration_history import LAST_WITH_EARLIER_MIGRATIONS
from tests.site import ROOT


@pytest.fixture
def old_database(tmp_path: Path) -> Path:
    """As on 26 November 2026: of each app, it has the first migrations only."""
    file = tmp_path / "old.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT, applied TEXT)")
        rows = [("auth", "0001_initial"), ("accounts", "0001_initial"), ("exercises", "0001_initial")]
        database.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, '2026-11-26')", rows)
        database.commit()
    return file


def manage(*arguments: str, database: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def dump_of(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as database:
        return list(database.iterdump())


def assert_explains(run: subprocess.CompletedProcess[str], reason: str) -> None:
    assert run.returncode == 1
    assert reason in run.stderr
    assert "Traceback" not in run.stderr


def test_migrate_names_the_commit_to_migrate_with_first(old_database: Path) -> None:
    content = dump_of(old_database)
    assert_explains(manage("migrate", database=old_database), LAST_WITH_EARLIER_MIGRATIONS)
    assert dump_of(old_database) == content


def test_restore_names_the_commit_and_leaves_no_file(old_database: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.sqlite3"
    assert_explains(manage("restore", str(old_database), database=new), LAST_WITH_EARLIER_MIGRATIONS)
    assert not new.exists()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("damaged", b"SQLite format 3\0" + b"x" * 4096, "is damaged"),
        ("strange", None, "no backup of Descent"),
        ("notes.txt", b"hello", "not an SQLite file"),
    ],
)
def test_restore_says_what_is_wrong_with_a_file(tmp_path: Path, name: str, content: bytes | None, reason: str) -> None:
    file = tmp_path / name
    if content is None:
        with closing(sqlite3.connect(file)) as database:
            database.execute("CREATE TABLE notes (text TEXT)")
    else:
        file.write_bytes(content)
    assert_explains(manage("restore", str(file), database=tmp_path / "new.sqlite3"), reason)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_restore_says_that_it_can_not_read_a_file(tmp_path: Path) -> None:
    unreadable = "/proc/self/mem"  # even root can't read it from its beginning
    assert_explains(manage("restore", unreadable, database=tmp_path / "new.sqlite3"), "can’t be read")


def test_a_restore_that_fails_half_way_leaves_no_file(tmp_path: Path) -> None:
    """Its history is complete, its tables aren't there: `migrate` ends in an error."""
    half, new = tmp_path / "half.sqlite3", tmp_path / "new.sqlite3"
    with closing(sqlite3.connect(half)) as database:
        database.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT, applied TEXT)")
        database.execute("CREATE TABLE accounts_user (id INTEGER PRIMARY KEY)")
        database.commit()
    assert manage("restore", str(half), database=new).returncode == 1
    assert [path.name for path in tmp_path.iterdir()] == ["half.sqlite3"]
