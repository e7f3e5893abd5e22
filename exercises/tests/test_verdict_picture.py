"""The picture above the checks is the first failing check's, since the message is about that check."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from exercises.models import Submission
from exercises.submissions.results import submission_results
from exercises.tests.reports import Report, check_of, record_report, report_on

ClientOf = Callable[[User], Client]

MESSAGE = "Your result is None; expected a NumPy array."


def picture(title: str) -> Report:
    return {"kind": "heatmap", "panels": [{"title": title, "rows": [[1.0, 0.0]]}]}


def page_of(client: Client, submission: Submission) -> str:
    return client.get(submission.get_absolute_url()).content.decode()


def test_another_checks_picture_stays_folded_with_that_check(
    submitted: Submission, ada: User, client_of: ClientOf
) -> None:
    first = check_of("One query", "failed", message=MESSAGE)
    second = check_of("A hidden key", "failed", message=MESSAGE, picture=picture("expected weights"))
    record_report(data=report_on(submitted, "failed", first, second))
    submitted.refresh_from_db()
    assert submission_results(submitted).chart is None
    html = page_of(client_of(ada), submitted)
    assert html.index("A hidden key") < html.index('<details class="evidence">') < html.index("expected weights")


def test_a_passing_checks_picture_is_not_shown_beside_a_failure(
    submitted: Submission, ada: User, client_of: ClientOf
) -> None:
    holds = check_of("A hidden key", picture=picture("your weights"))
    record_report(data=report_on(submitted, "failed", check_of("One query", "failed", message=MESSAGE), holds))
    assert "your weights" not in page_of(client_of(ada), submitted)


def test_a_pass_shows_one_picture(submitted: Submission) -> None:
    checks = [check_of("One query"), *(check_of(name, picture=picture(name)) for name in ("first", "second"))]
    record_report(data=report_on(submitted, "passed", *checks))
    submitted.refresh_from_db()
    results = submission_results(submitted)
    assert results.chart
    assert results.chart_source == "check 2, first"
    assert [check.chart for check in results.checks] == [None, None, None]


@pytest.mark.parametrize("line", [1, 3, 1200])
def test_a_syntax_error_is_the_headline_with_its_line(
    submitted: Submission, ada: User, client_of: ClientOf, line: int
) -> None:
    never = check_of("One query", "error", message="Not run: your code had already stopped.", ms=0)
    message = f"Syntax error on line {line}: '(' was never closed. No check was run."
    record_report(data=report_on(submitted, "error", never, message=message))
    html = page_of(client_of(ada), submitted)
    assert f"<h2>Syntax error on line {line}</h2>" in html
    assert "&#x27;(&#x27; was never closed. No check was run." in html
