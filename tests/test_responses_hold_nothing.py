"""A response that takes long to send holds no thread, database connection or descriptor, and leaves none behind.

The server is the real one, with the default number of threads: a test's client has one thread and one connection, and
would see nothing of this.
"""

import http.client
import io
import os
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from secrets import token_hex
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from exercises.models import Exercise, Submission, VerdictChoice
from exercises.tests.processes import database_url
from tests.patience import PATIENCE_S, comes_true
from tests.roadmap_rows import insert_roadmap
from tests.serving import serving

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]

ARCHIVE = "/account/data/archive.zip"
PASSWORD = "a long enough password"


@dataclass(frozen=True)
class Web:
    port: int
    pid: int
    own_connections: int
    """Those of this test to the database, which it has opened before."""

    def get(self, path: str, cookie: str = "", **headers: str) -> tuple[int, bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            line.request("GET", path, headers={"Cookie": cookie, "Connection": "close"} | headers)
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()

    def open(self, path: str, cookie: str) -> socket.socket:
        """Ask for a page, and read nothing of the answer."""
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(PATIENCE_S)
        line.connect(("127.0.0.1", self.port))
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
        return line

    def thread_count(self) -> int:
        return len(os.listdir(f"/proc/{self.pid}/task"))

    def descriptor_count(self) -> int:
        """Its sockets to clients, the database and the cache, and its files."""
        return len(os.listdir(f"/proc/{self.pid}/fd"))


@pytest.fixture
def web(valkey: str, cookies: list[str]) -> Iterator[Web]:
    own_connections = _connection_count()
    with serving(DATABASE_URL=database_url(), WEB_THREADS=str(settings.WEB_THREADS)) as (port, pid):
        yield Web(port, pid, own_connections)


@pytest.fixture
def exercise(transactional_db: None) -> Exercise:
    insert_roadmap()
    return Exercise.objects.get(slug="matmul")


@pytest.fixture
def cookies(exercise: Exercise) -> list[str]:
    """The sessions of twelve people who have just typed their password. Their archives fill a socket's buffers."""
    return [_signed_in(_learner(number, exercise)) for number in range(12)]


def _learner(number: int, exercise: Exercise) -> User:
    learner = User.objects.create_user(f"learner{number}@example.org", PASSWORD, name=f"Learner {number}")
    done = {"state": Submission.State.DONE, "verdict": VerdictChoice.FAILED, "graded_at": timezone.now()}
    Submission.objects.bulk_create(
        Submission(exercise=exercise, learner=learner, source=token_hex(25_000), **done) for _ in range(20)
    )
    return learner


def _signed_in(learner: User) -> str:
    client = Client()
    client.force_login(learner, backend="accounts.backends.AddressBackend")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    session = client.session
    session["account_authentication_methods"][-1]["at"] += 86_400  # five minutes are too short for a busy host
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def test_slow_readers_of_archives_stop_nobody(web: Web, cookies: list[str]) -> None:
    with ExitStack() as lines:
        for cookie in cookies * 4:
            lines.enter_context(web.open(ARCHIVE, cookie))
        assert {web.get("/exercises/")[0] for _ in range(20)} == {200}
        assert web.get("/readyz")[0] == 200


def test_archives_leave_nothing_behind(web: Web, cookies: list[str]) -> None:
    """Some are read to their end, and some are not."""

    def download() -> None:
        with ThreadPoolExecutor(12) as threads:
            answers = list(threads.map(lambda cookie: web.get(ARCHIVE, cookie), cookies))
        assert {status for status, _ in answers} <= {200, 503}
        for status, content in answers:
            if status == 200:
                assert ZipFile(io.BytesIO(content)).testzip() is None
        for cookie in cookies:
            web.open(ARCHIVE, cookie).close()

    _assert_nothing_is_left(web, download)
    assert comes_true(lambda: web.get(ARCHIVE, cookies[0])[0] == 200)


def test_hours_and_pages_and_files_leave_nothing_behind(web: Web, cookies: list[str]) -> None:
    paths = ("/hours/hours.csv", "/hours/", "/", "/static/vendor/codemirror.min.js", "/no-such-page/")

    def read() -> None:
        with ThreadPoolExecutor(24) as threads:
            list(threads.map(lambda path: web.get(path, cookies[0]), paths * 12))

    _assert_nothing_is_left(web, read)


def test_a_hundred_waiting_pages_stop_nobody(web: Web, exercise: Exercise, cookies: list[str]) -> None:
    """No runner is there, so each of them asks again and again."""
    learner = User.objects.get(email="learner0@example.org")
    submission = Submission.objects.create(exercise=exercise, learner=learner, source="x = 1")
    address = f"{submission.get_absolute_url()}?seen=something"

    def poll() -> None:
        with ThreadPoolExecutor(100) as threads:
            answers = [threads.submit(web.get, address, cookies[0], **{"HX-Request": "true"}) for _ in range(100)]
            assert web.get("/exercises/")[0] == 200
        assert {answer.result()[0] for answer in answers} == {200}

    _assert_nothing_is_left(web, poll)


def _assert_nothing_is_left(web: Web, work: Callable[[], None]) -> None:
    """What is lost once in each request exceeds these bounds by far. Threads and connections are made when needed."""
    work()
    descriptors = web.descriptor_count() + 3 * settings.WEB_THREADS  # SQLite has three files for each thread
    for _ in range(3):
        work()
    assert comes_true(lambda: web.descriptor_count() <= descriptors), _open_files(web, descriptors)
    assert web.thread_count() <= 3 * settings.WEB_THREADS + 8
    assert _connection_count() <= web.own_connections + settings.WEB_THREADS
    assert web.get("/exercises/")[0] == 200


def _connection_count() -> int:
    """Those of all processes to this test's database. SQLite has none: its files are among the descriptors."""
    if connection.vendor == "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        count: int = cursor.fetchone()[0]
    return count


def _open_files(web: Web, before: int) -> str:
    files = [os.readlink(f"/proc/{web.pid}/fd/{number}") for number in os.listdir(f"/proc/{web.pid}/fd")]
    return f"{before} descriptors became {len(files)}: {sorted(files)}"
