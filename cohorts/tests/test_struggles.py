"""A mentor sees which mistakes most learners of a cohort make, and who made them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.struggles import failures
from cohorts.struggles.failures import MAX_ROWS
from cohorts.struggles.queries import SAME_MISTAKE, StrugglesPage, struggles_page
from cohorts.struggles.rules import Period
from cohorts.tests.conftest import Learner, Study, Submit
from exercises.models import CheckResult, ModeChoice, Submission
from progress.hours.models import StudyEntry
from tests.processor import processor_bound

ClientOf = Callable[[User], Client]
URL = "/cohorts/spring/struggles/"
WHO = f"{URL}learners/?exercise=two-layer-backprop"
BACKPROP = "Backpropagation through two layers"


@pytest.fixture
def fail(submit: Submit) -> Callable[..., Submission]:
    """Somebody's failed submission, with a mistake and a failed check."""

    def send(learner: User, mistake: str = "sign_flipped", *, days_ago: int = 0, **fields: Any) -> Submission:
        at = timezone.now() - timedelta(days=days_ago)
        run = submit(learner, fields.pop("verdict", "failed"), at=at, mode=fields.pop("mode", ModeChoice.SUBMIT))
        texts = {"mistake": mistake, "mistake_message": f"You made {mistake}." if mistake else ""}
        Submission.objects.filter(pk=run.pk).update(**texts | fields)
        CheckResult.objects.create(
            submission=run, order=0, name="signs", title="The signs are right", verdict="failed", ms=1
        )
        return run

    return send


def page_of(cohort: Cohort, weeks: int | None = 4) -> StrugglesPage:
    return struggles_page(cohort, Period(weeks), now=timezone.now())


def test_mistakes_are_ranked_by_how_many_learners_made_them(
    ada: User, spring: Cohort, fail: Callable[..., Submission], new_learner: Learner
) -> None:
    bo, cy = new_learner(spring, "Bo"), new_learner(spring, "Cy")
    for _ in range(5):
        fail(ada, "alone")
    for learner in (ada, bo, cy):
        fail(learner, "together")
    first, second = page_of(spring).mistakes
    assert (first.text, first.learners, first.not_passed) == ("You made together.", 3, 3)
    assert (second.text, second.learners) == ("You made alone.", 1)
    assert page_of(spring).headline == SAME_MISTAKE.format("Three", BACKPROP)


def test_it_counts_learners_who_have_not_passed(
    ada: User, spring: Cohort, fail: Callable[..., Submission], submit: Submit, new_learner: Learner
) -> None:
    fail(ada)
    fail(new_learner(spring, "Bo"))
    submit(ada, "passed")
    [row] = page_of(spring).mistakes
    assert (row.learners, row.not_passed) == (2, 1)


def test_example_runs_our_faults_and_checks_that_were_not_reached_do_not_count(
    ada: User, spring: Cohort, fail: Callable[..., Submission]
) -> None:
    fail(ada, mode=ModeChoice.TRY)
    fail(ada, "", verdict="internal")
    CheckResult.objects.create(
        submission=fail(ada, ""), order=1, name="far", title="Not reached", verdict="failed", ms=0
    )
    page = page_of(spring)
    assert not page.mistakes
    assert [row.text for row in page.checks] == ["The signs are right"]


def test_it_shows_only_learners_of_this_cohort(
    ada: User, carl: User, emmy: User, spring: Cohort, fail: Callable[..., Submission], client_of: ClientOf
) -> None:
    """Neither its mentors, nor learners who left, nor those of other cohorts."""
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on="2026-01-05")
    Membership.objects.create(cohort=winter, user=carl)
    for person in (ada, carl, emmy):
        fail(person)
    assert page_of(spring).mistakes[0].learners == 1
    assert "Carl" not in client_of(emmy).get(f"{WHO}&mistake=sign_flipped").text
    Membership.objects.filter(user=ada).delete()
    assert not page_of(spring).mistakes
    assert client_of(emmy).get(f"{WHO}&mistake=sign_flipped").status_code == 404


def test_a_learner_of_two_cohorts_counts_in_both(ada: User, spring: Cohort, fail: Callable[..., Submission]) -> None:
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on="2026-01-05")
    Membership.objects.create(cohort=winter, user=ada)
    fail(ada)
    assert [page_of(cohort).mistakes[0].learners for cohort in (spring, winter)] == [1, 1]


def test_the_period_is_in_the_url(ada: User, emmy: User, fail: Callable[..., Submission], client_of: ClientOf) -> None:
    fail(ada, "old", days_ago=20)
    client = client_of(emmy)
    assert "You made old." in client.get(URL).text
    assert "You made old." not in client.get(f"{URL}?weeks=1").text
    page = client.get(f"{URL}?weeks=all").text
    assert re.search(
        r'href="[^"]*struggles/learners/\?exercise=two-layer-backprop&amp;mistake=old&amp;weeks=all"', page
    )
    assert 'aria-current="true">All time' in page


@pytest.mark.parametrize("weeks", ["0", "-1", "9999", "x", "٣", "9" * 5000])
def test_an_invalid_period_falls_back_to_the_default(emmy: User, client_of: ClientOf, weeks: str) -> None:
    assert 'aria-current="true">Last 4 weeks' in client_of(emmy).get(URL, {"weeks": weeks}).text


def test_an_empty_cohort_says_how_the_page_fills(emmy: User, client_of: ClientOf) -> None:
    page = client_of(emmy).get(URL)
    assert page.status_code == 200
    assert 'id="no-mistakes"' in page.text


