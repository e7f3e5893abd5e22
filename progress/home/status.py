"""A learner's progress in a few lines, for programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import User
from exercises.models import Submission
from progress.hours.days import days_of
from progress.hours.rules import week_start
from progress.outline.outline import outline_for
from progress.topic.lines import ExerciseLine, TopicLine

LATEST = 5


@dataclass(frozen=True, kw_only=True)
class LearnerStatus:
    roadmap: str
    topics: int
    topics_done: int
    exercises_passed: int
    hours_left: str
    week: str
    topic: TopicLine | None
    """The next one."""
    exercise: ExerciseLine | None
    """The next one of that topic."""
    submissions: Sequence[Submission]


def status_of(learner: User, *, today: date) -> LearnerStatus:
    outline = outline_for(learner)
    latest = Submission.objects.filter(learner=learner).select_related("exercise").defer("source", "source_html")
    return LearnerStatus(
        roadmap=outline.roadmap.title,
        topics=len(outline.path),
        topics_done=outline.closed_count,
        exercises_passed=len(outline.facts.first_passes),
        hours_left=outline.hours_left_text,
        week=days_of(learner, since=week_start(today) - timedelta(weeks=1)).week_sentence(today=today),
        topic=outline.here,
        exercise=outline.here.open_exercise if outline.here else None,
        submissions=list(latest.newest_first()[:LATEST]),
    )
