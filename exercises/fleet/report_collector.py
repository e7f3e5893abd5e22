"""Take the messages of runner hosts from the broker and record them. `manage.py take_reports` runs this.

Each host has its own list and thread, so no host waits for another. This doesn't use Celery: a Celery message says
which task to run and with which arguments, and a host must not choose that for the web.
"""

import threading
from contextlib import suppress

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection

from exercises.fleet import broker
from exercises.fleet.actions import pause_host
from exercises.fleet.heartbeats import record_worker
from exercises.fleet.signatures import read_message
from exercises.grading.errors import BadReportError
from exercises.lifecycle.audits import record_audit
from exercises.models import RunnerHost
from exercises.submissions.reports import record_report
from lib.broker import CONNECTION_ERRORS
from lib.process_heartbeats import Process, record_heartbeat
from runner.protocol import MessageKind, mark_alive

log = structlog.get_logger(__name__)

HOST_POLL_SECONDS = 2.0
_WAIT_SECONDS = 1.0
_PAUSE_SECONDS = 0.05  # after a message without a verdict: a host that sends nothing else is read 20 times a second
_RETRY_SECONDS = 0.5
FLOOD = (
    f"It sent more than {broker.MAX_WAITING_MESSAGES:,} messages, or {broker.MAX_WAITING_BYTES // 2**20} MB, "
    "before they could be read. They were thrown away unread."
)


class HostThread(threading.Thread):
    """Records the messages of one host in order, each at least once. Recording one twice changes nothing."""

    def __init__(self, host: str) -> None:
        super().__init__(name=f"reports of {host}", daemon=True)
        self.host, self.stop_event = host, threading.Event()

    def run(self) -> None:
        while not self.stop_event.is_set():
            try:
                self._record_interrupted()
                while not self.stop_event.is_set():
                    self._record_next()
            except (*CONNECTION_ERRORS, OperationalError, InterfaceError) as error:
                log.warning("reports.not_taken", host=self.host, error=str(error))
                close_old_connections()
                self.stop_event.wait(_RETRY_SECONDS)
        connection.close()

    def _record_interrupted(self) -> None:
        while message := broker.interrupted_message(self.host):
            self._record(message)

    def _record_next(self) -> None:
        message = broker.take_message(self.host, wait_s=_WAIT_SECONDS)
        if message is None:
            close_old_connections()
        else:
            self._record(message)

    def _record(self, message: bytes) -> None:
        """Record a message. One that makes the code fail must not block those behind it."""
        is_verdict = False
        try:
            is_verdict = record_message(data=message, host=self.host)
        except (OperationalError, InterfaceError):  # the database is down; any other error is about this message
            raise
        except Exception:
            log.exception("message.not_recorded", host=self.host)
        broker.delete_message(self.host, message)
        if not is_verdict:
            self.stop_event.wait(_PAUSE_SECONDS)


class Collector:
    """Runs a thread for each active host."""

    def __init__(self) -> None:
        self.threads: dict[str, HostThread] = {}
        self.stop_event = threading.Event()

    def run(self) -> None:
        """Run until ``stop_event`` is set."""
        while not self.stop_event.is_set():
            with suppress(DatabaseError, InterfaceError):
                self._update_threads()
                mark_alive()
            close_old_connections()
            self.stop_event.wait(HOST_POLL_SECONDS)
        for thread in self.threads.values():
            thread.stop_event.set()
        for thread in self.threads.values():
            thread.join()

    def _update_threads(self) -> None:
        hosts = {host.host: host for host in RunnerHost.objects.active()}
        for name in self.threads.keys() - hosts.keys():
            self.threads.pop(name).stop_event.set()
        for name, host in hosts.items():
            if name not in self.threads:
                self.threads[name] = HostThread(name)
                self.threads[name].start()
            self._stop_flood(host)
        self._record_heartbeat()

    def _record_heartbeat(self) -> None:
        """Record a heartbeat, unless a thread has ended: then nobody takes the reports of its host."""
        if all(thread.is_alive() for thread in self.threads.values()):
            record_heartbeat(Process.TAKE_REPORTS)

    def _stop_flood(self, host: RunnerHost) -> None:
        with suppress(*CONNECTION_ERRORS):
            if broker.end_flood(host.host):
                pause_host(host=host, reason=FLOOD)
                broker.end_flood(host.host)


def record_message(*, data: bytes, host: str) -> bool:
    """Record a message from the list of this host. True if it is a report that became a verdict."""
    text = data.decode("utf-8", "replace")
    try:
        message = read_message(text)
    except BadReportError as error:
        log.warning("message.refused", reason=str(error), host=host)
        return False
    if message.host != host:
        log.warning("message.refused", reason="another host's message", host=host, names=message.host[:16])
        return False
    if message.kind == MessageKind.REPORT:
        return record_report(data=text)
    if message.kind == MessageKind.AUDIT:
        record_audit(data=text)
    else:
        record_worker(data=text)
    return False
