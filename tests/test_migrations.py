"""The migrations make the tables that the models describe. All other tests have tables made from the models."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

TABLES = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def manage(database: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{database}"},
        check=True,
        capture_output=True,
    )


def schema(rows: Callable[[str], Iterable[Any]]) -> dict[str, tuple[set[Any], ...]]:
    """By table: its columns, its constraints and its indexes, in no order."""
    return {
        table: (
            {
                (name, kind, not_null, default)
                for _, name, kind, not_null, default, _ in rows(f'PRAGMA table_info("{table}")')
            },
            {part for part in sql.split("CONSTRAINT ")[1:] if "REFERENCES" not in part},
            {
                tuple(column for *_, column in rows(f'PRAGMA index_info("{name}")'))
                for _, name, *_ in rows(f'PRAGMA index_list("{table}")')
            },
        )
        for table, sql in list(rows(TABLES))
    }


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite only")
def test_an_empty_database_gets_the_tables_of_the_models(tmp_path: Path) -> None:
    path = tmp_path / "migrated.sqlite3"
    manage(path, "migrate", "--verbosity", "0")
    manage(path, "migrate", "--check")
    with sqlite3.connect(path) as migrated, connection.cursor() as models:
        assert schema(migrated.execute) == schema(lambda sql: models.execute(sql).fetchall())
