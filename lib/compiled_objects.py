"""Queries for model instances whose SQL is compiled once per process. See docs/decisions/0005."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet

from lib.compiled_queries import CompiledQuery, ParamValue

M = TypeVar("M", bound=Model)


class _Table(NamedTuple):
    """The columns of one model in a row of the query."""

    path: str
    """The lookup that leads to it; empty for the rows themselves."""
    model: type[Model]
    columns: Sequence[str]
    start: int

    def instance(self, row: Sequence[Any]) -> Any:
        """The instance, or None where nothing is target to. Columns that were left out are read when asked for."""
        values = row[self.start : self.start + len(self.columns)]
        return None if values[0] is None else self.model.from_db(DEFAULT_DB_ALIAS, self.columns, values)


class CompiledObjects(Generic[M]):
    """A query for model instances that is compiled on its first call. ``build`` returns a queryset with Params.

    ``joins`` are the lookups of what it selects too, those nearer first; ``annotations`` the names of what the
    queryset annotates; and ``defer`` the lookups of columns to leave out. Only these count, whatever the queryset says.
    """

    def __init__(
        self,
        build: Callable[[], QuerySet[M, Any]],
        *,
        joins: Sequence[str] = (),
        annotations: Sequence[str] = (),
        defer: Collection[str] = (),
    ) -> None:
        self._build, self._joins, self._annotations, self._defer = build, joins, annotations, defer
        self._query = CompiledQuery(lambda: build().values_list(*self._lookups(), *annotations))

    def __call__(self, **values: ParamValue) -> list[M]:
        """Return the instances for these values of the Params. One query."""
        return [self._instance(row) for row in self._query(**values)]

    def first(self, **values: ParamValue) -> M | None:
        """Return the first instance. None: there is none."""
        return next(iter(self(**values)), None)

    @cached_property
    def _tables(self) -> list[_Table]:
        tables: list[_Table] = []
        for path in ("", *self._joins):
            model = self._build().model if not path else _model_at(path, tables)
            columns = [
                field.attname for field in model._meta.concrete_fields if field.attname != model._meta.pk.attname
            ]
            names = [model._meta.pk.attname, *(name for name in columns if _lookup(path, name) not in self._defer)]
            tables.append(_Table(path, model, names, sum(len(table.columns) for table in tables)))
        return tables

    def _lookups(self) -> Iterator[str]:
        return (_lookup(table.path, column) for table in self._tables for column in table.columns)

    def _instance(self, row: Sequence[Any]) -> M:
        first, *others = self._tables
        instance: M = first.instance(row)
        for table in others:
            *parents, name = table.path.split("__")
            holder = attrgetter(".".join(parents))(instance) if parents else instance
            target = table.instance(row) if holder is not None else None
            if target is not None:
                setattr(holder, name, target)
        for name, value in zip(self._annotations, row[len(row) - len(self._annotations) :], strict=True):
            setattr(instance, name, value)
        return instance


def _lookup(path: str, column: str) -> str:
    return f"{path}__{column}" if path else column


def _model_at(path: str, tables: Sequence[_Table]) -> type[Model]:
    parent, _, name = path.rpartition("__")
    holder = next(table.model for table in tables if table.path == parent)
    model: type[Model] = holder._meta.get_field(name).related_model  # type: ignore[assignment]  # never "self" here
    return model
