"""Sessions of study, seen at the exercises."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

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
