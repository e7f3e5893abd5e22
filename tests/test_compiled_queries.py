"""The compiled queries of the whole product are few, and none of them keeps the moment at which it was compiled."""

import pkgutil
import sys
from collections.abc import Iterator
from importlib import import_module

import pytest
import time_machine

from lib.compiled_queries import CompiledObjects, CompiledQuery
from tests.test_architecture import APPS

MAX_QUERIES = 30  # docs/decisions/0005-compiled-queries.md


def _compiled_queries() -> dict[str, CompiledQuery]:
    """Return each query by the name that it has in its module."""
    queries = {}
    for name in sorted(_modules()):
        for attribute, value in vars(import_module(name)).items():
            query = value.query if isinstance(value, CompiledObjects) else value
            if isinstance(query, CompiledQuery):
                queries[f"{name}.{attribute}"] = query
    return queries


def _modules() -> Iterator[str]:
    for app in APPS:
        yield app
        for module in pkgutil.walk_packages(sys.modules[app].__path__, f"{app}."):
            if not {"tests", "catalog", "bootstrap", "migrations"}.intersection(module.name.split(".")):
                yield module.name


QUERIES = _compiled_queries()


def test_there_are_few() -> None:
    assert 0 < len(set(QUERIES.values())) <= MAX_QUERIES, sorted(QUERIES)


@pytest.mark.django_db
@pytest.mark.parametrize("name", QUERIES)
def test_it_is_the_same_whenever_it_is_compiled(name: str) -> None:
    statements = []
    for moment in ("2026-03-01T12:00:00Z", "2031-10-02T23:30:00Z"):
        with time_machine.travel(moment, tick=False):
            statements.append(QUERIES[name].compile())
    first, second = ((statement.sql, statement.params) for statement in statements)
    assert first == second
