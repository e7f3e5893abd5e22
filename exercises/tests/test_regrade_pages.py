"""The pages of a staged regrade: its review, live progress, and both reports beside each other."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from exercises.models import Exercise, Regrade, Submission
from exercises.tests.reports import check_of, record_report, report_on_result

Run = Callable[..., Submission]
ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("valkey")


def test_the_review_shows_both_reports(
    reviewed: Regrade, grace: User, client_of: ClientOf, passed: Submission, ada: User
) -> None:
    client = client_of(grace)
    html = client.get(reviewed.get_absolute_url()).content.decode()
    assert html.count('<th scope="row">') == 2
    assert client.get(f"{reviewed.get_absolute_url()}?show=overturned").content.decode().count('<th scope="row">') == 1
    page = client.get(reviewed.results.get(submission=passed).get_absolute_url()).content.decode()
    assert 'class="verdict passed' in page
    assert 'class="verdict not-yet' in page


def test_an_open_page_follows_the_dry_run_and_reloads_at_its_end(
    passed: Submission, start: Callable[..., Regrade], grade: Callable[..., bool], grace: User, client_of: ClientOf
) -> None:
    regrade, htmx = start(), {"HX-Request": "true"}
    client, path = client_of(grace), regrade.get_absolute_url()
    fragment = client.get(path, headers=htmx).content.decode()
    version = fragment.partition("seen=")[2].partition('"')[0]
    assert client.get(f"{path}?seen={version}", headers=htmx).status_code == 204
    grade(passed, "failed")
    assert client.get(f"{path}?seen={version}", headers=htmx)["HX-Refresh"] == "true"


def test_a_page_asks_the_same_few_queries_however_many_results_there_are(
    exercise: Exercise, ada: User, grace: User, run: Run, start: Callable[..., Regrade], client_of: ClientOf,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    for _ in range(30):
        run(exercise, ada, digest="0" * 16)
    regrade = start()
    for result in regrade.results.all():
        record_report(data=report_on_result(result, "failed", check_of("One", "failed")))
    client = client_of(grace)
    with django_assert_max_num_queries(12):
        html = client.get(regrade.get_absolute_url()).content.decode()
    assert html.count('<th scope="row">') == 20
