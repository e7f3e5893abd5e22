"""A learner's source is highlighted once, by a worker and within a budget; a page only shows what is there."""

import threading
from collections.abc import Callable
from unittest.mock import Mock

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from exercises import tasks
from exercises.models import Exercise, Submission
from exercises.submissions.normal_form import normal_digest
from exercises.submissions.source_html import highlight_within_budget
from exercises.tests.reports import record_report, report_on
from tests.processor import processor_bound

ClientOf = Callable[[User], Client]
# Each takes Pygments half a minute: its expressions for soft keywords and docstrings are quadratic in blanks.
SLOW = ["match" + " " * 64_000, "match" + "\t" * 64_000, "x = 1\n" + " \n" * 32_000]


def test_a_recorded_submission_has_its_source_in_colours(submitted: Submission, ada: User, client_of: ClientOf) -> None:
    assert '<span class="line">def attention' in client_of(ada).get(submitted.get_absolute_url()).text
    record_report(data=report_on(submitted, "failed"))
    tasks.highlight_submission(str(submitted.uid))  # test_round_trip.py has a worker that does it
    assert '<span class="k">def</span>' in client_of(ada).get(submitted.get_absolute_url()).text
    submitted.refresh_from_db()
    assert submitted.normal_digest == normal_digest(submitted.source, ["attention"]) != ""


@pytest.mark.parametrize("source", SLOW)
def test_a_source_that_takes_too_long_stays_plain(source: str) -> None:
    with processor_bound(1):
        assert highlight_within_budget(source) == ""


def test_a_source_whose_colours_would_be_too_large_stays_plain() -> None:
    assert highlight_within_budget("x=1;" * 16_000) == ""


def test_it_does_not_start_what_it_cannot_stop() -> None:
    answers: list[str] = []
    thread = threading.Thread(target=lambda: answers.append(highlight_within_budget("x = 1")))
    thread.start()
    thread.join()
    assert answers == [""]


@pytest.mark.parametrize("source", SLOW)
def test_no_page_highlights_a_learners_source(
    exercise: Exercise,
    ada: User,
    client_of: ClientOf,
    run: Callable[..., Submission],
    source: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    submission = run(exercise, ada, source=source)
    highlighter = Mock(return_value="")
    monkeypatch.setattr("exercises.submissions.source_html.highlight", highlighter)
    client = client_of(ada)
    for page in (submission.get_absolute_url(), f"/exercises/{exercise.slug}/solutions/"):
        assert client.get(page).status_code == 200
    assert source not in [call.args[0] for call in highlighter.mock_calls]


def test_a_plain_source_is_escaped_and_keeps_its_lines(
    exercise: Exercise, ada: User, client_of: ClientOf, run: Callable[..., Submission]
) -> None:
    page = client_of(ada).get(run(exercise, ada, source="a < b\n\n</span><b>\n").get_absolute_url()).text
    assert '<span class="line">a &lt; b</span>\n<span class="line"></span>\n<span class="line">&lt;/span&gt;' in page


def test_older_submissions_are_highlighted_by_a_command(
    exercise: Exercise, ada: User, run: Callable[..., Submission], capsys: pytest.CaptureFixture[str]
) -> None:
    fast, slow = run(exercise, ada), run(exercise, ada, source=SLOW[0])
    call_command("highlight_sources")
    assert "2 sources highlighted." in capsys.readouterr().out
    call_command("highlight_sources")
    assert "0 sources highlighted." in capsys.readouterr().out
    fast.refresh_from_db()
    slow.refresh_from_db()
    assert '<span class="k">def</span>' in (fast.source_html or "")
    assert slow.source_html == ""
    assert (fast.normal_digest, slow.normal_digest) == (normal_digest(fast.source), "")
