"""What our backend for PostgreSQL adds to Django's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from lib.compiled_queries import CompiledQuery, Param

if TYPE_CHECKING:
    from django.contrib.auth.models import _User

User = get_user_model()

pytestmark = [
    pytest.mark.service,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL only"),
]


@pytest.mark.django_db
def test_a_compiled_query_is_planned_once_with_its_constants_in_it(ada: _User) -> None:
    query = CompiledQuery(
        lambda: User.objects.filter(pk=Param("pk"), name__startswith="100%", is_active=True).values_list("email")
    )
    ada.name = "100% Ada"
    ada.save()

    for number in range(12):
        assert query(pk=ada.pk + number * 100_000) == ([(ada.email,)] if number == 0 else [])

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT parameter_types::text, generic_plans + custom_plans FROM pg_prepared_statements"
            " WHERE statement LIKE '%is_active%100%'"
        )
        assert cursor.fetchall() == [("{bigint}", 7)]  # of 12: psycopg prepares it after 5


@pytest.mark.django_db
def test_a_connection_keeps_the_queries_of_all_pages_prepared() -> None:
    queries = [f"SELECT {number} AS n, %s::int" for number in range(200)]
    with connection.prepared_cursor() as cursor:  # type: ignore[attr-defined]  # our backend's
        for query in queries:
            for value in range(6):
                cursor.execute(query, [value])

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%AS n,%'")
        assert cursor.fetchone() == (len(queries),)


@pytest.mark.django_db(transaction=True)
def test_a_request_gets_no_connection_that_the_server_has_closed() -> None:
    connection.ensure_connection()
    connection.close()  # as a request does: it goes back to the pool
    with psycopg.connect(**connection.get_connection_params()) as other:
        backends = other.execute(
            "SELECT pid, pg_terminate_backend(pid, 5000)"  # it waits for at most so many milliseconds
            " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    assert backends

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() not in [(pid,) for pid, _ in backends]
