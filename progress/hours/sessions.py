"""Sessions at the exercises that are not logged yet."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from accounts.models import User
from curriculum.models import Roadmap
from exercises.models import Submission
from lib.compiled_queries import CompiledQuery, Param
from progress.hours.models import StudyEntry
from progress.roadmap.curriculum import Curriculum
from progress.roadmap.roadmaps import curriculum_of

SESSION_GAP = timedelta(minutes=30)
BEFORE_FIRST_RUN = timedelta(minutes=5)  # nobody presses Run at once
SHORTEST_SESSION = timedelta(minutes=10)


@dataclass(frozen=True)
class StudySession:
    """Runs close enough together to be one sitting."""

    start: datetime
    end: datetime
    topic: str | None

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds() // 60)


def find_study_sessions(runs: Iterable[tuple[datetime, str | None]]) -> list[StudySession]:
    """The sittings behind these runs, each a time and the uid of its topic; the most frequent topic is the sitting's.

    A sitting begins five minutes before its first run and ends with its last one: what came after was not seen.
    """
    groups: list[list[tuple[datetime, str | None]]] = []
    for run in sorted(runs, key=lambda run: run[0]):
        if not groups or run[0] - groups[-1][-1][0] > SESSION_GAP:
            groups.append([])
        groups[-1].append(run)
    sessions = []
    for group in groups:
        start, end = group[0][0] - BEFORE_FIRST_RUN, group[-1][0]
        if end - start >= SHORTEST_SESSION:
            [(topic, _)] = Counter(topic for _, topic in group).most_common(1)  # the first of those as frequent
            sessions.append(StudySession(start, end, topic))
    return sessions


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
