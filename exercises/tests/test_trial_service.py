"""A visitor's code with the real broker, runner and sandbox, up to the account that keeps its verdict."""

from collections.abc import Iterator

import pytest
from django.test import Client

from exercises.models import Submission, Trial
from exercises.tests.processes import SiteProcesses, site_processes
from exercises.trials.offer import HEAD_STARTS
from tests.patience import comes_true
from tests.roadmap_rows import FIRST, NEXT, insert_roadmap

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]
START = HEAD_STARTS["dropout"]
MENDED = START.replace("x * kept", "x * kept / (1 - p)")
SIGNUP = {"name": "Nora", "email": "nora@example.org", "password1": "a long enough password"}


@pytest.fixture
def site(valkey: str) -> Iterator[SiteProcesses]:
    with site_processes() as site:
        yield site


def test_a_visitor_gets_real_verdicts_and_keeps_them(site: SiteProcesses) -> None:
    insert_roadmap(FIRST, NEXT)
    visitor = Client()
    for source in (START, MENDED):
        assert visitor.post("/exercises/dropout/try/", {"source": source}).status_code == 302
    assert comes_true(lambda: not Trial.objects.waiting().exists())
    assert not Submission.objects.exists()
    assert 'class="verdict not-yet' in visitor.get(Trial.objects.earliest("pk").get_absolute_url()).text
    visitor.post("/accounts/signup/", SIGNUP)
    verdicts = list(Submission.objects.order_by("created_at").values_list("source", "verdict"))
    assert verdicts == [(START, "failed"), (MENDED, "passed")]
