"""Queries whose SQL is compiled once per process. See docs/decisions/0005."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler

NO_KEY = -1  # no row has it
ParamValue = int | str | date | UUID


class Param(Expression):
    """Stands in a query for a value that each call passes: a number, a text, a uid, a day or a moment."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


@cache
def key_names(size: int) -> tuple[str, ...]:
    return tuple(f"key_{number}" for number in range(size))


class Keys(Expression):
    """Stands behind ``__in`` for as many values as a query was compiled for."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.params = tuple(Param(name) for name in key_names(size))

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return f"({', '.join(['%s'] * len(self.params))})", self.params


class _Statement(NamedTuple):
    sql: str
    params: tuple[Any, ...]
    converters: dict[int, Any]


class CompiledQuery:
    """A query that is compiled on its first call. ``build`` returns a ``values_list`` queryset with Params."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._statement: _Statement | None = None

    def __call__(self, **values: ParamValue) -> list[tuple[Any, ...]]:
        """Return the rows for these values of the Params. One query."""
        return self.read({name: _to_database(value) for name, value in values.items()})

    def read(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The same for values as the database has them."""
        statement = self._statement = self._statement or self._compile()
        params = [values[param.name] if isinstance(param, Param) else param for param in statement.params]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, params)
            rows = cursor.fetchall()
        return _from_database(rows, statement.converters) if rows and statement.converters else rows

    def _compile(self) -> _Statement:
        compiler = self._build().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        return _Statement(sql, tuple(params), compiler.get_converters([column for column, *_ in compiler.select]))


class CompiledForKeys:
    """A query over the rows of some keys that is compiled once for each of a few sizes. ``build`` gets what stands
    behind ``__in``.
    """

    SIZES = (1, 50, 200, 500, 1000, 2000)

    def __init__(self, build: Callable[[Keys], QuerySet[Any, Any]]) -> None:
        self._queries = {size: CompiledQuery(partial(self._with_size, build, size)) for size in self.SIZES}

    @staticmethod
    def _with_size(build: Callable[[Keys], QuerySet[Any, Any]], size: int) -> QuerySet[Any, Any]:
        return build(Keys(size))

    def __call__(self, keys: Sequence[int], **values: ParamValue) -> list[tuple[Any, ...]]:
        """Return the rows for these keys: one query for each 2,000 of them."""
        rows: list[tuple[Any, ...]] = []
        database_values = {name: _to_database(value) for name, value in values.items()}
        for start in range(0, len(keys), self.SIZES[-1]):
            part = keys[start : start + self.SIZES[-1]]
            size = next(size for size in self.SIZES if size >= len(part))
            padding = [NO_KEY] * (size - len(part))
            database_keys = map(_to_database, [*part, *padding])
            rows += self._queries[size].read(database_values | dict(zip(key_names(size), database_keys, strict=True)))
        return rows


def _from_database(rows: list[tuple[Any, ...]], converters: dict[int, Any]) -> list[tuple[Any, ...]]:
    """Convert the database's values to Django's, a column at a time and each value once. Equal values share theirs."""
    columns: list[Any] = list(zip(*rows, strict=True))
    for at, (functions, expression) in converters.items():
        values = {value: value for value in columns[at]}
        for convert in functions:
            values = {value: convert(result, expression, connection) for value, result in values.items()}
        columns[at] = [values[value] for value in columns[at]]
    return list(zip(*columns, strict=True))


def _to_database(value: ParamValue) -> Any:
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
