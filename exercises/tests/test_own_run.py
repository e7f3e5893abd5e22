"""A run of the learner's own call shows its output. Only the learner sees it, and it is not graded."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from exercises.grading.reports import MAX_CHART_BYTES, MAX_FIGURES
from exercises.models import Exercise, ModeChoice, Submission, VerdictChoice
from exercises.submissions.actions import RateLimitError, SubmissionRefusedError, submit, submit_again
from exercises.submissions.attempts import job_of
from exercises.tests.reports import check_of, record_report, report_on
from runner.protocol import MAX_CALL_CHARS

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
CALL = "attention(np.eye(2))"


@pytest.fixture
def own_run(exercise: Exercise, ada: User) -> Submission:
    return submit(exercise=exercise, learner=ada, source="x = 1", mode=ModeChoice.RUN, call=CALL)


def ended(own_run: Submission, verdict: str = "ran", **fields: Any) -> bool:
    return record_report(data=report_on(own_run, verdict, checks=[], **fields))


def page_of(client: Client, submission: Submission) -> str:
    return client.get(submission.get_absolute_url()).content.decode()


def test_the_call_goes_to_the_runner_with_the_code(client_of: ClientOf, exercise: Exercise, ada: User) -> None:
    body = {"source": "x = 1", "mode": "run", "call": "attention(\r\n  x)\r\n"}
    client_of(ada).post(exercise.get_absolute_url(), body)
    row = Submission.objects.get()
    assert (row.mode, row.call) == ("run", "attention(\n  x)")
    assert job_of(row).call == row.call


def test_without_javascript_it_leads_to_a_page_with_the_call_and_its_output(
    own_run: Submission, ada: User, client_of: ClientOf
) -> None:
    assert ended(own_run, output="array(<b>1</b>)")
    html = page_of(client_of(ada), own_run)
    assert CALL in html
    assert "array(&lt;b&gt;1&lt;/b&gt;)" in html


def test_its_small_print_says_that_it_ran(own_run: Submission, ada: User, client_of: ClientOf) -> None:
    assert ended(own_run)
    html = page_of(client_of(ada), own_run)
    assert "Ran in 310 ms" in html
    assert "Graded in" not in html


def test_an_error_is_shown_with_what_was_printed_before_it(own_run: Submission, ada: User, client_of: ClientOf) -> None:
    assert ended(own_run, "error", message="Line 1 raised ValueError: k is 0.", output="before", line=1)
    html = page_of(client_of(ada), own_run)
    assert "Line 1 raised ValueError: k is 0." in html
    assert ">before</pre>" in html
    own_run.refresh_from_db()
    assert own_run.line == 1


HEATMAP = {"kind": "heatmap", "title": "weights", "panels": [{"title": "weights", "rows": [[0.0, 1.0]]}]}


def test_what_it_drew_is_shown_and_kept_as_data(own_run: Submission, ada: User, client_of: ClientOf) -> None:
    bars = {"kind": "bars", "title": "counts <b>", "labels": ["a"], "series": [{"title": "value", "values": [1.0]}]}
    assert ended(own_run, figures=[HEATMAP, bars])
    html = page_of(client_of(ada), own_run)
    assert "<h4>counts &lt;b&gt;</h4>" in html
    assert "weights" in html
    own_run.refresh_from_db()
    assert own_run.figures == [HEATMAP, bars]


@pytest.mark.parametrize(
    "figure",
    [
        {"kind": "svg", "text": "<svg/>"},
        {"kind": "heatmap", "panels": [{"rows": [[0.0] * 65]}]},
        HEATMAP | {"padding": "x" * MAX_CHART_BYTES},
        {"kind": "curve", "x": "", "y": "", "log": False, "every": 1, "at": [0], "series": [{"values": [1, 2]}]},
        "heatmap",
        None,
    ],
)
def test_a_host_can_send_no_other_figures(own_run: Submission, figure: object) -> None:
    assert ended(own_run, figures=[figure] + [HEATMAP] * MAX_FIGURES)
    own_run.refresh_from_db()
    assert own_run.figures == [HEATMAP] * (MAX_FIGURES - 1)


def test_the_editors_page_keeps_the_newest_call(own_run: Submission, ada: User, client_of: ClientOf) -> None:
    assert f">{CALL}</textarea>" in client_of(ada).get(own_run.exercise.get_absolute_url()).content.decode()


def test_it_is_no_pass_and_no_submission(own_run: Submission, ada: User) -> None:
    assert ended(own_run)
    own_run.refresh_from_db()
    assert (own_run.is_passed, own_run.proves, own_run.counts) == (False, False, False)
    assert not own_run.exercise.is_passed_by(ada)


@pytest.mark.parametrize(
    ("mode", "verdict", "checks"),
    [
        (ModeChoice.RUN, VerdictChoice.PASSED, [check_of("One query")]),
        (ModeChoice.RUN, VerdictChoice.FAILED, [check_of("One query", "failed")]),
        (ModeChoice.RUN, VerdictChoice.RAN, [check_of("One query", "ran")]),
        (ModeChoice.SUBMIT, VerdictChoice.RAN, []),
        (ModeChoice.TRY, VerdictChoice.RAN, []),
    ],
)
def test_a_host_cannot_report_a_verdict_of_another_mode(
    exercise: Exercise, ada: User, mode: str, verdict: str, checks: list[Any]
) -> None:
    run = submit(exercise=exercise, learner=ada, source="x = 1", mode=mode)
    assert not record_report(data=report_on(run, verdict, checks=checks))
    assert Submission.objects.waiting().count() == 1


def test_nobody_else_sees_it(own_run: Submission, grace: User, emmy: User, client_of: ClientOf) -> None:
    assert ended(own_run)
    for person in (grace, emmy):
        assert client_of(person).get(own_run.get_absolute_url()).status_code == 404


def test_it_uses_up_the_same_limit_as_submissions(
    exercise: Exercise, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(settings.SUBMISSIONS_PER_MINUTE):
        run = submit(exercise=exercise, learner=ada, source="x = 1", mode=ModeChoice.RUN, call=f"f({number})")
        assert ended(run)
    with pytest.raises(RateLimitError):
        submit(exercise=exercise, learner=ada, source="x = 2", mode=ModeChoice.SUBMIT)


def test_a_call_that_is_too_long_is_refused_and_the_code_stays(
    exercise: Exercise, ada: User, client_of: ClientOf
) -> None:
    body = {"source": "my_code = 1", "mode": "run", "call": "x" * (MAX_CALL_CHARS + 1)}
    html = client_of(ada).post(exercise.get_absolute_url(), body).content.decode()
    assert "my_code = 1" in html
    assert f"The limit is {MAX_CALL_CHARS:,}." in html
    assert not Submission.objects.exists()


@pytest.mark.parametrize("call", ["x = '\0'", "x = '\ud800'"])
def test_a_call_that_is_no_text_is_refused(exercise: Exercise, ada: User, call: str) -> None:
    with pytest.raises(SubmissionRefusedError):
        submit(exercise=exercise, learner=ada, source="x = 1", mode=ModeChoice.RUN, call=call)


def test_it_can_be_sent_again_after_a_fault_of_ours(own_run: Submission) -> None:
    Submission.objects.filter(pk=own_run.pk).update(
        state="done", verdict=VerdictChoice.INTERNAL, graded_at=own_run.created_at
    )
    assert submit_again(submission=own_run).call == CALL


def test_the_interface_runs_a_call_too(api_of: ClientOf, exercise: Exercise, ada: User) -> None:
    body = {"exercise": exercise.slug, "source": "x = 1", "mode": "run", "call": CALL}
    response = api_of(ada).post("/api/v1/submissions/", body, content_type="application/json")
    assert (response.status_code, response.json()["call"], response.json()["mode"]) == (201, CALL, "run")
