"""Sessions at the exercises that are not logged yet."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from accounts.models import User
from curriculum.models import Roadmap
from exercises.models import Submission
from lib.compiled_queries import CompiledQuery, Param
from progress.hours.models import StudyEntry
from progress.hours.sittings import StudySession, find_study_sessions
from progress.roadmap.curriculum import Curriculum
from progress.roadmap.roadmaps import curriculum_of

SESSION_DAYS = 7


@dataclass(frozen=True)
class UnloggedSession:
    """A sitting at the exercises that is not logged; ``start`` is the learner's own time."""

    session: StudySession
    start: datetime
    topic: str

    @property
    def day(self) -> date:
        return self.start.date()

    @property
    def end(self) -> datetime:
        return self.session.end.astimezone(self.start.tzinfo)  # a sum would ignore a change of daylight time


def unlogged_sessions(learner: User, *, today: date) -> list[UnloggedSession]:
    """Sittings at the exercises in the last days that no entry on their topic and day accounts for: three queries."""
    try:
        return find_sessions(learner, curriculum_of(learner), today)
    except Roadmap.DoesNotExist:
        return []


_RUNS = CompiledQuery(
    lambda: (
        Submission.objects.filter(learner=Param("learner"), created_at__gte=Param("since"))
        .order_by()
        .values_list("created_at", "exercise")
    )
)
_LOGGED_DAYS = CompiledQuery(
    lambda: (
        StudyEntry.objects.filter(learner=Param("learner"), day__gte=Param("since"))
        .order_by()
        .values_list("day", "topic__uid")
        .distinct()
    )
)


def find_sessions(learner: User, course: Curriculum, today: date) -> list[UnloggedSession]:
    since = today - timedelta(days=SESSION_DAYS - 1)
    from_when = datetime.combine(since - timedelta(days=1), time.min, learner.zone)
    runs = _RUNS(learner=learner.pk, since=from_when)
    logged_days = set(_LOGGED_DAYS(learner=learner.pk, since=since))
    titles = {topic.uid: topic.label for topic in course.names}
    sessions_found = find_study_sessions((at, course.main_topics.get(of)) for at, of in runs)
    candidates = [
        UnloggedSession(one, one.start.astimezone(learner.zone), titles.get(one.topic or "", ""))
        for one in sessions_found
    ]
    return [one for one in candidates if one.day >= since and (one.day, one.session.topic) not in logged_days]
