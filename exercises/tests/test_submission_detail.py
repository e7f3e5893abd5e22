"""A run and its verdict: who sees it, what it says, and how a page learns of it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from curriculum.models import Criterion
from exercises.models import Exercise, ExerciseVersion, ModeChoice, Submission
from exercises.submissions.rules import headline
from exercises.tests.reports import check_of, record_report, report_on
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


def page_of(client: Client, submission: Submission, **headers: str) -> str:
    response = client.get(submission.get_absolute_url(), headers=headers)
    assert response.status_code == 200
    return squeeze(response.content.decode())


OTHER_VERSION = 'id="other-version"'


def test_it_hides_other_learners_submissions(
    submitted: Submission, carl: User, emmy: User, client_of: ClientOf
) -> None:
    for stranger in (carl, emmy):
        client = client_of(stranger)
        assert client.get(submitted.get_absolute_url()).status_code == 404
        assert client.post(submitted.get_absolute_url() + "again").status_code == 404


def test_an_admin_sees_it_read_only_with_its_learner(submitted: Submission, grace: User, client_of: ClientOf) -> None:
    Submission.objects.update(attempts=3)
    record_report(data=report_on(submitted, "internal", message="The sandbox was lost on the way."))
    html = page_of(client_of(grace), submitted)
    assert "<li>Ada</li>" in html
    assert '/again"' not in html
    assert client_of(grace).post(submitted.get_absolute_url() + "again").status_code == 404


def test_it_is_not_found_under_another_exercise(submitted: Submission, ada: User, client_of: ClientOf) -> None:
    assert client_of(ada).get(f"/exercises/other/submissions/{submitted.uid}/").status_code == 404


def test_signed_out_leads_to_sign_in(submitted: Submission) -> None:
    assert Client().get(submitted.get_absolute_url()).status_code == 302


def test_while_it_waits_the_page_follows_and_without_javascript_reloads(
    submitted: Submission, ada: User, client_of: ClientOf
) -> None:
    html = page_of(client_of(ada), submitted)
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in html
    assert 'hx-trigger="every 500ms"' in html


def test_asking_while_nothing_is_new_brings_no_content(submitted: Submission, ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    page = page_of(client, submitted)
    asks = re.search(r'hx-get="([^"]+\?seen=[^"]+)"', page)
    assert asks
    assert client.get(asks[1], headers=HTMX).status_code == 204


def test_the_final_state_carries_no_trigger(submitted: Submission, ada: User, client_of: ClientOf) -> None:
    record_report(data=report_on(submitted, "failed"))
    html = page_of(client_of(ada), submitted, **HTMX)
    assert "hx-trigger" not in html
    assert "<html" not in html
    assert "refresh" not in page_of(client_of(ada), submitted)


def test_a_failure_shows_the_mistake_the_input_and_both_values(
    submitted: Submission, ada: User, client_of: ClientOf
) -> None:
    picture = {"kind": "heatmap", "panels": [{"title": "your weights", "rows": [[0.67, 0.33]], "marks": [[0, 1]]}]}
    detail = {"difference": "at [0, 1]", "input": "Q 2×3", "yours": "0.33", "expected": "0.00"}
    failing = check_of("Nobody looks ahead", "failed", message="Row 0.", detail=detail, output="hello", picture=picture)
    mistake = {"name": "mask_shifted", "message": "Your weights look one token ahead."}
    record_report(
        data=report_on(submitted, "failed", check_of("Rows sum to one"), failing, mistake=mistake, worker="cpu@hill")
    )
    html = page_of(client_of(ada), submitted)
    in_order = [
        headline("failed", "submit", 1, 2),
        "Your weights look one token ahead.",
        "From check 2, Nobody looks ahead",
        ">your weights<",
        "Rows sum to one",
        "Nobody looks ahead",
        '<dt>Input</dt><dd tabindex="0">Q 2×3</dd>',
        '<dt>Yours</dt><dd tabindex="0">0.33</dd>',
        '<dt>Expected</dt><dd tabindex="0">0.00</dd>',
        '<dt>Difference</dt><dd tabindex="0" class="differs">at [0, 1]</dd>',
        '<dt>Printed output</dt><dd tabindex="0">hello</dd>',
        "Graded in 310 ms on CPU by worker cpu@hill: 250 ms for the sandbox, 40 ms to check it.",
        "exercise version 01234567, numpy 2.4.6.",
    ]
    position = 0
    for text in in_order:
        position = html.find(text, position)
        assert position >= 0, text


def test_a_verdict_of_an_older_exercise_says_so(submitted: Submission, ada: User, client_of: ClientOf) -> None:
    record_report(data=report_on(submitted, "failed"))
    assert OTHER_VERSION not in page_of(client_of(ada), submitted)
    exercise = Exercise.objects.get()
    ExerciseVersion.objects.create(exercise=exercise, digest=exercise.digest, number=1)
    Exercise.objects.update(digest="fedcba9876543210", version=2)
    html = page_of(client_of(ada), submitted)
    assert OTHER_VERSION in html
    assert "version 1 (01234567)" in html
    assert "version 2" in html
    assert f'href="{exercise.get_absolute_url()}">Try' in html
    Submission.objects.update(verdict="passed")
    assert "Passed version 1." in page_of(client_of(ada), submitted)


def test_a_verdict_names_the_versions_of_exercise_and_runner(
    submitted: Submission, ada: User, client_of: ClientOf
) -> None:
    record_report(data=report_on(submitted, versions={"runner": "0a1b2c3d", "torch": "2.9.1"}))
    html = page_of(client_of(ada), submitted)
    assert "exercise version 01234567" in html
    assert "runner 0a1b2c3d" in html


def test_checks_that_did_not_run_look_different_from_failures(
    submitted: Submission, ada: User, client_of: ClientOf
) -> None:
    ended = check_of("One query", "timeout", message="Your code was stopped after 10 s.", ms=10_000)
    never = check_of("Rows sum to one", "timeout", message="Not run: your code had ended.", ms=0)
    record_report(data=report_on(submitted, "timeout", ended, never, message="Not yet: 0 of 2 checks hold. Stopped."))
    html = page_of(client_of(ada), submitted)
    assert headline("timeout", "submit", 0, 2) in html
    assert html.count("Your code was stopped after 10 s.") == 1
    assert html.count("✗") == 1
    assert '<span class="time">not run</span>' in html


def test_passing_says_what_it_is_evidence_for_and_what_comes_next(
    submitted: Submission, exercise: Exercise, criterion: Criterion, ada: User, client_of: ClientOf
) -> None:
    Exercise.objects.create(
        uid="next", slug="next", section="transformers", title="Byte pairs", stars=5, minutes=75, order=1, starter="#"
    )
    record_report(data=report_on(submitted))
    html = page_of(client_of(ada), submitted)
    assert headline("passed", "submit", 1, 1) in html
    assert f'This proves: <a href="/checkpoints/{criterion.checkpoint.uid}/">Write attention from memory</a>' in html
    assert '<a href="/exercises/next/">Byte pairs</a>, about 75 min' in html


def test_a_try_run_that_passes_is_evidence_for_nothing(submitted: Submission, ada: User, client_of: ClientOf) -> None:
    Submission.objects.update(mode=ModeChoice.TRY)
    record_report(data=report_on(submitted))
    html = page_of(client_of(ada), submitted)
    assert headline("passed", "try", 1, 1) in html
    assert "evidence" not in html
    assert not Submission.objects.passes().exists()


def test_our_fault_says_so_and_offers_to_send_it_again(submitted: Submission, ada: User, client_of: ClientOf) -> None:
    Submission.objects.update(attempts=3)
    record_report(data=report_on(submitted, "internal", message="The sandbox was lost on the way."))
    client = client_of(ada)
    html = page_of(client, submitted)
    assert headline("internal", "submit", 0, 0) in html
    assert '/again"' in html
    reply = client.post(submitted.get_absolute_url() + "again")
    newest = Submission.objects.newest_first()[0]
    assert newest != submitted
    assert newest.source == submitted.source
    assert reply["Location"] == newest.get_absolute_url()


FIX = {"name": "sums", "message": "You sum.", "fix": "Divide by x.shape[1]."}
CLOSED, OPEN = '<details class="fix">', '<details class="fix" open>'


def fail_again(exercise: Exercise, learner: User, **fields: str) -> Submission:
    submission = Submission.objects.create(exercise=exercise, learner=learner, source="x = 1")
    assert record_report(data=report_on(submission, "failed", check_of("One", "failed"), mistake=FIX | fields))
    return submission


def test_the_fix_of_a_mistake_opens_the_second_time_a_learner_makes_it(
    exercise: Exercise, ada: User, grace: User, client_of: ClientOf
) -> None:
    client = client_of(ada)
    fail_again(exercise, grace)
    first = fail_again(exercise, ada)
    other_mistake = fail_again(exercise, ada, name="halves")
    second = fail_again(exercise, ada)
    for submission, details in ((first, CLOSED), (other_mistake, CLOSED), (second, OPEN)):
        html = page_of(client, submission)
        assert "You sum." in html
        assert FIX["fix"] in html.partition(details)[2], submission
    assert OPEN in page_of(client_of(grace), second)


def test_a_mistake_without_a_fix_shows_none(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    assert 'class="fix"' not in page_of(client_of(ada), fail_again(exercise, ada, fix=""))


def test_a_repeated_mistake_takes_one_query_more(
    exercise: Exercise, ada: User, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(ada)
    first, *_, last = [fail_again(exercise, ada) for _ in range(5)]
    for submission in (first, last):
        with django_assert_num_queries(11):  # those of any verdict, and whether the mistake is other_mistake
            client.get(submission.get_absolute_url())


def test_whatever_a_learner_or_a_runner_writes_is_escaped(
    submitted: Submission, ada: User, client_of: ClientOf
) -> None:
    evil = "</textarea></dd><script>alert(1)</script><img src=x onerror=alert(1)>"
    Submission.objects.update(source=evil)
    check = check_of(
        evil, "failed", message=evil, output=evil, detail={"input": evil, "yours": evil, "difference": evil}
    )
    check |= {"picture": {"kind": "bars", "labels": [evil], "series": [{"title": evil, "values": [1.0]}]}}
    mistake = {"name": "m", "message": evil, "fix": evil}
    data = report_on(
        submitted, "failed", check, mistake=mistake, message=evil, output=evil, device=evil, versions={evil: evil}
    )
    assert record_report(data=data)
    client = client_of(ada)
    for url in (submitted.get_absolute_url(), submitted.exercise.get_absolute_url()):
        html = client.get(url).content.decode()
        assert "alert(1)" in html
        assert "<script>alert" not in html
        assert "<img" not in html


def test_the_number_of_queries_does_not_depend_on_the_number_of_checks(
    submitted: Submission,
    exercise: Exercise,
    ada: User,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_of(ada)
    second = Submission.objects.create(exercise=exercise, learner=ada, source="x = 1")
    record_report(data=report_on(submitted, "failed", check_of("One", "failed")))
    record_report(data=report_on(second, "failed", *[check_of(f"Check {n}", "failed") for n in range(40)]))
    for submission in (submitted, second):
        # session, user, submission, its checks and history, the run before, mentor, timer, its notice, notices
        with django_assert_num_queries(10):
            client.get(submission.get_absolute_url())


@pytest.mark.parametrize("verb", ["put", "delete", "post"])
def test_a_run_is_only_ever_read(submitted: Submission, ada: User, client_of: ClientOf, verb: str) -> None:
    assert getattr(client_of(ada), verb)(submitted.get_absolute_url()).status_code == 405
