"""A webhook's whole path with nothing replaced: queued in a transaction, and sent over TLS by a real worker."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection, transaction

from accounts.models import User
from notices.models import DeliveryState, Webhook, WebhookDelivery, WebhookEvent
from notices.tests.receiver import Receiver, receiver, verify_of_the_docs
from notices.webhooks.events import queue_events
from notices.webhooks.signatures import secret_of
from tests.certificates import Authority
from tests.patience import PATIENCE_S, comes_true

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]
DATA = {"exercise": "matmul", "verdict": "passed"}


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def worker(valkey: str, authority: Authority, settings: LazySettings) -> Iterator[None]:
    """One that trusts the authority and may reach this host."""
    own = connection.settings_dict
    database = f"sqlite:///{own['NAME']}"
    if connection.vendor != "sqlite":
        database = f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{own['NAME']}"
    environment = {"DATABASE_URL": database, "SSL_CERT_FILE": str(authority.file), "WEBHOOK_NETWORKS": "127.0.0.1/32"}
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-c", "1", "-l", "WARNING", "-Q", "web"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=os.environ | environment)
    yield
    process.terminate()
    process.wait(PATIENCE_S)


@pytest.fixture
def server(authority: Authority) -> Iterator[Receiver]:
    with receiver(authority.server()) as server:
        yield server


def test_a_message_is_sent_by_the_worker(worker: None, server: Receiver, ada: User) -> None:
    webhook = Webhook.objects.create(person=ada, url=server.url)
    with transaction.atomic():
        queue_events(WebhookEvent.VERDICT, [(ada.pk, DATA)])
    was_sent = comes_true(WebhookDelivery.objects.filter(state=DeliveryState.DELIVERED).exists)
    assert was_sent, "the worker sent nothing; its output is above"
    [message] = server.messages
    assert json.loads(message.body)["data"] == DATA
    verify_of_the_docs()(secret_of(webhook), message.headers, message.body)
