"""The e-mail's whole way with nothing replaced: told in a transaction, queued on its commit, sent by a real worker."""

import os
import subprocess
import sys
import time
from email import message_from_bytes
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection
from pytest_django import Settings

from accounts.models import User
from notices.actions import choose, tell
from notices.models import Kind, Notice
from notices.queries import Ways

WITHIN_S = 120


@pytest.mark.service
@pytest.mark.django_db(transaction=True)
def test_an_e_mail_leaves_by_the_queue(ada: User, settings: Settings, tmp_path: Path, valkey: str) -> None:
    settings.EMAIL_URL = f"filemail:///{tmp_path}"
    own = connection.settings_dict
    database = f"sqlite:///{own['NAME']}"
    if connection.vendor != "sqlite":
        database = f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{own['NAME']}"
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-c", "1", "-l", "WARNING", "-Q", "web"]
    environment = os.environ | {"DATABASE_URL": database, "EMAIL_URL": settings.EMAIL_URL}
    worker = subprocess.Popen(command, cwd=configured.BASE_DIR, env=environment)
    try:
        choose(person=ada, ways={Kind.VERDICT: Ways(page=True, mail=True)})
        tell(person=ada, kind=Kind.VERDICT, key="one", sentence="Attention: passed.", link="/exercises/")
        deadline = time.monotonic() + WITHIN_S
        while Notice.objects.get().mail != Notice.Mail.SENT:
            assert time.monotonic() < deadline, "the worker sent nothing; its output is above"
            time.sleep(0.1)
    finally:
        worker.terminate()
        worker.wait(30)
    [file] = tmp_path.iterdir()
    message = message_from_bytes(file.read_bytes())
    assert (message["To"], message["Subject"]) == (ada.email, "Attention: passed.")
    assert message["List-Unsubscribe"].strip().startswith("<http")
