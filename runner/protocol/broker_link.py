"""Options for a broker that may go silent. A cut link says nothing, and TCP alone notices after minutes."""

from __future__ import annotations

from functools import partial
from typing import Any

# Wait for at most five seconds for any reply (kombu waits for ever by default), and look as often whether a worker's
# wait for jobs is overdue.
SILENCE_OPTIONS = {"socket_timeout": 5, "health_check_interval": 5}
MAX_RECONNECT_SECONDS = 5  # between two attempts of a worker to reach the broker, of which there is no end


class AcksOnceMixin:
    """Makes kombu's QoS forget a job that couldn't be acknowledged or put back.

    Otherwise the worker has no room for another job, never looks at its queue again, and so never notices that the
    broker is back. The broker hands the job out once more.
    """

    _quick_ack: Any

    def ack(self, delivery_tag: Any) -> None:
        try:
            super().ack(delivery_tag)  # type: ignore[misc]  # it's kombu's
        except Exception:
            self._quick_ack(delivery_tag)
            raise

    def reject(self, delivery_tag: Any, requeue: bool = False) -> None:
        try:
            super().reject(delivery_tag, requeue=requeue)  # type: ignore[misc]  # it's kombu's
        except Exception:
            self._quick_ack(delivery_tag)
            raise


class BrokerLinkMixin:
    """Makes a Celery app connect through ``transport_class``, and look for a lost broker every few seconds.

    No setting of Celery names a transport for the address of a Unix socket, or the time between two attempts, which
    grows to half a minute.
    """

    transport_class: Any

    def _connection(self, url: str, **options: Any) -> Any:
        connection: Any = super()._connection(url, **options)  # type: ignore[misc]  # it's Celery's
        connection.transport_cls, connection.uri_prefix = self.transport_class, None
        connection.ensure_connection = partial(connection.ensure_connection, interval_max=MAX_RECONNECT_SECONDS)
        return connection
