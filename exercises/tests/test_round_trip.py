"""The whole way with nothing replaced: a page, the broker, the runner and its sandbox, the report, the row."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from accounts.models import User
from exercises.models import EarlierVerdict, Exercise, RunnerHost, Submission, Worker
from exercises.submissions import views as submissions
from exercises.submissions.actions import cancel, submit
from exercises.tests.catalogue import mistake_source
from exercises.tests.processes import site_processes
from exercises.tests.reports import regrade_in_place
from runner.protocol import SHIPPED_CATALOG
from tests.patience import PATIENCE_S, comes_true
from tests.roadmap_rows import FIRST, NEXT, insert_roadmap

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def workers(valkey: str) -> Iterator[None]:
    """The web's processes on this test's database, and a runner that has its key and knows the broker, nothing else."""
    with site_processes():
        yield


def test_code_that_is_submitted_on_the_page_comes_back_with_a_verdict(
    workers: None, ada: User, client_of: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    insert_roadmap(FIRST, NEXT)
    monkeypatch.setattr(submissions, "ANSWER_WITHIN_SECONDS", PATIENCE_S)
    exercise = Exercise.objects.get(slug="scaled-dot-product-attention")
    folder = SHIPPED_CATALOG / exercise.section / exercise.slug
    client = client_of(ada)

    def verdict_on(source: str) -> str:
        code = {"source": source, "mode": "submit"}
        return client.post(exercise.get_absolute_url(), code, headers={"HX-Request": "true"}).content.decode()

    wrong = verdict_on(mistake_source(folder, "looks_one_ahead"))
    assert "not-yet" in wrong
    assert Submission.objects.get().mistake == "looks_one_ahead"
    assert "<svg" in wrong
    assert "checks passed" in verdict_on((folder / "solution.py").read_text())

    passed = Submission.objects.passes().get()
    assert passed.digest == exercise.digest
    assert passed.attempts == 1
    assert passed.checks.count() > 3
    assert passed.phases["total"] > 0
    in_colours = Submission.objects.filter(pk=passed.pk, source_html__contains='<span class="k">def</span>')
    assert comes_true(in_colours.exists), "no worker highlighted the source"


def test_learners_go_before_regrades_and_cancelled_jobs_are_revoked(workers: None, ada: User) -> None:
    insert_roadmap(FIRST, NEXT)
    exercise = Exercise.objects.get(slug="scaled-dot-product-attention")
    source = (SHIPPED_CATALOG / exercise.section / exercise.slug / "solution.py").read_text()
    passed = {"verdict": "passed", "state": "done", "graded_at": "2026-03-02 10:00:00+00:00"}
    for _ in range(6):
        Submission.objects.create(exercise=exercise, learner=ada, source=source, **passed)
    regrade_in_place(exercise)
    live = submit(exercise=exercise, learner=ada, source=source + "# live", mode="submit")
    dropped = submit(exercise=exercise, learner=ada, source=source + "# dropped", mode="submit")
    assert cancel(submission=dropped)

    assert comes_true(lambda: not Submission.objects.under_way().exists())
    live.refresh_from_db()
    dropped.refresh_from_db()
    assert live.is_passed
    assert live.phases["queue"] > 0
    assert dropped.is_cancelled
    assert EarlierVerdict.objects.count() == 6
    assert Submission.objects.filter(earlier_verdicts__replaced_at__gt=live.graded_at).count() >= 3
    assert not EarlierVerdict.objects.filter(submission=dropped).exists()
    assert live.host == RunnerHost.objects.get()
    assert Worker.objects.ready().get().queues == ["cpu", "cpu-regrade"]