def test_the_same_code_is_found_without_a_recognised_mistake(
    ada: User, spring: Cohort, fail: Callable[..., Submission], new_learner: Learner, client_of: ClientOf, emmy: User
) -> None:
    bo = new_learner(spring, "Bo")
    for learner in (ada, bo):
        run = fail(learner, "", normal_digest="a" * 32)
        fail(learner, "", normal_digest="")
        fail(learner, "", normal_digest=None)
    fail(bo, "", normal_digest="b" * 32)
    [row] = page_of(spring).same_code
    assert (row.learners, row.params) == (2, {"run": str(run.uid)})
    page = client_of(emmy).get(f"{WHO}&run={run.uid}").text
    assert "Ada" in page
    assert "Bo" in page


def test_a_topic_is_over_its_estimate(ada: User, spring: Cohort, study: Study, new_learner: Learner) -> None:
    for _ in range(3):
        study(ada, "linear-algebra", minutes=1200)
    study(new_learner(spring, "Bo"), "linear-algebra", minutes=60)
    study(ada, "calculus", minutes=60)
    [row] = page_of(spring).topics
    assert (row.uid, row.over, row.learners) == ("linear-algebra", 1, 2)
    assert row.ratio > 1


def test_it_lists_learners_over_the_estimate(
    ada: User, emmy: User, spring: Cohort, study: Study, client_of: ClientOf
) -> None:
    for _ in range(3):
        study(ada, "linear-algebra", minutes=1200)
    page = client_of(emmy).get(f"{URL}learners/?topic=linear-algebra").text
    assert f'href="/cohorts/spring/learners/{ada.uid}/"' in page
    assert client_of(emmy).get(f"{URL}learners/?topic=nothing").status_code == 404


def test_it_lists_learners_who_made_a_mistake_or_failed_a_check(
    ada: User, emmy: User, spring: Cohort, fail: Callable[..., Submission], client_of: ClientOf
) -> None:
    fail(ada)
    run = fail(ada)
    for name in ("mistake=sign_flipped", "check=signs"):
        page = client_of(emmy).get(f"{WHO}&{name}").text
        assert f'href="/cohorts/spring/learners/{ada.uid}/submissions/{run.uid}/"' in page
        assert "2 times" in page
    for name in ("mistake=other", "check=other", "run=x", f"run={emmy.uid}", "mistake=", ""):
        assert client_of(emmy).get(f"{WHO}&{name}").status_code == 404


def test_a_long_mistake_fits(
    ada: User, emmy: User, spring: Cohort, fail: Callable[..., Submission], client_of: ClientOf
) -> None:
    fail(ada, "m" * 80, mistake_message="<b>" + "w" * 197)
    page = client_of(emmy).get(URL).text
    assert "&lt;b&gt;www" in page
    assert client_of(emmy).get(f"{WHO}&mistake={'m' * 80}").status_code == 200


def test_each_list_is_bounded(ada: User, spring: Cohort, fail: Callable[..., Submission]) -> None:
    for number in range(MAX_ROWS + 3):
        fail(ada, f"mistake_{number}")
    assert len(page_of(spring).mistakes) == MAX_ROWS


def _copies(row: Any, learners: list[User]) -> list[Any]:
    """Five for each learner."""
    names = {field.attname for field in row._meta.concrete_fields} - {"id", "uid", "attempt", "learner_id"}
    values = {name: getattr(row, name) for name in names}
    return [type(row)(**values, learner=learner) for learner in learners for _ in range(5)]


def test_a_thousand_learners_cost_no_more_queries(
    ada: User, emmy: User, spring: Cohort, fail: Callable[..., Submission], study: Study, client_of: ClientOf
) -> None:
    paths = [URL, f"{WHO}&mistake=sign_flipped&page=2", f"{WHO}&check=signs", f"{URL}learners/?topic=linear-algebra"]
    client = client_of(emmy)

    def counts() -> list[int]:
        result = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            result.append(len(queries))
        return result

    first, entry = fail(ada), study(ada, minutes=1200)
    for _ in range(2):
        study(ada, minutes=1200)
    few = counts()
    people = User.objects.bulk_create(User(email=f"l{n}@example.org", name=f"L{n}") for n in range(1_000))
    Membership.objects.bulk_create(Membership(cohort=spring, user=person, role=CohortRole.LEARNER) for person in people)
    first.refresh_from_db()
    Submission.objects.bulk_create(_copies(first, people))
    StudyEntry.objects.bulk_create(_copies(entry, people))
    new = Submission.objects.exclude(pk=first.pk)
    CheckResult.objects.bulk_create(
        CheckResult(submission=run, order=0, name="signs", title="The signs", verdict="failed", ms=1) for run in new
    )
    with processor_bound(4):
        assert counts() == few
    assert page_of(spring).mistakes[0].learners == 1_001


def test_of_very_many_failures_only_the_newest_count(
    ada: User, spring: Cohort, submit: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    for days_ago in (3, 2, 1):
        run = submit(ada, at=now - timedelta(days=days_ago))
        Submission.objects.filter(pk=run.pk).update(mistake=f"m{days_ago}", mistake_message="So.")
    pages = []
    for most in (3, 2):
        monkeypatch.setattr(failures, "MAX_FAILURES", most)
        pages.append(struggles_page(spring, Period(None), now=now))
    assert [len(page.mistakes) for page in pages] == [3, 2]
    assert [page.counted_since for page in pages] == [None, now - timedelta(days=2)]
