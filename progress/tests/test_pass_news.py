"""The answer to a submission that passes says what it has moved, and a reload doesn't say it again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from curriculum.models import Criterion, Topic
from exercises.models import Exercise, Submission, VerdictChoice
from exercises.submissions.results import submission_results
from progress.passes.queries import pass_news
from progress.passes.trail import Stop, draw_trail, window
from progress.timer.actions import start_timer
from progress.timer.models import Timer
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
Run = Callable[..., Submission]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def exercises(linear_algebra: Topic) -> list[Exercise]:
    """Three in a topic; the first proves a criterion of the first checkpoint."""
    rows = []
    for number in range(3):
        row = Exercise.objects.create(
            uid=f"tests.{number}", slug=f"exercise-{number}", section="mathematics", title=f"Exercise {number}",
            stars=3, minutes=20, order=number, digest="0123456789abcdef",
        )  # fmt: skip
        row.topics.add(linear_algebra)
        rows.append(row)
    criterion = Criterion.objects.filter(checkpoint__uid="phase-1-checkpoint").first()
    assert criterion
    criterion.exercises.set(rows[:1])
    return rows


def answer_of(client: Client, submission: Submission) -> str:
    """What a page that waits for the verdict gets."""
    return squeeze(client.get(f"{submission.get_absolute_url()}?seen=", headers=HTMX).text)


def test_a_first_pass_moves_its_topic_and_its_checkpoint(
    exercises: list[Exercise], ada: User, client_of: ClientOf, run: Run
) -> None:
    submission = run(exercises[0], ada, VerdictChoice.PASSED)
    page = answer_of(client_of(ada), submission)
    assert page.count('<span class="was">0 →</span>') == 2
    news = pass_news(submission, submission_results(submission).next_exercise)
    assert (news.position, news.earlier, news.proven) == (1, 0, 1)
    assert [(gate.earlier, gate.proven) for gate in news.gates] == [(0, 1)]


def test_a_reload_and_another_pass_move_nothing(
    exercises: list[Exercise], ada: User, client_of: ClientOf, run: Run
) -> None:
    first = run(exercises[0], ada, VerdictChoice.PASSED, created_at=timezone.now() - timedelta(hours=1))
    again = run(exercises[0], ada, VerdictChoice.PASSED)
    assert 'class="moved"' not in client_of(ada).get(first.get_absolute_url()).text
    news = pass_news(again, None)
    assert (news.is_first, news.earlier, news.proven) == (False, 1, 1)
    assert 'class="was"' not in answer_of(client_of(ada), again)


def test_a_failure_clears_the_news_and_says_none(
    exercises: list[Exercise], ada: User, client_of: ClientOf, run: Run
) -> None:
    page = answer_of(client_of(ada), run(exercises[0], ada, VerdictChoice.FAILED))
    assert '<div id="moved" hx-swap-oob="true"></div>' in page


def test_a_running_timer_can_be_logged(exercises: list[Exercise], ada: User, client_of: ClientOf, run: Run) -> None:
    submission = run(exercises[0], ada, VerdictChoice.PASSED)
    assert "on the timer" not in answer_of(client_of(ada), submission)
    start_timer(learner=ada, topic=None, kind="coding")
    Timer.objects.update(started_at=timezone.now() - timedelta(minutes=34))
    assert "Log 34 min" in answer_of(client_of(ada), submission)


def test_an_exercise_without_a_roadmap_still_has_its_news(ada: User, client_of: ClientOf, run: Run) -> None:
    exercise = Exercise.objects.create(uid="e", slug="e", title="E", stars=3, minutes=5, digest="0123456789abcdef")
    assert "E, proven" in answer_of(client_of(ada), run(exercise, ada, VerdictChoice.PASSED))


@pytest.mark.parametrize(("now", "ahead"), [(0, 1), (2, 19), (18, 19), (19, 4), (2, 1)])
def test_the_path_leads_from_this_exercise_to_the_next(now: int, ahead: int) -> None:
    stops = window([Stop(title=str(n), is_passed=n == now, is_now=n == now, is_next=n == ahead) for n in range(20)])
    trail = draw_trail(stops, kind="broad", width=760, height=220)
    named = [station.stop.title for station, _ in trail.labels]
    assert named == [str(now), str(ahead)]
    start, end = (station for station, _ in trail.labels)
    assert trail.new.startswith(f"M{start.x} {start.y}")
    assert trail.new.endswith(f"{end.x} {end.y}")
    assert all(0 < station.x < 760 and 0 < trail.above < station.y < trail.below < 220 for station in trail.stations)
