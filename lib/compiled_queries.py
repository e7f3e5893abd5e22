"""Queries whose SQL is compiled once per process. See docs/decisions/0005."""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
Row = tuple[Any, ...]
ParamValue = int | str | date | UUID | list[int]


class Param(Expression):
    """Stands in a query for a value that each call passes: a number, a text, a uid, a day or a moment."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


class KeysParam(Param):
    """Stands after ``__in`` for any number of primary keys, which each call passes as a list."""

    def as_sqlite(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "(SELECT value FROM json_each(%s))", (self,)

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "(SELECT value::bigint FROM json_array_elements_text(%s::json))", (self,)


class Statement(NamedTuple):
    """The result of Django's compiler for a queryset."""

    sql: str
    params: tuple[Any, ...]
    """Constants, and a Param for each value that a call passes."""
    converters: dict[int, Any]
    select: list[Any]
    klass_info: dict[str, Any] | None
    annotation_columns: dict[str, int]


class CompiledQuery:
    """A query that is compiled on its first call. ``build`` returns a ``values_list`` queryset with Params."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._statement: Statement | None = None

    def __call__(self, **values: ParamValue) -> list[Row]:
        """Return the rows for these values of the Params. One query."""
        statement = self.statement
        params = [_to_database(values[p.name]) if isinstance(p, Param) else p for p in statement.params]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, params)
            rows: list[Row] = cursor.fetchall()
        return _from_database(rows, statement.converters) if rows and statement.converters else rows

    @property
    def statement(self) -> Statement:
        self._statement = self._statement or self.compile()
        return self._statement

    def compile(self) -> Statement:
        compiler = self._build().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        return Statement(
            sql, tuple(params), converters, compiler.select, compiler.klass_info, compiler.annotation_col_map or {}
        )


class CompiledObjects(Generic[M]):
    """The same for model instances. ``build`` returns a queryset with Params, and may select related objects."""

    def __init__(self, build: Callable[[], QuerySet[M, Any]]) -> None:
        self.query = CompiledQuery(build)

    def __call__(self, **values: ParamValue) -> list[M]:
        """Return the instances for these values of the Params. One query."""
        return list(self._instances(self.query(**values)))

    def first(self, **values: ParamValue) -> M | None:
        """Return the first instance. None: there is none."""
        return next(iter(self(**values)), None)

    def _instances(self, rows: list[Row]) -> Iterator[M]:
        """Do what Django's ModelIterable does with the rows."""
        statement = self.query.statement
        info: Any = statement.klass_info
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column.target.attname for column, *_ in statement.select[start:end]]
        populators = get_related_populators(info, statement.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # of Django 6
        for row in rows:
            instance: M = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[start:end])
            for populator in populators:
                populator.populate(row, instance)
            for name, position in statement.annotation_columns.items():
                setattr(instance, name, row[position])
            yield instance


def _from_database(rows: list[Row], converters: dict[int, Any]) -> list[Row]:
    """Convert the database's values to Django's, a column at a time and each value once. Equal values share theirs."""
    columns: list[Any] = list(zip(*rows, strict=True))
    for position, (functions, expression) in converters.items():
        values = {value: value for value in columns[position]}
        for convert in functions:
            values = {value: convert(result, expression, connection) for value, result in values.items()}
        columns[position] = [values[value] for value in columns[position]]
    return list(zip(*columns, strict=True))


def _to_database(value: ParamValue) -> Any:
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, list):
        return json.dumps(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
