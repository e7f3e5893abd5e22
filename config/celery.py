"""The web's Celery app: it sends `runner.grade` and takes the reports. The runner has its own (runner/worker.py)."""

import logging
import logging.config
import os
from typing import Any

import structlog
from celery import Celery
from celery.signals import before_task_publish, setup_logging, task_postrun, task_prerun, worker_ready
from django.conf import settings
from kombu.transport import redis as kombu_redis

from config.logs import REQUEST_ID
from lib.process_heartbeats import Process, record_heartbeat
from runner.protocol import ALIVE_SECONDS, AcksOnceMixin, BrokerLinkMixin, mark_alive

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class _WebQoS(AcksOnceMixin, kombu_redis.QoS):
    pass


class _WebChannel(kombu_redis.Channel):
    QoS = _WebQoS


class _WebTransport(kombu_redis.Transport):
    Channel = _WebChannel
    can_parse_url = True  # kombu has parsed the address before this transport replaces its own


class WebCelery(BrokerLinkMixin, Celery):
    """A Celery app whose workers go on by themselves once a lost broker is back."""

    transport_class = _WebTransport


app = WebCelery("descent")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def use_our_logging(loglevel: int | None = None, **_: Any) -> None:
    """Log as the web does. Celery would replace its format, and print our events as dictionaries."""
    logging.config.dictConfig(settings.LOGGING)
    if loglevel is not None:
        logging.getLogger().setLevel(loglevel)


@worker_ready.connect
def keep_marking_alive(sender: Any, **_: Any) -> None:
    """Mark the worker alive from its own loop, which stops while the broker can't be reached."""
    mark_alive()
    sender.timer.call_repeatedly(ALIVE_SECONDS, mark_alive)


@before_task_publish.connect
def send_request_id(headers: dict[str, Any], **_: Any) -> None:
    """Send the id of the request along, to our own tasks and to the runners. Nobody learns from it who asked."""
    if request_id := structlog.contextvars.get_contextvars().get(REQUEST_ID):
        headers[REQUEST_ID] = request_id


@task_prerun.connect
def bind_task(task: Any, task_id: str, **_: Any) -> None:
    headers = task.request.headers or {}
    request = {REQUEST_ID: headers[REQUEST_ID]} if REQUEST_ID in headers else {}
    structlog.contextvars.bind_contextvars(task=task.name, task_id=task_id, **request)


@task_postrun.connect
def end_task(**_: Any) -> None:
    record_heartbeat(Process.WORKER_WEB)
    structlog.contextvars.unbind_contextvars("task", "task_id", REQUEST_ID)
