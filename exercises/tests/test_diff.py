"""The changes between two runs, and our own solution once it is passed."""

import re
from collections.abc import Callable
from datetime import timedelta
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from exercises.catalogue.reference_solutions import SHOWN_AFTERWARDS, reference_solutions
from exercises.models import Exercise, Submission
from exercises.submissions.diff import CUT_SHORT, MAX_LINES, DiffLine, diff_lines
from exercises.tests.reports import check_of, record_report, report_on
from tests.markup import squeeze

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
    old = "\n".join(map(str, range(40)))
    new = old.replace("\n20\n", "\ntwenty\n").replace("\n35\n", "\n")
    lines = diff_lines(old, new)
    assert [line for line in lines if line.sign in "+-…"] == [
        DiffLine("-", "20"), DiffLine("+", "twenty"), DiffLine("…", ""), DiffLine("-", "35"),
    ]  # fmt: skip
    assert len(lines) < 18
    assert diff_lines(old, old) == []


def test_a_repeated_line_still_matches_itself() -> None:
    old = "\n\n".join(map(str, range(30)))
    lines = diff_lines(old, old.replace("\n15\n", "\nfifteen\n"))
    assert [line for line in lines if line.sign in "+-"] == [DiffLine("-", "15"), DiffLine("+", "fifteen")]


