"""The email's whole way with nothing replaced: told in a transaction, queued on its commit, sent by a real worker."""

import os
import subprocess
import sys
from email import message_from_bytes
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection
from pytest_django import Settings

from accounts.models import User
from notices.actions import choose, notify
from notices.models import Notice, NoticeKind
from notices.queries import Channels
from tests.patience import PATIENCE_S, comes_true

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]


def test_an_email_is_sent_by_the_worker(ada: User, settings: Settings, tmp_path: Path, valkey: str) -> None:
    settings.EMAIL_URL = f"filemail:///{tmp_path}"
    own = connection.settings_dict
    database = f"sqlite:///{own['NAME']}"
    if connection.vendor != "sqlite":
        database = f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{own['NAME']}"
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-c", "1", "-l", "WARNING", "-Q", "web"]
    environment = os.environ | {"DATABASE_URL": database, "EMAIL_URL": settings.EMAIL_URL}
    worker = subprocess.Popen(command, cwd=configured.BASE_DIR, env=environment)
    try:
        choose(person=ada, channels={NoticeKind.VERDICT: Channels(page=True, mail=True)})
        notify(person=ada, kind=NoticeKind.VERDICT, key="one", sentence="Attention: passed.", link="/exercises/")
        was_sent = comes_true(lambda: Notice.objects.get().mail == Notice.Mail.SENT)
        assert was_sent, "the worker sent nothing; its output is above"
    finally:
        worker.terminate()
        worker.wait(PATIENCE_S)
    [file] = tmp_path.iterdir()
    message = message_from_bytes(file.read_bytes())
    assert (message["To"], message["Subject"]) == (ada.email, "Attention: passed.")
    assert message["List-Unsubscribe"].strip().startswith("<http")
