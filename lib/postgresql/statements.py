"""What PostgreSQL needs to plan a compiled query once for each connection. See docs/decisions/0005.

Import it where PostgreSQL is in use, since it loads psycopg.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from psycopg.types.numeric import Int8

__all__ = ["Int8", "with_constants"]


def with_constants(sql: str, params: Sequence[Any], param_class: type) -> tuple[str, list[Any]]:
    """Write all params into the SQL but those of the ``param_class``: a partial index serves only a constant."""
    operations: Any = connection.ops
    first, *others = sql.split("%s")
    pieces, variables = [first], []
    for param, piece in zip(params, others, strict=True):
        if isinstance(param, param_class):
            variables.append(param)
            pieces += ["%s", piece]
        else:
            pieces += [operations.compose_sql("%s", [param]).replace("%", "%%"), piece]
    return "".join(pieces), variables
