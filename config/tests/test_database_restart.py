"""A restart of PostgreSQL breaks no request."""

import psycopg
import pytest
from django.core import signals
from django.db import connection

pytestmark = [
    pytest.mark.service,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL only"),
]


@pytest.mark.django_db(transaction=True)
def test_a_request_uses_no_connection_that_the_server_has_closed() -> None:
    connection.ensure_connection()
    with psycopg.connect(**connection.get_connection_params()) as other:
        backends = other.execute(
            "SELECT pid, pg_terminate_backend(pid, 5000)"  # it waits for at most so many milliseconds
            " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    assert backends

    signals.request_started.send(sender=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() not in [(pid,) for pid, _ in backends]
