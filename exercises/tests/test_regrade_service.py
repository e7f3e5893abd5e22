"""A regrade with the real broker, runner and sandbox, whose runner is killed in the middle."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from exercises.models import EarlierVerdict, Exercise, Regrade, RegradeResult, Submission, VerdictChoice
from exercises.regrades.actions import apply_regrade, start_regrade
from exercises.regrades.application import write_regrades
from exercises.regrades.scope import RegradeScope
from exercises.tests.catalogue import mistake_source
from exercises.tests.processes import SiteProcesses, site_processes
from lib import broker
from runner.protocol import SHIPPED_CATALOG
from tests.patience import comes_true
from tests.roadmap_rows import FIRST, NEXT, insert_roadmap

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]
SLUG = "scaled-dot-product-attention"
SCOPE = RegradeScope(exercise=SLUG, verdict="", is_every=True)
RIGHT_COUNT, WRONG_COUNT = 24, 6


@pytest.fixture
def site(valkey: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[SiteProcesses]:
    """A broker gives the job of a lost runner away after 1.5 times this."""
    monkeypatch.setenv("LONGEST_JOB_S", "8")
    with site_processes() as site:
        site.start_beat(tmp_path / "schedule")
        yield site


@pytest.fixture
def submissions(site: SiteProcesses, ada: User) -> None:
    """Right and wrong code, with verdicts that a wrong check gave: all of it passed the other way round."""
    insert_roadmap(FIRST, NEXT)
    exercise = Exercise.objects.get(slug=SLUG)
    folder = SHIPPED_CATALOG / exercise.section / SLUG
    right, wrong = (folder / "solution.py").read_text(), mistake_source(folder, "looks_one_ahead")
    for source, verdict, count in ((right, "failed", RIGHT_COUNT), (wrong, "passed", WRONG_COUNT)):
        for number in range(count):
            Submission.objects.create(
                exercise=exercise, learner=ada, source=f"{source}# {number}\n", state="done", verdict=verdict,
                graded_at="2026-03-02 10:00:00+00:00", digest="0" * 16,
            )  # fmt: skip


def table() -> list[Any]:
    return list(Submission.objects.order_by("pk").values())


def lose_a_job() -> bool:
    """Lose a waiting job as a runner does that is killed between taking it and noting that it has taken it."""
    queues = broker.client().scan_iter("cpu-regrade*", _type="list")
    return any(broker.client().rpop(queue) for queue in queues)


def is_ready(regrade: Regrade) -> bool:
    return Regrade.objects.filter(pk=regrade.pk, state=Regrade.State.READY).exists()


def test_a_killed_runner_loses_nothing_and_running_it_twice_changes_nothing(
    site: SiteProcesses, submissions: None, grace: User
) -> None:
    old_table = table()
    regrade = start_regrade(person=grace, scope=SCOPE)
    graded = regrade.results.exclude(state=RegradeResult.State.WAITING)
    assert comes_true(lambda: graded.count() >= 3)
    site.kill_runner()
    assert regrade.results.waiting().exists()
    assert comes_true(lose_a_job)
    site.start_runner()
    assert comes_true(lambda: is_ready(regrade))
    assert table() == old_table
    outcomes = list(regrade.results.values_list("outcome", flat=True))
    assert (outcomes.count("improved"), outcomes.count("overturned")) == (RIGHT_COUNT, WRONG_COUNT)

    apply_regrade(person=grace, regrade=regrade)
    write_regrades()
    assert comes_true(lambda: Regrade.objects.get(pk=regrade.pk).state == Regrade.State.APPLIED)
    assert Submission.objects.filter(verdict=VerdictChoice.PASSED).count() == RIGHT_COUNT
    assert EarlierVerdict.objects.count() == RIGHT_COUNT + WRONG_COUNT

    verdicts = list(Submission.objects.order_by("pk").values_list("verdict", flat=True))
    again = start_regrade(person=grace, scope=SCOPE)
    assert comes_true(lambda: is_ready(again))
    assert set(again.results.values_list("outcome", flat=True)) == {RegradeResult.Outcome.SAME}
    assert list(Submission.objects.order_by("pk").values_list("verdict", flat=True)) == verdicts
