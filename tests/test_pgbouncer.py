"""PgBouncer in transaction mode: one connection to PostgreSQL for several of ours, handed on after each transaction."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import User
from progress.hours.models import StudyEntry
from tests.patience import PATIENCE_S, comes_true
from tests.site import ROOT, free_port

pytestmark = [
    pytest.mark.service,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PgBouncer serves PostgreSQL only"),
]

ENTRIES = 450  # more than are read at once
SETTINGS = """
[databases]
* = host=127.0.0.1 port={server} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 1
max_prepared_statements = 0
ignore_startup_parameters = extra_float_digits
"""
READ_IN_TURNS = """
from threading import Thread
from django.db import connection
from django.test import Client
from accounts.models import User
import io
from personal_data.export import write_archive
from progress.models import StudyEntry

def write():  # on a connection of its own
    User.objects.filter(name="Carl").update(name="Carl")
    connection.close()

ada, carl = User.objects.order_by("email")
learners = []
for one, other in zip(StudyEntry.objects.of(ada).iterator(100), StudyEntry.objects.of(carl).iterator(100)):
    if len(learners) % 200 == 50:
        thread = Thread(target=write)
        thread.start()
        thread.join()
    learners += [one.learner_id, other.learner_id]
client = Client(headers={"host": "localhost"})
client.force_login(ada, backend="accounts.backends.AddressBackend")
archive = io.BytesIO()
write_archive(ada, archive)
statuses = []

def read_often():  # more often than it takes for a statement to be prepared
    statuses.extend(client.get("/hours/").status_code for _ in range(10))

read_often()
thread = Thread(target=read_often)
thread.start()
thread.join()
print(learners == [ada.pk, carl.pk] * (len(learners) // 2), len(learners), statuses.count(200))
"""


@pytest.fixture
def pgbouncer() -> Iterator[int]:
    """Its port. It has a single connection to the test's server, and doesn't run as root."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    assert program, "install the package pgbouncer, as .ci/run does"
    folder, port = Path(tempfile.mkdtemp()), free_port()
    folder.chmod(0o755)
    settings = folder / "pgbouncer.ini"
    facts = connection.settings_dict
    settings.write_text(SETTINGS.format(server=facts["PORT"] or 5432, user=facts["USER"], port=port))
    process = subprocess.Popen(
        [program, "--quiet", str(settings)], user="nobody" if os.getuid() == 0 else None, stderr=subprocess.DEVNULL
    )
    comes_true(lambda: _listens(port))
    yield port
    process.terminate()
    process.wait(PATIENCE_S)
    shutil.rmtree(folder)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def read_through(port: int) -> subprocess.CompletedProcess[str]:
    name = connection.settings_dict["NAME"]
    database = f"postgres://anyone@127.0.0.1:{port}/{name}?DISABLE_SERVER_SIDE_CURSORS=True"
    return subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", READ_IN_TURNS],
        cwd=ROOT, env=os.environ | {"DATABASE_URL": database}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def long_histories(ada: User, carl: User) -> None:
    for person in (ada, carl):
        StudyEntry.objects.bulk_create(
            StudyEntry(learner=person, kind="coding", minutes=5, day="2026-11-26") for _ in range(ENTRIES)
        )


def test_two_readers_and_a_writer_share_one_connection(pgbouncer: int, long_histories: None) -> None:
    ran = read_through(pgbouncer)
    assert ran.stdout.split() == ["True", str(2 * ENTRIES), "20"], ran.stderr
