"""An open thread waits for the other side's comment, and until then holds no thread and no connection to the database.
The server is the real one, with one thread for pages.
"""

import http.client
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
import redis
from django.conf import settings
from django.test import Client

from accounts.models import User
from cohorts.cohort.models import Membership
from cohorts.tests.threads import begin, write
from cohorts.threads.actions import rate_comment
from cohorts.threads.models import Rating, Thread
from cohorts.threads.news import channel
from cohorts.versions import thread_version
from exercises.tests.processes import database_url
from lib.pages.late_answers import MAX_OF_A_PERSON
from lib.pages.live import HEADER, MAX_WAIT_SECONDS
from tests.patience import PATIENCE_S, comes_true
from tests.roadmap_rows import insert_roadmap
from tests.serving import serving

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    applied: str | None
    seconds: float


@dataclass(frozen=True, kw_only=True)
class OpenPage:
    """Emmy's, of a question of Ada's."""

    port: int
    pid: int
    cookie: str
    thread: Thread

    def send(self, *, wait: int) -> http.client.HTTPConnection:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        version = thread_version(Thread.objects.get(pk=self.thread.pk))
        headers = {"Cookie": self.cookie, HEADER: version, "Prefer": f"wait={wait}", "Connection": "close"}
        line.request("GET", self.thread.get_absolute_url(), headers=headers)
        return line

    def ask(self, *, wait: int) -> Answer:
        start = time.monotonic()
        line = self.send(wait=wait)
        response = line.getresponse()
        response.read()
        line.close()
        seconds = time.monotonic() - start
        return Answer(status=response.status, applied=response.getheader("Preference-Applied"), seconds=seconds)

    def count_waits(self) -> int:
        [(_, count)] = redis.Redis.from_url(settings.CACHE_URL).pubsub_numsub(channel(self.thread.uid))
        return int(count)


@pytest.fixture
def page(valkey: str, ada: User, emmy: User) -> Iterator[OpenPage]:
    insert_roadmap()
    thread = begin(ada, ada, "Why?")
    client = Client()
    client.force_login(emmy, backend="accounts.backends.AddressBackend")
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    with serving(DATABASE_URL=database_url(), WEB_THREADS="1") as (port, pid):
        yield OpenPage(port=port, pid=pid, cookie=cookie, thread=thread)


def test_a_comment_ends_the_wait(page: OpenPage, ada: User) -> None:
    with ThreadPoolExecutor(1) as threads:
        wait = threads.submit(page.ask, wait=MAX_WAIT_SECONDS)
        assert comes_true(lambda: page.count_waits() == 1)
        write(ada, page.thread, "And then?")
    assert (wait.result().status, wait.result().applied) == (204, f"wait={MAX_WAIT_SECONDS}")
    assert wait.result().seconds < MAX_WAIT_SECONDS


def test_a_rating_ends_the_wait(page: OpenPage, ada: User, emmy: User) -> None:
    answer = write(emmy, page.thread, "Because of the chain rule.")
    with ThreadPoolExecutor(1) as threads:
        wait = threads.submit(page.ask, wait=MAX_WAIT_SECONDS)
        assert comes_true(lambda: page.count_waits() == 1)
        rate_comment(person=ada, comment=answer, rating=Rating.HELPFUL)
    assert wait.result().seconds < MAX_WAIT_SECONDS


def test_without_news_it_ends_in_time(page: OpenPage) -> None:
    answer = page.ask(wait=1)
    assert (answer.status, answer.applied) == (204, "wait=1")
    assert answer.seconds >= 1
    assert page.ask(wait=9999).applied == f"wait={MAX_WAIT_SECONDS}"


def test_a_page_that_prefers_no_wait_is_answered_at_once(page: OpenPage) -> None:
    assert (page.ask(wait=0).status, page.ask(wait=0).applied) == (204, None)


def test_a_person_has_four_and_the_site_answers_others(page: OpenPage, ada: User) -> None:
    with ThreadPoolExecutor(10) as threads:
        waits = [threads.submit(page.ask, wait=MAX_WAIT_SECONDS) for _ in range(10)]
        assert comes_true(lambda: sum(wait.done() for wait in waits) >= 10 - MAX_OF_A_PERSON)
        assert comes_true(lambda: page.count_waits() == MAX_OF_A_PERSON)
        line = http.client.HTTPConnection("127.0.0.1", page.port, timeout=PATIENCE_S)
        line.request("GET", "/about/")
        assert line.getresponse().status == 200  # there is only one thread
        line.close()
        write(ada, page.thread, "And then?")
    applied = [wait.result().applied for wait in waits]
    assert applied.count(None) == 10 - MAX_OF_A_PERSON


def test_losing_access_ends_the_wait(page: OpenPage, ada: User, emmy: User) -> None:
    with ThreadPoolExecutor(1) as threads:
        wait = threads.submit(page.ask, wait=MAX_WAIT_SECONDS)
        assert comes_true(lambda: page.count_waits() == 1)
        Membership.objects.filter(user=emmy).update(role="learner")
        redis.Redis.from_url(settings.CACHE_URL).publish(channel(page.thread.uid), "news")
    assert wait.result().status == 204
    assert page.ask(wait=1).status == 404


def test_a_page_that_is_left_makes_room(page: OpenPage) -> None:
    with ExitStack() as lines:
        for _ in range(MAX_OF_A_PERSON):
            line = page.send(wait=MAX_WAIT_SECONDS)
            lines.callback(line.close)
        assert comes_true(lambda: page.count_waits() == MAX_OF_A_PERSON)
    assert comes_true(lambda: page.count_waits() == 0)
    assert page.ask(wait=1).applied == "wait=1"


def test_a_server_that_stops_answers_those_who_wait(page: OpenPage) -> None:
    with ThreadPoolExecutor(1) as threads:
        wait = threads.submit(page.ask, wait=MAX_WAIT_SECONDS)
        assert comes_true(lambda: page.count_waits() == 1)
        os.kill(page.pid, signal.SIGTERM)
    assert (wait.result().status, wait.result().applied) == (204, None)
    assert wait.result().seconds < MAX_WAIT_SECONDS
