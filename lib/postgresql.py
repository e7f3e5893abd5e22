"""Lets PostgreSQL plan a compiled query once for each connection: planning takes longer than the rest of a short query.

Import it where PostgreSQL is in use, since it loads psycopg. See docs/decisions/0005.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor
from psycopg.types.numeric import Int8

__all__ = ["Int8", "prepared_cursor", "with_constants"]


def prepared_cursor(database: Any) -> CursorWrapper:
    """A cursor that sends SQL and values apart. psycopg prepares what comes often, with `prepare_threshold` set."""
    database.ensure_connection()
    cursor = Cursor(database.connection)
    wrapper: CursorWrapper = (database.make_debug_cursor if database.queries_logged else database.make_cursor)(cursor)
    return wrapper


def with_constants(sql: str, params: Sequence[Any], kept: type) -> tuple[str, list[Any]]:
    """Write all params into the SQL but those of the class ``kept``: a partial index serves only a constant."""
    operations: Any = connection.ops
    first, *others = sql.split("%s")
    pieces, variables = [first], []
    for param, piece in zip(params, others, strict=True):
        if isinstance(param, kept):
            variables.append(param)
            pieces += ["%s", piece]
        else:
            pieces += [operations.compose_sql("%s", [param]).replace("%", "%%"), piece]
    return "".join(pieces), variables
