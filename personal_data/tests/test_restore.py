"""A portable backup restores into either database, and everybody's data is then the same to the last byte."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from personal_data.tests.archives import document_of

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]

DOCUMENT = """
import json
from accounts.models import User
from personal_data.tests.archives import document_of
User.objects.create_user("new@example.org", "a long enough password", name="New")
print(json.dumps(document_of(User.objects.get(name="Ada"))))
"""


def manage(*arguments: str, database: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DATABASE_URL": database}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(params=["sqlite", *(["postgresql"] if connection.vendor == "postgresql" else [])])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new one. PostgreSQL's is on the server of this run."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/restored.sqlite3"
    name, database = "descent_portable", connection.settings_dict
    server_options = [
        f"--host={database['HOST']}",
        f"--port={database['PORT'] or 5432}",
        f"--username={database['USER']}",
    ]
    subprocess.run(["dropdb", *server_options, "--if-exists", "--force", name], check=True)
    subprocess.run(["createdb", *server_options, name], check=True)
    return f"{this_database().rpartition('/')[0]}/{name}"


def this_database() -> str:
    words = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{words['NAME']}"
    return f"postgres://{words['USER']}@{words['HOST']}:{words['PORT'] or 5432}/{words['NAME']}"


def test_the_restored_data_is_the_same_and_new_rows_follow_it(
    ada_s_work: User, empty_database: str, tmp_path: Path
) -> None:
    """On PostgreSQL a sequence that isn't reset would give a number twice."""
    backup = tmp_path / "descent.backup"
    written = manage("backup", str(backup), "--portable", database=this_database())
    assert written.returncode == 0, written.stderr
    content = backup.read_bytes()
    restored = manage("restore", str(backup), database=empty_database)
    assert restored.returncode == 0, restored.stderr
    assert "rows are restored" in restored.stdout
    if empty_database.startswith("sqlite:///"):
        assert Path(empty_database.removeprefix("sqlite:///")).stat().st_mode & 0o777 == 0o600
    assert backup.read_bytes() == content
    printed = manage("shell", "--no-imports", "-c", DOCUMENT, database=empty_database)
    assert printed.returncode == 0, printed.stderr
    assert without_moment(json.loads(printed.stdout)) == without_moment(document_of(ada_s_work))


def test_it_does_not_touch_a_database_with_people(ada: User, tmp_path: Path) -> None:
    file = tmp_path / "descent.backup"
    file.write_bytes(b"SQLite format 3\0")
    with pytest.raises(CommandError, match="already has people"):
        call_command("restore", str(file))


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "dump"
    other.write_bytes(b"PGDMP and more")
    with pytest.raises(CommandError, match="pg_restore"):
        call_command("restore", str(other))
    with pytest.raises(CommandError, match="no file"):
        call_command("restore", str(tmp_path / "none"))


def without_moment(document: dict[str, Any]) -> dict[str, Any]:
    return document | {"written_at": ""}
