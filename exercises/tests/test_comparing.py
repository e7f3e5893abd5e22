"""What changed between two runs, and our own solution once it is passed."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from exercises.comparing import Line, difference, worked_solutions
from exercises.models import Exercise, Submission, Verdict

ClientOf = Callable[[User], Client]


@pytest.fixture
def runs(exercise: Exercise, ada: User) -> list[Submission]:
    """Three of Ada's, the oldest first."""
    now = timezone.now()
    return [
        Submission.objects.create(
            exercise=exercise, learner=ada, source=source, created_at=now - timedelta(minutes=10 - number)
        )
        for number, source in enumerate(("a = 1\nb = 2\n", "a = 1\nb = 3\n", "a = 1\nb = 3  # <b>\n"))
    ]


def test_only_what_changed_and_what_is_around_it_is_shown() -> None:
    before = "\n".join(map(str, range(40)))
    after = before.replace("\n20\n", "\ntwenty\n").replace("\n35\n", "\n")
    found = difference(before, after)
    assert [line for line in found if line.sign in "+-…"] == [
        Line("-", "20"), Line("+", "twenty"), Line("…", ""), Line("-", "35"),
    ]  # fmt: skip
    assert len(found) < 18
    assert difference(before, before) == []


def test_the_newest_is_compared_with_the_one_before(client_of: ClientOf, ada: User, runs: list[Submission]) -> None:
    page = client_of(ada).get(f"/exercises/{runs[0].exercise.slug}/compare/").text
    assert "- b = 3" in page
    assert "+ b = 3  # &lt;b&gt;" in page


def test_code_that_was_tried_and_then_submitted_is_compared_with_what_was_before(
    client_of: ClientOf, ada: User, runs: list[Submission]
) -> None:
    Submission.objects.create(exercise=runs[0].exercise, learner=ada, source=runs[2].source)
    client, url = client_of(ada), f"/exercises/{runs[0].exercise.slug}"
    assert "- b = 3" in client.get(f"{url}/compare/").text
    page = client.get(f"{url}/submissions/").text
    chosen = re.findall(r'name="(from|to)" value="(.+?)"[^>]* checked', page)
    assert dict(chosen)["from"] == str(runs[1].uid)


def test_any_two_are_compared_the_earlier_first(client_of: ClientOf, ada: User, runs: list[Submission]) -> None:
    url = f"/exercises/{runs[0].exercise.slug}/compare/?from={runs[1].uid}&to={runs[0].uid}"
    page = client_of(ada).get(url).text
    assert "- b = 2" in page
    assert "+ b = 3" in page


@pytest.mark.parametrize("query", ["?from=x&to=y", "?from={0}&to={0}"])
def test_what_cannot_be_compared_leads_back_to_the_runs(
    client_of: ClientOf, ada: User, carl: User, runs: list[Submission], query: str
) -> None:
    url = f"/exercises/{runs[0].exercise.slug}/compare/" + query.format(runs[0].uid)
    answer = client_of(carl).get(url, follow=True)
    assert "There are no two runs to compare." in answer.text


def test_another_learner_s_run_is_never_compared(client_of: ClientOf, carl: User, runs: list[Submission]) -> None:
    url = f"/exercises/{runs[0].exercise.slug}/compare/?from={runs[0].uid}&to={runs[1].uid}"
    assert "b = 2" not in client_of(carl).get(url, follow=True).text


def test_our_solution_is_shown_only_to_those_who_passed(client_of: ClientOf, ada: User, roadmap: None) -> None:
    exercise = Exercise.objects.get(slug="two-layer-backprop")
    client = client_of(ada)
    url = f"/exercises/{exercise.slug}/solutions/"
    refused = client.get(url, follow=True).text
    assert "Our solution is shown once you have passed." in refused
    assert "How we write it" not in refused
    Submission.objects.create(
        exercise=exercise, learner=ada, source="x", state=Submission.State.DONE, verdict=Verdict.PASSED,
        graded_at=timezone.now(),
    )  # fmt: skip
    page = client.get(url).text
    assert "How we write it" in page
    assert len(worked_solutions(exercise)) >= 3


def test_an_exercise_without_its_folder_has_none(exercise: Exercise) -> None:
    assert worked_solutions(exercise) == []
