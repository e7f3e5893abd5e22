"""The study history of a demo learner."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from cohorts.demo.people import Person
from curriculum.models import Topic
from progress.hours.models import StudyEntry
from progress.kinds import KINDS
from progress.outline.outline import outline_for
from progress.topic.models import MarkState, TopicMark, record_of


def topics_in_order() -> list[Topic]:
    """The topics in the order of the roadmap."""
    topics = Topic.objects.prefetch_related("subtopics").in_bulk()
    return [topics[line.pk] for line in outline_for(None).path]


class StudyHistory:
    """A learner's weeks: on most days a session, on the current topic until its hours are used up."""

    def __init__(self, person: Person, learner: User, topics: list[Topic], today: date, rng: random.Random) -> None:
        self.person, self.learner, self.topics, self.today, self.rng = person, learner, topics, today, rng
        self.entries: list[StudyEntry] = []
        self.marks: list[TopicMark] = []

    @property
    def last_day(self) -> date:
        """The day of the newest entry; without any, the day before they joined."""
        return self.entries[-1].day if self.entries else self.today - timedelta(weeks=self.person.weeks, days=1)

    def record(self) -> dict[Topic, list[date]]:
        """Write the entries and marks. Return the finished topics, each with its days of study."""
        finished_topics: dict[Topic, list[date]] = {}
        sessions = self.sessions()
        for topic in self.topics:
            if topic.uid in self.person.skips:
                self.mark(topic, MarkState.SKIPPED, self.last_day)
                continue
            start = len(self.entries)
            if not self.spend(topic, sessions):
                self.mark(topic, MarkState.DOING, self.last_day)
                break
            self.mark(topic, MarkState.DONE, self.last_day)
            finished_topics[topic] = [entry.day for entry in self.entries[start:]]
        StudyEntry.objects.bulk_create(self.entries)
        TopicMark.objects.bulk_create(self.marks)
        return finished_topics

    def sessions(self) -> Iterator[tuple[date, int]]:
        """(day, minutes) of each session, oldest first, until the learner stopped."""
        last = self.today - timedelta(days=max(self.person.silent_days, 1))
        day = self.today - timedelta(weeks=self.person.weeks)
        days_a_week = min(6.0, 2.5 + self.person.weekly_hours / 4)
        while day <= last:
            if self.rng.random() < days_a_week / 7:
                minutes = self.rng.gauss(60 * self.person.weekly_hours / days_a_week, 20)
                yield day, max(20, 5 * round(minutes / 5))
            day += timedelta(days=1)

    def spend(self, topic: Topic, sessions: Iterator[tuple[date, int]]) -> bool:
        """Log sessions on the topic until it is finished. False: no session is left, or they stay at it."""
        hours = topic.hours_for(self.learner.background)
        minutes_left = self.person.tempo * self.rng.uniform(0.8, 1.2) * (3 * (hours.low + hours.high) if hours else 90)
        while minutes_left > 0 or topic.uid == self.person.stays_at:
            session = next(sessions, None)
            if session is None:
                return False
            day, minutes = session
            minutes_left -= minutes
            self.entries.append(self.entry(topic, day, minutes))
        return True

    def entry(self, topic: Topic, day: date, minutes: int) -> StudyEntry:
        kind = self.rng.choices(KINDS, weights=self.person.kinds)[0]
        return StudyEntry(
            learner=self.learner, topic=topic, kind=kind, minutes=minutes, day=day,
            time_zone=self.learner.time_zone, created_at=evening_of(self.learner, day),
        )  # fmt: skip

    def mark(self, topic: Topic, state: MarkState, day: date) -> None:
        self.marks.append(
            TopicMark(
                learner=self.learner, topic=topic, state=state, marked_at=evening_of(self.learner, day),
                **record_of(topic, self.learner),
            )
        )  # fmt: skip


def local_day(learner: User, today: date) -> date:
    """Which day it is where they are: one on from ours in the east, late in our evening."""
    return today + (learner.today - timezone.localdate())


def evening_of(learner: User, day: date) -> datetime:
    return min(datetime.combine(day, time(20, 30), learner.zone), timezone.now())
