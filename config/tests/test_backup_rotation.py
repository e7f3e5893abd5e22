"""A backup into a folder writes one file a day and deletes only what it has written itself."""

import os
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config.operations.backups import days_to_keep, delete_old_backups, name_of_today

pytestmark = pytest.mark.django_db(transaction=True)  # SQLite's backup needs a database that no transaction holds
TODAY = date(2026, 11, 30)


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A year and a half with a backup each day, and files that somebody else put there."""
    for age in range(550):
        (tmp_path / f"descent-{TODAY - timedelta(days=age)}.dump").touch()
    return tmp_path


def test_today_has_one_file_which_only_its_owner_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / name_of_today(".dump")
    monkeypatch.setattr("config.management.commands.backup.name_of_today", lambda suffix: file.name)  # also at midnight
    for _ in range(2):
        call_command("backup", "--into", str(tmp_path))
        assert file.stat().st_size > 1024
    assert files_in(tmp_path) == [file.name]
    assert file.stat().st_mode & 0o777 == 0o600


def test_it_keeps_the_newest_of_each_day_week_and_month(folder: Path) -> None:
    delete_old_backups(folder, suffix=".dump", counts=(7, 4, 12))
    days = [f"2026-11-{number}" for number in range(24, 31)]
    weeks = ["2026-11-15", "2026-11-22", "2026-11-29"]  # Sundays; this week's newest is today's
    months = [
        *("2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"),
        *("2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31"),
    ]
    assert files_in(folder) == sorted(f"descent-{day}.dump" for day in {*days, *weeks, *months})


def test_a_year_of_nights_leaves_as_many_files_as_are_asked_for(tmp_path: Path) -> None:
    """Deleting every night keeps the same as deleting once: what is kept for a month is never deleted before."""
    for age in reversed(range(400)):
        (tmp_path / f"descent-{TODAY - timedelta(days=age)}.dump").touch()
        delete_old_backups(tmp_path, suffix=".dump", counts=(7, 4, 12))
    nightly = {date.fromisoformat(name[8:18]) for name in files_in(tmp_path)}
    assert nightly == days_to_keep([TODAY - timedelta(days=age) for age in range(400)], (7, 4, 12))


def test_days_without_a_backup_cost_none_of_the_older_ones(tmp_path: Path) -> None:
    for day in ("2024-01-05", "2024-01-06", "2026-11-30"):
        (tmp_path / f"descent-{day}.dump").touch()
    assert delete_old_backups(tmp_path, suffix=".dump", counts=(2, 0, 0)) == [tmp_path / "descent-2024-01-05.dump"]


def test_it_deletes_no_file_that_it_did_not_name(folder: Path) -> None:
    target = folder / "target"
    names = {
        *("descent-2020-01-01.sqlite3", "descent-2020-01-01.dump.gpg", "descent-2020-13-01.dump", "notes.txt"),
        *("my-descent-2020-01-01.dump", ".descent-2020-01-01.dump", "descent-٢٠٢٠-01-01.dump", "target"),
    }
    for name in names:
        (folder / name).touch()
    (folder / "descent-2020-01-02.dump").symlink_to(target)
    (folder / "descent-2020-01-03.dump").mkdir()
    delete_old_backups(folder, suffix=".dump", counts=(1, 0, 0))
    assert set(files_in(folder)) == {
        *names,
        "descent-2020-01-02.dump",
        "descent-2020-01-03.dump",
        f"descent-{TODAY}.dump",
    }


def test_it_deletes_what_a_killed_backup_left_but_not_what_another_one_writes(tmp_path: Path) -> None:
    for name in (".descent-2026-11-01.dump.a1b2c3d4", ".descent-2026-11-30.dump.a1b2c3d4", ".descent.a1b2c3d4"):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time.time(), time.time()))  # of the test's clock
    two_days_ago = time.time() - 2 * 86_400
    for name in (".descent-2026-11-01.dump.a1b2c3d4", ".descent.a1b2c3d4"):
        os.utime(tmp_path / name, (two_days_ago, two_days_ago))
    delete_old_backups(tmp_path, suffix=".dump", counts=(1, 0, 0))
    assert files_in(tmp_path) == [".descent-2026-11-30.dump.a1b2c3d4", ".descent.a1b2c3d4"]


def test_a_failed_backup_deletes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = files_in(folder)

    def fail(*_: object) -> None:
        raise CommandError("The disk is full.")

    for writer in ("_copy_sqlite", "_dump_postgresql"):
        monkeypatch.setattr(f"config.management.commands.backup.{writer}", fail)
    with pytest.raises(CommandError, match="disk is full"):
        call_command("backup", "--into", str(folder))
    assert files_in(folder) == names


@pytest.mark.parametrize(
    ("folder_name", "keep", "reason"),
    [("none", "7", "Create it first"), ("", "0", "at least one"), ("", "-1", "at least one")],
)
def test_what_it_can_not_do_it_says(tmp_path: Path, folder_name: str, keep: str, reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        call_command("backup", into=tmp_path / folder_name, keep=[int(keep), 4, 12])
    assert files_in(tmp_path) == []
