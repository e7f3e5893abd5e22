"""A mentor answers on one page: question, code, verdict, changes, other submissions and our solution."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.tests.conftest import Submit
from cohorts.tests.threads import begin, remark_fields, write
from cohorts.threads.models import Thread
from cohorts.threads.work import MAX_RUNS
from exercises.catalogue.reference_solutions import reference_solutions
from exercises.models import CheckResult, Exercise, ModeChoice, Submission

ClientOf = Callable[[User], Client]
SOLUTION, SUBMISSIONS, LINES, CHANGES = (
    'id="solution"',
    'id="submissions"',
    'class="code lines"',
    'class="code lines changes"',
)

pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def failed(ada: User, submit: Submit) -> Submission:
    """A submission with two lines and a failed check."""
    failed = submit(ada)
    Submission.objects.filter(pk=failed.pk).update(source="import numpy\nanswer = 41\n", source_html=None)
    CheckResult.objects.create(submission=failed, order=0, name="loss", title="The loss", verdict="failed", ms=1)
    failed.refresh_from_db()
    return failed


@pytest.fixture
def question(ada: User, emmy: User, failed: Submission) -> Thread:
    return begin(ada, ada, "Why is it 41?", about=failed)


def signs(page: str) -> list[tuple[str, str]]:
    """(class, code) of the changed lines."""
    return re.findall(r'<li[^>]*class="(added|removed) [^"]*"[^>]*>.*?<code>(.*?)</code>', page, re.DOTALL)


def test_the_mentor_reads_it_all_on_one_page(
    emmy: User, ada: User, failed: Submission, question: Thread, client_of: ClientOf
) -> None:
    page = client_of(emmy).get(question.get_absolute_url()).text
    for part in ("Why is it 41?", "answer = 41", "The loss", SOLUTION, LINES, 'id="line-2"'):
        assert part in page
    assert CHANGES not in page


def test_the_changes_since_the_submission_before_are_shown_first(
    emmy: User, ada: User, failed: Submission, question: Thread, submit: Submit, client_of: ClientOf
) -> None:
    for days in (1, 2):
        earlier = submit(ada, at=timezone.now() - timedelta(days=days))
        Submission.objects.filter(pk=earlier.pk).update(source=f"import numpy\nanswer = {days}\n", source_html=None)
    client, url = client_of(emmy), question.get_absolute_url()
    page = client.get(url).text
    assert CHANGES in page
    assert signs(page) == [("removed", "answer = 1"), ("added", "answer = 41")]
    assert f"?run={failed.uid}&amp;whole=1#code" in page
    page = client.get(f"{url}?run={failed.uid}&whole=1").text
    assert LINES in page
    assert not signs(page)
    page = client.get(f"{url}?from={earlier.uid}").text
    assert signs(page) == [("removed", "answer = 2"), ("added", "answer = 41")]
    assert client.get(f"{url}?run={earlier.uid}&from={failed.uid}").text.count("removed") == page.count("removed")


def test_comments_stay_at_their_lines_among_the_changes(
    emmy: User, ada: User, failed: Submission, question: Thread, submit: Submit, client_of: ClientOf
) -> None:
    code = "".join(f"{letter} = 0\n" for letter in "abcdefghijklmnop")
    earlier = submit(ada, at=timezone.now() - timedelta(days=1))
    Submission.objects.filter(pk=earlier.pk).update(source=code, source_html=None)
    Submission.objects.filter(pk=failed.pk).update(source=code.replace("p = 0", "p = 1"), source_html=None)
    client = client_of(emmy)
    client.post(question.get_absolute_url(), remark_fields(1, "Why a zero?", 2))
    page = client.get(question.get_absolute_url()).text
    line_numbers = [int(number) for number in re.findall(r'data-line="(\d+)"', page)]
    assert line_numbers == [1, 2, 13, 14, 15, 16]
    assert page.count('class="gap"') == 1
    assert "Why a zero?" in page.partition(CHANGES)[2]


def test_a_resubmission_after_the_answer_is_compared_with_what_the_mentor_read(
    emmy: User, ada: User, failed: Submission, question: Thread, submit: Submit, client_of: ClientOf
) -> None:
    client, url = client_of(emmy), question.get_absolute_url()
    write(emmy, question, "Look at the answer again.")
    for number in (42, 43):
        again = submit(ada, at=timezone.now() + timedelta(seconds=number))
        Submission.objects.filter(pk=again.pk).update(source=f"import numpy\nanswer = {number}\n", source_html=None)
    page = client.get(url).text
    assert signs(page) == [("removed", "answer = 41"), ("added", "answer = 43")]
    assert f"?run={failed.uid}#code" in page


def test_the_question_comes_first_until_it_is_answered(
    emmy: User, ada: User, failed: Submission, question: Thread, submit: Submit, client_of: ClientOf
) -> None:
    again = submit(ada, at=timezone.now() + timedelta(seconds=1))
    page = client_of(emmy).get(question.get_absolute_url()).text
    assert "answer = 41" in page
    assert f"?run={again.uid}&amp;from={failed.uid}#code" in page


def test_the_same_code_again_is_shown_whole(
    emmy: User, ada: User, failed: Submission, question: Thread, submit: Submit, client_of: ClientOf
) -> None:
    earlier = submit(ada, at=timezone.now() - timedelta(days=1))
    Submission.objects.filter(pk=earlier.pk).update(source=failed.source)
    page = client_of(emmy).get(question.get_absolute_url()).text
    assert LINES in page
    assert SUBMISSIONS in page


@pytest.mark.parametrize("query", ["?run=x&from=y", "?run=&from=", f"?from={'9' * 4000}"])
def test_an_address_that_names_no_submission_shows_the_one_asked_about(
    emmy: User, question: Thread, client_of: ClientOf, query: str
) -> None:
    page = client_of(emmy).get(question.get_absolute_url() + query).text
    assert "answer = 41" in page
    assert CHANGES not in page


def test_it_shows_neither_another_learners_submissions_nor_private_try_runs(
    ada: User, carl: User, emmy: User, question: Thread, submit: Submit, client_of: ClientOf
) -> None:
    run_of_carl, private = submit(carl), submit(ada, mode=ModeChoice.TRY)
    Submission.objects.filter(pk__in=[run_of_carl.pk, private.pk]).update(source="secret = 1")
    for run in (run_of_carl, private):
        page = client_of(emmy).get(f"{question.get_absolute_url()}?run={run.uid}&from={run.uid}").text
        assert "secret" not in page
        assert str(run.uid) not in page.partition("?run=")[2].partition("</main>")[2]


def test_a_question_about_an_exercise_shows_the_newest_submission(
    ada: User, emmy: User, failed: Submission, client_of: ClientOf
) -> None:
    thread = begin(ada, ada, "Where do I begin?", about=Exercise.objects.get(slug="two-layer-backprop"))
    page = client_of(emmy).get(thread.get_absolute_url()).text
    assert "answer = 41" in page
    assert 'name="first_line"' not in page
    assert LINES not in client_of(ada).get(thread.get_absolute_url()).text


def test_a_question_before_the_first_submission_shows_our_solution(ada: User, emmy: User, client_of: ClientOf) -> None:
    thread = begin(ada, ada, "Where do I begin?", about=Exercise.objects.get(slug="two-layer-backprop"))
    page = client_of(emmy).get(thread.get_absolute_url()).text
    assert SOLUTION in page
    assert LINES not in page


def test_the_learner_sees_their_code_beside_the_thread_and_no_solution(
    ada: User, failed: Submission, question: Thread, submit: Submit, client_of: ClientOf
) -> None:
    submit(ada, at=timezone.now() - timedelta(days=1))
    page = client_of(ada).get(question.get_absolute_url()).text
    assert LINES in page
    assert SOLUTION not in page
    assert SUBMISSIONS not in page


def test_a_long_history_is_bounded_and_takes_no_more_queries(
    ada: User, emmy: User, question: Thread, submit: Submit, client_of: ClientOf
) -> None:
    client = client_of(emmy)
    submit(ada)
    client.get(question.get_absolute_url())
    with CaptureQueriesContext(connection) as few:
        client.get(question.get_absolute_url())
    for _ in range(MAX_RUNS + 5):
        submit(ada)
    for _ in range(5):
        write(ada, question, "And?")
    with CaptureQueriesContext(connection) as many:
        page = client.get(question.get_absolute_url()).text
    assert len(many) == len(few)
    assert page.count('aria-label="Compare ') <= MAX_RUNS


def test_long_code_is_cut(emmy: User, failed: Submission, question: Thread, client_of: ClientOf) -> None:
    Submission.objects.filter(pk=failed.pk).update(source="\n" * 60_000)
    page = client_of(emmy).get(question.get_absolute_url()).text
    assert page.count("data-line=") == 2_000
    assert len(page) < 500_000


# ---------------------------------------------------------------- our solutions


def test_mentors_and_admins_read_our_solution_before_they_pass(
    ada: User, emmy: User, grace: User, carl: User, client_of: ClientOf, api_of: ClientOf
) -> None:
    exercise = Exercise.objects.get(slug="two-layer-backprop")
    url, api = f"/exercises/{exercise.slug}/solutions/", f"/api/v1/exercises/{exercise.slug}/solutions/"
    assert reference_solutions(exercise)
    for person, may in ((emmy, True), (grace, True), (ada, False), (carl, False)):
        assert client_of(person).get(url).status_code == (200 if may else 302)
        assert api_of(person).get(api).status_code == (200 if may else 403)


def test_a_former_mentor_can_no_longer_read_it(emmy: User, spring: Cohort, client_of: ClientOf) -> None:
    url = "/exercises/two-layer-backprop/solutions/"
    spring.memberships.filter(user=emmy).update(role=CohortRole.LEARNER)
    assert client_of(emmy).get(url).status_code == 302
    Membership.objects.filter(user=emmy).update(role=CohortRole.MENTOR)
    assert client_of(emmy).get(url).status_code == 200
