"""A verdict says how many more checks passed than last time, and which ones changed."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from exercises.models import Exercise, Submission
from exercises.submissions.score_change import AS_MANY
from exercises.tests.reports import check_of, record_report, report_on

ClientOf = Callable[[User], Client]


@pytest.fixture
def submit(exercise: Exercise, ada: User) -> Callable[..., Submission]:
    """Grades a submission of Ada's. Gives it with the verdict: one letter for each check, "p" for passed."""

    def graded(letters: str, *, learner: User = ada, mode: str = "submit", verdict: str = "") -> Submission:
        submission = Submission.objects.create(exercise=exercise, learner=learner, source="x = 1", mode=mode)
        verdicts = ["passed" if letter == "p" else "failed" for letter in letters]
        checks = [check_of(f"Check {number}", outcome) for number, outcome in enumerate(verdicts, start=1)]
        whole = verdict or ("failed" if "f" in letters else "passed")
        record_report(data=report_on(submission, whole, *checks))
        return submission

    return graded


Submit = Callable[..., Submission]


def verdict_of(client: Client, submission: Submission) -> str:
    return client.get(submission.get_absolute_url()).text.partition('class="verdict')[2]


@pytest.mark.parametrize(
    ("earlier", "newest", "phrase"),
    [
        ("pfff", "ppff", ", up from 1</h2>"),
        ("pppf", "pfff", ", down from 3</h2>"),
        ("pfff", "fpff", f", {AS_MANY}</h2>"),
    ],
)
def test_the_headline_compares_with_the_previous_submission(
    submit: Submit, client_of: ClientOf, ada: User, earlier: str, newest: str, phrase: str
) -> None:
    submit(earlier)
    assert phrase in verdict_of(client_of(ada), submit(newest))


def test_it_names_the_checks_that_changed(submit: Submit, client_of: ClientOf, ada: User) -> None:
    submit("pffff")
    page = verdict_of(client_of(ada), submit("fpppp"))
    assert "Now passing: “Check 2”, “Check 3”, “Check 4” and 1 more." in page
    assert "No longer passing: “Check 1”." in page


def test_a_first_submission_is_compared_with_nothing(submit: Submit, client_of: ClientOf, ada: User) -> None:
    assert "1 of 2 checks passed</h2>" in verdict_of(client_of(ada), submit("pf"))


def test_other_learners_submissions_and_try_runs_do_not_count(
    submit: Submit, client_of: ClientOf, ada: User, carl: User
) -> None:
    submit("ppf", learner=carl)
    submit("ppf", mode="try")
    assert "1 of 3 checks passed</h2>" in verdict_of(client_of(ada), submit("pff"))


def test_what_we_could_not_grade_is_passed_over(submit: Submit, client_of: ClientOf, ada: User) -> None:
    submit("pff")
    submit("", verdict="internal")
    assert "2 of 3 checks passed, up from 1" in verdict_of(client_of(ada), submit("ppf"))


def test_another_version_of_the_exercise_had_other_checks(submit: Submit, client_of: ClientOf, ada: User) -> None:
    submit("pff")
    Submission.objects.update(digest="fedcba9876543210")
    assert "2 of 3 checks passed</h2>" in verdict_of(client_of(ada), submit("ppf"))


def test_code_that_never_ran_is_compared_with_nothing(
    exercise: Exercise, submit: Submit, client_of: ClientOf, ada: User
) -> None:
    submit("pf")
    broken = Submission.objects.create(exercise=exercise, learner=ada, source="x = (", mode="submit")
    checks = [check_of(f"Check {number}", "error", ms=0) for number in (1, 2)]
    record_report(data=report_on(broken, "error", *checks, message="Syntax error on line 1: never closed."))
    page = verdict_of(client_of(ada), broken)
    assert "Syntax error on line 1</h2>" in page
    assert "No longer passing" not in page
