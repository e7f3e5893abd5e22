"""Queries whose SQL is made once in a process: a page asks a dozen with short answers, and making it took longer."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler


class Blank(Expression):
    """Stands in a query for what is given when it is asked: a number, a text, a day or a moment."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


class _Made(NamedTuple):
    sql: str
    params: tuple[Any, ...]
    converters: dict[int, Any]


class Question:
    """``ask`` gives a queryset of ``values_list`` in whose conditions stand Blanks."""

    def __init__(self, ask: Callable[[], QuerySet[Any, Any]]) -> None:
        self._ask = ask
        self._made: _Made | None = None

    def __call__(self, **given: int | str | date) -> list[tuple[Any, ...]]:
        """The rows, by what is given for each Blank. One query."""
        made = self._made = self._made or self._make()
        params = [_as_stored(given[one.name]) if isinstance(one, Blank) else one for one in made.params]
        with connection.cursor() as cursor:
            cursor.execute(made.sql, params)
            rows = cursor.fetchall()
        return _converted(rows, made.converters) if rows and made.converters else rows

    def _make(self) -> _Made:
        compiler = self._ask().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        return _Made(sql, tuple(params), compiler.get_converters([one for one, *_ in compiler.select]))


def _converted(rows: list[tuple[Any, ...]], converters: dict[int, Any]) -> list[tuple[Any, ...]]:
    """What the database gave as Django gives it, a column at a time."""
    columns: list[Any] = list(zip(*rows, strict=True))
    for at, (convert_all, expression) in converters.items():
        for convert in convert_all:
            columns[at] = [convert(value, expression, connection) for value in columns[at]]
    return list(zip(*columns, strict=True))


def _as_stored(value: int | str | date) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
