"""A verdict sets code as code, and calls a traceback one."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from exercises.models import Submission
from exercises.tests.reports import check_of, record_report, report_on
from tests.markup import squeeze

pytestmark = pytest.mark.django_db


def page_with(submission: Submission, client: Client, title: str, verdict: str) -> str:
    check = check_of(title, verdict, message="`f` failed.", detail={"yours": "line 3, in f: 1 / 0"})
    record_report(data=report_on(submission, verdict, check))
    return squeeze(client.get(submission.get_absolute_url()).text)


def test_what_stands_between_backticks_is_set_as_code(
    submitted: Submission, ada: User, client_of: Callable[[User], Client]
) -> None:
    page = page_with(submitted, client_of(ada), "`<b>` takes a `step", "failed")
    assert "<code>&lt;b&gt;</code> takes a `step" in page
    assert "<code>f</code> failed." in page


@pytest.mark.parametrize(("verdict", "label"), [("failed", "Yours"), ("error", "Traceback")])
def test_an_exception_has_a_traceback_in_place_of_a_result(
    submitted: Submission, ada: User, client_of: Callable[[User], Client], verdict: str, label: str
) -> None:
    assert f"<dt>{label}</dt>" in page_with(submitted, client_of(ada), "It divides", verdict)
