"""A backup is the whole database of one moment, in one file that comes back."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from progress.hours.actions import log_study
from progress.log_line.study_line import StudyLine

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]  # each database has a way of its own

QUESTION = """
import json
from progress.models import StudyEntry
print(json.dumps(list(StudyEntry.objects.values_list("learner__name", "minutes", "note"))))
"""


@pytest.fixture(params=["a file"])
def backup(request: pytest.FixtureRequest, ada: User, tmp_path: Path) -> Path:
    log_study(
        learner=ada,
        study=StudyLine(minutes=90, kind="reading", day=ada.today, topic_uid=None, note="Ada’s 'own' words"),
    )
    file = tmp_path / "descent.backup"
    if request.param == "standard output":
        with file.open("w") as output:
            call_command("backup", "-", stdout=output)
    else:
        call_command("backup", str(file))
    return file


def restored(file: Path) -> str:
    """The address of a database that holds it, by what docs/operations.md says."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{file}"
    name, database = "descent_restored", connection.settings_dict
    server_options = [
        f"--host={database['HOST']}",
        f"--port={database['PORT'] or 5432}",
        f"--username={database['USER']}",
    ]
    subprocess.run(["dropdb", *server_options, "--if-exists", name], check=True)
    subprocess.run(["createdb", *server_options, name], check=True)
    subprocess.run(
        ["pg_restore", *server_options, "--no-owner", "--exit-on-error", f"--dbname={name}", str(file)], check=True
    )
    return f"postgres://{database['USER']}@{database['HOST']}:{database['PORT'] or 5432}/{name}"


@pytest.mark.parametrize("backup", ["a file", "standard output"], indirect=True)
def test_a_site_started_on_it_has_everything(backup: Path) -> None:
    environment = os.environ | {"DATABASE_URL": restored(backup)}

    def manage(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        run = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        return run.stdout

    manage("migrate", "--check")
    assert json.loads(manage("shell", "--no-imports", "-c", QUESTION)) == [["Ada", 90, "Ada’s 'own' words"]]


def test_only_its_owner_reads_it(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600


def test_it_overwrites_nothing(backup: Path) -> None:
    content = backup.read_bytes()
    with pytest.raises(CommandError, match="Choose another name"):
        call_command("backup", str(backup))
    assert backup.read_bytes() == content


def test_it_does_not_overwrite_a_file_created_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "descent.backup"
    for way in ("_copy_sqlite", "_dump_postgresql"):
        monkeypatch.setattr(f"config.management.commands.backup.{way}", lambda to: file.write_text("another's"))
    with pytest.raises(CommandError, match="Choose another name"):
        call_command("backup", str(file))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("descent.backup", "another's")]


def test_a_failed_backup_leaves_no_file_and_says_why(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "NAME", "no-such-database")
    with pytest.raises(CommandError, match="SQLite" if connection.vendor == "sqlite" else "pg_dump"):
        call_command("backup", str(tmp_path / "descent.backup"))
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(CommandError, match="Create it first"):
        call_command("backup", str(tmp_path / "no-such-folder" / "descent.backup"))
