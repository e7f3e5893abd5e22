"""A database in another encoding than UTF-8 is refused before anything is written to it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection

pytestmark = [pytest.mark.service, pytest.mark.django_db]


def test_the_database_of_the_tests_is_fine() -> None:
    assert not [problem for problem in run_checks(databases=["default"]) if problem.id == "config.E007"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL only")
def test_migrate_refuses_a_database_in_ascii_and_says_what_to_do() -> None:
    name, server = "descent_ascii", connection.settings_dict
    options = [f"--host={server['HOST']}", f"--port={server['PORT'] or 5432}", f"--username={server['USER']}"]
    subprocess.run(["dropdb", *options, "--if-exists", name], check=True)
    encoding = ["--encoding=SQL_ASCII", "--locale=C", "--template=template0"]
    subprocess.run(["createdb", *options, *encoding, name], check=True)
    url = f"postgres://{server['USER']}@{server['HOST']}:{server['PORT'] or 5432}/{name}"
    try:
        result = subprocess.run(
            [sys.executable, "manage.py", "migrate"],
            cwd=settings.BASE_DIR, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True, check=False,
        )  # fmt: skip
    finally:
        subprocess.run(["dropdb", *options, name], check=True)
    assert result.returncode == 1
    assert "The database stores text as SQL_ASCII" in result.stderr
    assert "createdb --encoding=UTF8" in result.stderr
    assert "Traceback" not in result.stderr
