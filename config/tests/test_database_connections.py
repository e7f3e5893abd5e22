"""A submission holds its database connection while it waits for its verdict. The pages of others don't wait for it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection

from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service]


def test_each_of_the_webs_threads_has_a_connection_at_the_same_time() -> None:
    all_have_one = Barrier(settings.WEB_THREADS, timeout=PATIENCE_S)

    def ask(number: int) -> int:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT %s", [number])
                answer: int = cursor.fetchone()[0]
                all_have_one.wait()
                return answer
        finally:
            connection.close()

    connection.close()  # this thread is none of the web's
    numbers = range(settings.WEB_THREADS)
    with ThreadPoolExecutor(settings.WEB_THREADS) as threads:
        assert list(threads.map(ask, numbers)) == list(numbers)
