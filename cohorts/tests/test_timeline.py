"""A mentor sees what a learner did, week by week."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.learner_page.queries import learner_page
from cohorts.learner_page.timeline import WEEKS_PER_PAGE, Timeline, TimelineWeek, timeline_of
from cohorts.tests.conftest import Submit
from curriculum.models import Criterion, Topic
from exercises.models import ModeChoice
from progress.checkpoints.models import CriterionMark
from progress.hours.models import StudyEntry
from progress.learners import progress_of
from progress.plan.actions import save_plan
from progress.roadmap.roadmaps import curriculum
from progress.topic.models import MarkState, TopicMark
from tests.markup import squeeze

TODAY = date(2026, 11, 25)  # a Wednesday
LONDON = ZoneInfo("Europe/London")

pytestmark = pytest.mark.usefixtures("roadmap")


def log(learner: User, minutes: int, day: date) -> None:
    StudyEntry.objects.create(learner=learner, kind="coding", minutes=minutes, day=day, time_zone=learner.time_zone)


def at(day: int, hour: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=LONDON)


def timeline(learner: User, number: str = "") -> Timeline:
    progress = progress_of([learner], curriculum())[learner.pk]
    return timeline_of(learner, progress, today=TODAY, number=number)


def weeks_of(learner: User, number: str = "") -> dict[date, TimelineWeek]:
    return {week.monday: week for week in timeline(learner, number).weeks}


def test_each_week_has_its_hours_topics_submissions_and_answers(ada: User, submit: Submit) -> None:
    log(ada, 90, date(2026, 11, 16))
    log(ada, 60, date(2026, 11, 22))
    log(ada, 30, date(2026, 11, 23))
    TopicMark.objects.create(
        learner=ada, topic=Topic.objects.get(uid="calculus"), state=MarkState.DONE, marked_at=at(17, 9)
    )
    submit(ada, at=at(18, 9))
    submit(ada, "passed", at=at(18, 10))
    submit(ada, "passed", at=at(19, 10))
    submit(ada, "passed", at=at(19, 11), mode=ModeChoice.TRY)
    CriterionMark.objects.create(learner=ada, criterion=Criterion.objects.all()[0], answer="yes", marked_at=at(20, 9))
    this, last = weeks_of(ada).values()
    assert (this.minutes, this.events) == (30, [])
    assert (last.minutes, last.topics, last.submissions, last.passes, last.answers) == (
        150, [Topic.objects.get(uid="calculus").title], 3, 1, 1
    )  # fmt: skip
    assert (last.percent, this.percent) == (100, 20)


def test_empty_weeks_are_listed(ada: User) -> None:
    log(ada, 60, date(2026, 11, 2))
    assert [week.minutes for week in weeks_of(ada).values()] == [0, 0, 0, 60]


def test_weeks_begin_on_the_learner_s_own_monday(carl: User, submit: Submit) -> None:
    submit(carl, at=datetime(2026, 11, 23, 3, tzinfo=ZoneInfo("UTC")))  # Sunday evening in New York
    weeks = weeks_of(carl)
    assert [week.submissions for week in weeks.values()] == [0, 1]


def test_a_week_in_which_the_clocks_change_is_one_week(ada: User, submit: Submit) -> None:
    submit(ada, at=at(25, 23, month=10))
    submit(ada, at=at(26, 0, month=10))
    counts = {week.monday: week.submissions for week in weeks_of(ada).values() if week.submissions}
    assert counts == {date(2026, 10, 26): 1, date(2026, 10, 19): 1}


def test_it_comes_in_pages(ada: User) -> None:
    log(ada, 60, TODAY - timedelta(weeks=WEEKS_PER_PAGE + 2))
    assert len(weeks_of(ada)) == WEEKS_PER_PAGE
    assert [week.minutes for week in weeks_of(ada, "2").values()] == [0, 0, 60]
    assert len(weeks_of(ada, "none such")) == WEEKS_PER_PAGE


def test_study_in_the_future_or_none_at_all_is_one_week(ada: User) -> None:
    assert len(weeks_of(ada)) == 1
    log(ada, 60, TODAY + timedelta(days=40))
    assert len(weeks_of(ada)) == 1


def test_the_queries_do_not_grow(ada: User, submit: Submit) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            timeline(ada)
        return len(queries)

    few = count()
    for days in range(60):
        log(ada, 60, TODAY - timedelta(days=days))
        submit(ada, at=at(20, 9) - timedelta(days=days))
    assert count() == few == 3


def test_the_page_shows_it(ada: User, emmy: User, client_of: Callable[[User], Client]) -> None:
    log(ada, 90, ada.today - timedelta(weeks=WEEKS_PER_PAGE))
    client, url = client_of(emmy), f"/cohorts/spring/learners/{ada.uid}/"
    assert "weeks=2#timeline" in client.get(url).text
    assert "1.5" in client.get(f"{url}?weeks=2").text.split('id="timeline"')[1].split("</section>")[0]


def test_the_page_says_how_far_ahead_or_behind_they_are(
    ada: User, emmy: User, client_of: Callable[[User], Client]
) -> None:
    cohort = Cohort.objects.get(slug="spring")
    log(ada, 90, ada.today)
    save_plan(learner=ada, minutes_a_day=60, weekdays=[1, 2, 3, 4, 5, 6, 7], start=ada.today - timedelta(days=10))
    member = cohort.memberships.select_related("user", "cohort").get(user=ada)
    sentence = learner_page(member, now=timezone.now()).pace.sentence
    assert squeeze(sentence) in squeeze(client_of(emmy).get(f"/cohorts/spring/learners/{ada.uid}/").text)
