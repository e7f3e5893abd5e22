"""Sessions at the exercises that are not logged yet."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from accounts.models import User
from curriculum.models import Roadmap
from exercises.models import Submission
from progress.hours.models import StudyEntry
from progress.roadmap.curriculum import Curriculum
from progress.roadmap.roadmaps import curriculum_of

SESSION_GAP = timedelta(minutes=30)
BEFORE_FIRST_RUN = timedelta(minutes=5)  # nobody presses Run at once
SHORTEST_SESSION = timedelta(minutes=10)
SESSION_DAYS = 7


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
    """Group the runs, each a time and the uid of its topic, into sittings. The most frequent topic is the sitting's.

    A sitting begins five minutes before its first run and ends with its last one, since nobody saw what came after.
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
    """Find the sittings of the last days that no entry on their topic and day accounts for. Three queries."""
    try:
        return find_sessions(learner, curriculum_of(learner), today)
    except Roadmap.DoesNotExist:
        return []


def find_sessions(learner: User, course: Curriculum, today: date) -> list[UnloggedSession]:
    since = today - timedelta(days=SESSION_DAYS - 1)
    first_moment = datetime.combine(since - timedelta(days=1), time.min, learner.zone)
    submissions = Submission.objects.filter(learner=learner, created_at__gte=first_moment).order_by()
    runs = submissions.values_list("created_at", "exercise")
    entries = StudyEntry.objects.of(learner).filter(day__gte=since).order_by()
    logged_days = set(entries.values_list("day", "topic__uid").distinct())
    titles = {topic.uid: topic.label for topic in course.names}
    sessions = (
        UnloggedSession(session, session.start.astimezone(learner.zone), titles.get(session.topic or "", ""))
        for session in find_study_sessions((at, course.main_topics.get(exercise)) for at, exercise in runs)
    )
    return [
        session
        for session in sessions
        if session.day >= since and (session.day, session.session.topic) not in logged_days
    ]
