"""Django finds the backend here. See docs/decisions/0005 for the cursor, and 0036 for the pool's connections."""

from select import POLLIN, poll
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper
from psycopg import Connection, Cursor

_MAX_PREPARED = 500  # on a connection: there are more compiled queries than the hundred that psycopg would keep


class DatabaseWrapper(base.DatabaseWrapper):
    def _configure_connection(self, connection: Connection[Any]) -> bool:
        connection.prepared_max = _MAX_PREPARED
        commits: bool = super()._configure_connection(connection)  # type: ignore[misc]  # unknown to django-stubs
        return commits

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        """Take a connection from the pool that the server hasn't closed. Django would send each a query first.

        It replaces as many as the pool holds, since all may be closed, and no more: a server that sends something to
        each new connection would keep it busy for ever.
        """
        connection: Connection[Any] = super().get_new_connection(conn_params)
        for _ in range(self.pool.max_size if self.pool else 0):
            if not _has_input(connection):
                break
            connection.close()
            self.pool.putconn(connection)  # which opens another
            connection = super().get_new_connection(conn_params)
        return connection

    def prepared_cursor(self) -> CursorWrapper:
        """A cursor that sends SQL and values apart. psycopg prepares what comes often, with `prepare_threshold` set."""
        self.ensure_connection()
        cursor: Any = Cursor(self.connection)
        return self.make_debug_cursor(cursor) if self.queries_logged else self.make_cursor(cursor)


def _has_input(connection: Connection[Any]) -> bool:
    """Whether the server has sent something unasked, as it does when it closes the connection."""
    events = poll()
    events.register(connection.fileno(), POLLIN)
    return bool(events.poll(0))
