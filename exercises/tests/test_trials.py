"""A visitor runs an exercise without an account: behind learners, within limits, and seen by nobody else."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import User
from exercises.fleet.status import runner_status
from exercises.grading.errors import QueueDownError
from exercises.models import Exercise, RegradeResult, Submission, Trial
from exercises.submissions.fair_queue import FreeRunnerSlots
from exercises.submissions.rules import EMPTY_SOURCE
from exercises.tests.reports import check_of, host_called, record_report, record_worker, trial_report_on, worker_of
from exercises.trials import actions, offer
from exercises.trials.actions import delete_expired_trials
from exercises.trials.views import SIGNED_IN

CODE = "def attention(Q, K, V, mask=None):\n    return V\n"
HTMX = {"HX-Request": "true"}
Jobs = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def _offered(exercise: Exercise, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.TRIAL_EXERCISES = [exercise.slug]
    monkeypatch.setattr("exercises.submissions.views.ANSWER_WITHIN_SECONDS", 0)
    record_worker(data=worker_of())


@pytest.fixture
def visitor(jobs: Jobs) -> Client:
    jobs("cpu-regrade")
    return Client()


def try_it(client: Client, source: str = CODE, **headers: str) -> Any:
    return client.post("/exercises/causal-attention/try/", {"source": source}, headers=headers)


def newest() -> Trial:
    return Trial.objects.latest("pk")


# ------------------------------------------------------------------ the visitor's way


def test_the_exercise_s_page_has_an_editor_and_sets_no_cookie(visitor: Client, exercise: Exercise) -> None:
    response = visitor.get(exercise.get_absolute_url())
    assert "<textarea" in response.text
    assert 'action="/exercises/causal-attention/try/"' in response.text
    assert not response.cookies
    assert not Session.objects.exists()


def test_without_scripts_it_leads_to_a_page_that_reloads_until_the_verdict_is_there(visitor: Client) -> None:
    url = try_it(visitor)["Location"]
    assert url == newest().get_absolute_url()
    waiting = visitor.get(url).text
    assert '<meta http-equiv="refresh" content="2">' in waiting.partition("<noscript>")[2].partition("</noscript>")[0]
    record_report(data=trial_report_on(newest(), "failed", check_of("One", "failed", message="Look at the mask.")))
    page = visitor.get(url).text
    assert "Look at the mask." in page
    assert "refresh" not in page
    assert "return V" in page  # their code is still in the editor


def test_with_scripts_the_page_asks_until_there_is_something_new(visitor: Client) -> None:
    fragment = try_it(visitor, **HTMX).text
    url = newest().get_absolute_url()
    assert f'hx-get="{url}"' in fragment
    assert visitor.get(url, headers=HTMX).status_code == 204
    record_report(data=trial_report_on(newest()))
    verdict = visitor.get(url, headers=HTMX).text
    assert "All" in verdict or "The check passed" in verdict
    assert "/accounts/signup/?next=/exercises/causal-attention/" in verdict
    assert "hx-get" not in verdict


def test_the_fix_opens_when_the_visitor_makes_the_mistake_again(visitor: Client) -> None:
    mistake = {"name": "sums", "message": "You sum.", "fix": "Divide."}
    for details in ('<details class="fix">', '<details class="fix" open>'):
        try_it(visitor)
        record_report(data=trial_report_on(newest(), "failed", check_of("One", "failed"), mistake=mistake))
        assert details in visitor.get(newest().get_absolute_url(), headers=HTMX).text


def test_a_trial_without_an_answer_ends_and_says_whose_fault_it_is(visitor: Client) -> None:
    try_it(visitor)
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        fragment = visitor.get(newest().get_absolute_url(), headers=HTMX)
        assert fragment.status_code == 200
        assert "hx-get" not in fragment.text


def test_code_that_ran_out_of_time_is_told_how_it_may_run_for_longer(visitor: Client) -> None:
    try_it(visitor)
    record_report(data=trial_report_on(newest(), "timeout", check_of("One", "timeout"), message="Stopped after 3 s."))
    fragment = visitor.get(newest().get_absolute_url(), headers=HTMX).text
    assert "Stopped after 3 s." in fragment
    assert "/accounts/signup/?next=/exercises/causal-attention/" in fragment


def test_the_job_is_that_of_a_submission_on_the_queue_that_comes_last(visitor: Client, jobs: Jobs) -> None:
    try_it(visitor)
    assert jobs("cpu") == []
    (job,) = jobs("cpu-regrade")
    assert (job["source"], job["mode"], job["exercise"]) == (CODE, "submit", "causal-attention")
    assert job["attempt"] == str(newest().attempt)
    assert job["wall_s"] == actions.MAX_SECONDS


# ------------------------------------------------------------------ who sees it, and what counts it


def test_nobody_else_sees_a_trial(visitor: Client, ada: User, grace: User, client_of: Callable[..., Client]) -> None:
    try_it(visitor)
    record_report(data=trial_report_on(newest()))
    url = newest().get_absolute_url()
    other_visitor = Client()
    try_it(other_visitor)
    for client in (Client(), other_visitor, client_of(ada), client_of(grace)):
        assert client.get(url).status_code == 404
    forged = Client()
    forged.cookies["visitor"] = str(newest().visitor)
    assert forged.get(url).status_code == 404


def test_it_is_no_submission_and_changes_no_figure(visitor: Client, exercise: Exercise) -> None:
    old_status = runner_status().queues[0]
    try_it(visitor)
    record_report(data=trial_report_on(newest()))
    try_it(visitor, CODE + "# again")
    new_status = runner_status().queues[0]
    assert not Submission.objects.exists()
    assert not RegradeResult.objects.exists()
    assert (new_status.waiting, new_status.regrading, new_status.graded_count) == (
        old_status.waiting,
        old_status.regrading,
        0,
    )
    assert not FreeRunnerSlots().is_taken(Submission(queue="cpu", learner_id=1))


def test_only_a_hosts_signed_report_on_this_source_counts_and_only_once(visitor: Client) -> None:
    try_it(visitor)
    host_called("valley", ("gpu", "gpu-regrade"))
    trial = newest()
    assert not record_report(data=trial_report_on(trial), by="valley")
    assert not record_report(data=trial_report_on(trial, job="0" * 64))
    assert not record_report(data=trial_report_on(trial, attempt=str(uuid.uuid4())))
    assert record_report(data=trial_report_on(trial))
    assert not record_report(data=trial_report_on(trial, "failed"))
    assert newest().report["verdict"] == "passed"


def test_a_verdict_by_another_version_of_the_exercise_is_our_fault(visitor: Client) -> None:
    try_it(visitor)
    record_report(data=trial_report_on(newest(), digest="f" * 16))
    assert newest().report["verdict"] == "internal"


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize("source", ["", " \n", "x" * 70_000])
def test_code_that_can_t_run_is_refused_and_stays_in_the_editor(visitor: Client, source: str) -> None:
    page = try_it(visitor, source)
    assert page.status_code == 200
    assert not page.cookies
    assert not Trial.objects.exists()
    if source.strip():
        assert source in page.text
    else:
        assert EMPTY_SOURCE in page.text


def test_other_exercises_cannot_be_tried(visitor: Client, exercise: Exercise) -> None:
    Exercise.objects.update(slug="softmax")
    assert visitor.post("/exercises/softmax/try/", {"source": CODE}).status_code == 404
    assert "<textarea" not in visitor.get("/exercises/softmax/").text


@pytest.mark.parametrize("change", [{"device": "gpu"}, {"stage": "wip"}, {"retired": True}, {"needs": ["triton"]}])
def test_what_a_plain_runner_can_t_grade_or_nobody_sees_can_t_be_tried(visitor: Client, change: Any) -> None:
    Exercise.objects.update(**change)
    assert try_it(visitor).status_code == 404


def test_one_setting_turns_it_off(visitor: Client, exercise: Exercise, settings: Any) -> None:
    settings.TRIAL_EXERCISES = []
    assert try_it(visitor).status_code == 404
    page = visitor.get(exercise.get_absolute_url()).text
    assert "<textarea" not in page
    assert "/accounts/signup/" in page


def test_a_form_on_another_site_is_refused(visitor: Client) -> None:
    client = Client(enforce_csrf_checks=True)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.test"}):
        assert try_it(client, **headers).status_code == 403
    assert not Trial.objects.exists()
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}, {}):
        assert try_it(client, **headers).status_code == 302
        record_report(data=trial_report_on(newest()))


def test_somebody_who_has_signed_in_meanwhile_is_told_so(ada: User, client_of: Callable[..., Client]) -> None:
    page = try_it(client_of(ada))
    assert SIGNED_IN in page.text
    assert not Trial.objects.exists()


def test_without_a_runner_the_page_and_the_answer_say_so(visitor: Client, exercise: Exercise) -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert 'id="trouble"' in visitor.get(exercise.get_absolute_url()).text
        html = try_it(visitor, **HTMX).text
    assert offer.NO_RUNNER in html
    assert 'href="/roadmap/"' in html
    assert not Trial.objects.exists()


def test_an_exercise_being_checked_waits(visitor: Client, exercise: Exercise) -> None:
    Exercise.objects.update(folder_digest="another")
    assert offer.BEING_CHECKED in try_it(visitor, **HTMX).text


def test_a_queue_that_is_down_loses_nothing(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise QueueDownError("no broker")

    monkeypatch.setattr(actions, "send", fail)
    page = try_it(visitor).text
    assert actions.QUEUE_DOWN in page
    assert "return V" in page
    assert not Trial.objects.exists()


# ------------------------------------------------------------------ limits


def test_an_address_has_a_limit_an_hour_whatever_its_cookies(settings: Any, jobs: Jobs) -> None:
    settings.TRIALS_PER_ADDRESS = 2
    for _ in range(2):
        assert try_it(Client()).status_code == 302
        record_report(data=trial_report_on(newest()))
    response = try_it(Client())
    assert actions.TOO_MANY_HERE.format(2, 60) in response.text
    assert (
        Client(REMOTE_ADDR="203.0.113.9").post("/exercises/causal-attention/try/", {"source": CODE}).status_code == 302
    )
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        record_worker(data=worker_of())
        assert try_it(Client()).status_code == 302


def test_an_address_has_two_in_progress_whatever_its_cookies(jobs: Jobs) -> None:
    answers = [try_it(Client()) for _ in range(3)]
    assert [response.status_code for response in answers] == [302, 302, 200]
    assert actions.STILL_GRADED in answers[2].text
    assert CODE.strip() in answers[2].text
    assert try_it(Client(REMOTE_ADDR="203.0.113.9")).status_code == 302


def test_a_verdict_lets_the_address_go_on(jobs: Jobs) -> None:
    for _ in range(4):
        assert try_it(Client()).status_code == 302
        record_report(data=trial_report_on(newest()))


def test_a_whole_ipv6_network_counts_as_one_address(settings: Any, jobs: Jobs) -> None:
    settings.TRIALS_PER_ADDRESS = 1
    answers = [try_it(Client(REMOTE_ADDR=address)) for address in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")]
    assert [response.status_code for response in answers] == [302, 200, 302]


def test_ipv4_addresses_on_a_socket_for_both_families_count_apart(settings: Any, jobs: Jobs) -> None:
    settings.TRIALS_PER_ADDRESS = 1
    addresses = ("::ffff:203.0.113.1", "::ffff:203.0.113.2", "203.0.113.1")
    assert [try_it(Client(REMOTE_ADDR=address)).status_code for address in addresses] == [302, 302, 200]


@pytest.mark.parametrize(("limit", "value"), [("TRIALS_PER_HOUR", 2), ("MAX_UNDER_WAY", 2)])
def test_the_whole_site_has_a_ceiling(
    limit: str, value: int, settings: Any, monkeypatch: pytest.MonkeyPatch, jobs: Jobs
) -> None:
    if limit == "MAX_UNDER_WAY":
        monkeypatch.setattr(actions, limit, value)
    else:
        setattr(settings, limit, value)
    answers = [try_it(Client(REMOTE_ADDR=f"203.0.113.{number}")) for number in range(3)]
    assert [response.status_code for response in answers] == [302, 302, 200]
    assert actions.TOO_MANY in answers[2].text


def test_the_address_itself_is_not_stored(visitor: Client) -> None:
    try_it(visitor)
    row = Trial.objects.values().get()
    assert "127.0.0.1" not in str(row)


# ------------------------------------------------------------------ an hour later


def test_everything_is_deleted_after_an_hour(visitor: Client) -> None:
    try_it(visitor)
    url = newest().get_absolute_url()
    with time_machine.travel(timezone.now() + timedelta(minutes=59)):
        assert delete_expired_trials() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=60, seconds=1)):
        assert visitor.get(url).status_code == 404
        assert delete_expired_trials() == 1
    assert not Trial.objects.exists()


def test_it_is_deleted_every_minute() -> None:
    schedule = settings.CELERY_BEAT_SCHEDULE["forget-trials"]
    assert schedule == {"task": "exercises.forget_trials", "schedule": 60}


def test_a_refused_trial_keeps_the_code_and_can_be_opened_again(visitor: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=1)):  # no runner has sent a heartbeat for so long
        response = try_it(visitor)
    assert "Not sent" in response.text
    assert "return V" in response.text.partition("<textarea")[2].partition("</textarea>")[0]
    again = visitor.get("/exercises/causal-attention/try/", follow=True)
    assert again.redirect_chain == [("/exercises/causal-attention/", 302)]
    assert not Trial.objects.exists()