def test_beyond_two_thousand_lines_it_stops_and_says_so() -> None:
    long = "a\n" * 2_001
    assert diff_lines(long, long + "b") == [DiffLine("…", CUT_SHORT)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\nx\n" * 1_000, "a\n" * 199),
        ("a\n" * 2_000, "a\ny\n" * 99),
        *(
            ("".join(f"{n % k}\nx\n" for n in range(1_000)), "".join(f"{n % k}\ny{n}\n" for n in range(1_000)))
            for k in (100, 200, 400)
        ),
        ("(" * 2**16, ")" * 2**16),
    ],
)
def test_the_worst_64_kib_input_does_not_delay_the_page(monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    comparisons = 0

    class CountingMatcher(SequenceMatcher[str]):
        def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Any:
            nonlocal comparisons
            matcher: Any = self  # its attributes are unknown to typeshed
            comparisons += sum(len(matcher.b2j.get(line, ())) for line in matcher.a[alo:ahi])
            return super().find_longest_match(alo, ahi, blo, bhi)

    monkeypatch.setattr("exercises.submissions.diff.SequenceMatcher", CountingMatcher)
    diff_lines(old, new)
    assert comparisons <= MAX_LINES**2


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
    page = squeeze(client.get(f"{url}/submissions/").text)
    chosen = re.findall(r'name="(from|to)" value="([^"]+)"[^>]* checked', page)
    assert dict(chosen)["from"] == str(runs[1].uid)


def test_submissions_on_different_pages_can_be_compared(client_of: ClientOf, ada: User, runs: list[Submission]) -> None:
    """A form's GET: the buttons that turn the page carry the two marks along."""
    exercise = runs[0].exercise
    Submission.objects.bulk_create(Submission(exercise=exercise, learner=ada, source="c = 4\n") for _ in range(100))
    client, url = client_of(ada), f"/exercises/{exercise.slug}/submissions/"
    newest, oldest = Submission.objects.newest_first()[0], runs[0]
    first = squeeze(client.get(url).text)
    assert str(oldest.uid) not in first
    assert re.search(rf'<button[^>]* name="page" value="2" formaction="{url}">Older', first)
    last = squeeze(client.get(url, {"from": str(oldest.uid), "to": str(newest.uid), "page": "5"}).text)
    marked = re.findall(r'name="(from|to)" value="([^"]+)"[^>]* checked', last)
    assert dict(marked) == {"from": str(oldest.uid), "to": str(newest.uid)}
    assert last.count("on another page") == 1
    changed = client.get(f"/exercises/{exercise.slug}/compare/", dict(marked)).text
    assert "- a = 1" in changed
    assert "+ c = 4" in changed
    assert f"{url}?from={oldest.uid}&amp;to={newest.uid}" in changed


def test_the_number_of_queries_is_the_same_for_three_runs_and_for_a_hundred(
    client_of: ClientOf, ada: User, runs: list[Submission]
) -> None:
    client, counts = client_of(ada), []
    exercise = runs[0].exercise
    chosen = {"from": str(runs[0].uid), "to": str(runs[1].uid)}
    for more in (0, 100):
        Submission.objects.bulk_create(Submission(exercise=exercise, learner=ada, source="c") for _ in range(more))
        for page, query in (("submissions", {}), ("submissions", chosen), ("compare", chosen)):
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/exercises/{exercise.slug}/{page}/", query)
            counts.append(len(queries))
    assert counts[:3] == counts[3:]


def test_any_two_are_compared_the_earlier_first(client_of: ClientOf, ada: User, runs: list[Submission]) -> None:
    url = f"/exercises/{runs[0].exercise.slug}/compare/?from={runs[1].uid}&to={runs[0].uid}"
    page = client_of(ada).get(url).text
    assert "- b = 2" in page
    assert "+ b = 3" in page


@pytest.mark.parametrize("query", ["?from=x&to=y", "?from={0}&to={0}"])
def test_an_invalid_choice_leads_back_to_the_submissions(
    client_of: ClientOf, ada: User, carl: User, runs: list[Submission], query: str
) -> None:
    url = f"/exercises/{runs[0].exercise.slug}/compare/" + query.format(runs[0].uid)
    response = client_of(carl).get(url, follow=True)
    assert 'class="info"' in response.text


def test_another_learner_s_run_is_never_compared(client_of: ClientOf, carl: User, runs: list[Submission]) -> None:
    url = f"/exercises/{runs[0].exercise.slug}/compare/?from={runs[0].uid}&to={runs[1].uid}"
    assert "b = 2" not in client_of(carl).get(url, follow=True).text


def test_our_solution_is_shown_only_to_those_who_passed(
    client_of: ClientOf, ada: User, roadmap: None, run: Callable[..., Submission]
) -> None:
    exercise = Exercise.objects.get(slug="two-layer-backprop")
    client = client_of(ada)
    url = f"/exercises/{exercise.slug}/solutions/"
    refusal = client.get(url, follow=True).text
    assert SHOWN_AFTERWARDS in refusal
    assert "<h2>Our solution" not in refusal
    run(exercise, ada, source="mine < theirs")
    page = client.get(url).text
    assert "<h2>Our solution" in page
    own = re.search(r'aria-label="Your solution">(.*?)</pre>', page, re.S)
    assert own
    assert strip_tags(own[1]).strip() == "mine &lt; theirs"
    assert len(reference_solutions(exercise)) >= 3


def test_an_alternative_is_named_after_its_library(exercise: Exercise, tmp_path: Path) -> None:
    folder = tmp_path / exercise.section / exercise.slug / "alternatives"
    folder.mkdir(parents=True)
    (folder.parent / "exercise.md").touch()
    for stem in ("numpy_var", "pytorch", "plain_loops", "with_torch"):
        (folder / f"{stem}.py").touch()
    with override_settings(EXERCISE_CATALOGS=(tmp_path,)):
        titles = [solution.title for solution in reference_solutions(exercise)]
    assert titles == ["NumPy var", "Plain loops", "PyTorch", "With PyTorch"]


def test_an_exercise_without_its_folder_has_none(exercise: Exercise) -> None:
    assert reference_solutions(exercise) == []


def test_each_submission_links_its_comparison_with_the_one_before(
    client_of: ClientOf, ada: User, runs: list[Submission]
) -> None:
    client, url = client_of(ada), f"/exercises/{runs[0].exercise.slug}"
    page = client.get(f"{url}/submissions/").text
    assert [str(run.uid) for run in reversed(runs) if f"{url}/compare/?to={run.uid}" in page] == [
        str(run.uid) for run in reversed(runs[1:])  # the first has none before it
    ]  # fmt: skip
    assert "- b = 2" in client.get(f"{url}/compare/?to={runs[1].uid}").text


def test_the_first_submission_has_nothing_to_compare_with(
    client_of: ClientOf, ada: User, runs: list[Submission]
) -> None:
    response = client_of(ada).get(f"/exercises/{runs[0].exercise.slug}/compare/?to={runs[0].uid}", follow=True)
    assert 'class="info"' in response.text


def test_the_list_says_how_many_checks_passed(client_of: ClientOf, ada: User, runs: list[Submission]) -> None:
    checks = [check_of(f"Check {n}", "passed" if n < 4 else "failed") for n in range(9)]
    record_report(data=report_on(runs[0], "failed", *checks))
    page = squeeze(client_of(ada).get(f"/exercises/{runs[0].exercise.slug}/submissions/").text)
    assert page.count("4 of 9") == 1
