"""Empty PostgreSQL's tables by deleting their rows, after each test that commits.

Django truncates them. That makes new files for each table and each of its indexes, which takes seconds for all of ours
together, however few rows they hold.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations

_truncations = DatabaseOperations.sql_flush


def _deletions(
    self: DatabaseOperations, style: Any, tables: list[str], *, reset_sequences: bool = False, **options: Any
) -> list[str]:
    if reset_sequences:  # the site's own code asks for it, and a test of that wants what a site gets
        return _truncations(self, style, tables, reset_sequences=reset_sequences, **options)
    # In any order: Django's foreign keys are checked when the transaction ends.
    return [f"{style.SQL_KEYWORD('DELETE FROM')} {self.quote_name(table)};" for table in tables]


@contextmanager
def rows_deleted() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", _deletions)
        yield
