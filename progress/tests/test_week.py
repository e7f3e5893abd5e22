"""The weekly summary comes once, on Monday morning in the learner's time zone, and only if they asked for it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import User
from curriculum.models import Criterion
from notices.actions import choose
from notices.models import Notice, NoticeKind
from notices.queries import Channels
from progress.checkpoints.models import CriterionMark
from progress.commitments.actions import set_commitment
from progress.commitments.queries import NEWS
from progress.home.week_news import send_week_notices, week_news
from progress.hours.actions import log_study
from progress.log_line.study_line import StudyLine
from progress.plan.actions import add_pause, save_plan
from progress.tests.conftest import plain
from tests.figures import figures

MONDAY = date(2026, 11, 23)


@pytest.fixture
def asked(ada: User, carl: User) -> tuple[User, User]:
    """Ada in London and Carl in New York, who get it on the page."""
    for person in (ada, carl):
        choose(person=person, channels={NoticeKind.WEEK: Channels(page=True, mail=False)})
    return ada, carl


def utc(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_it_comes_once_on_the_learners_monday_morning(asked: tuple[User, User]) -> None:
    ada, carl = asked
    notified = []
    for now in (utc(22, 23), utc(23, 6), utc(23, 7), utc(23, 8), utc(23, 12), utc(23, 23), utc(24, 8)):
        send_week_notices(now=now)
        notified.append({notice.person for notice in Notice.objects.all()})
    assert notified == [set(), set(), {ada}, {ada}, {ada, carl}, {ada, carl}, {ada, carl}]
    assert Notice.objects.count() == 2
    assert send_week_notices(now=utc(30, 12)) == 2


def test_people_who_opted_out_or_left_get_none(asked: tuple[User, User], emmy: User) -> None:
    ada, carl = asked
    carl.is_active = False
    carl.save()
    choose(person=ada, channels={NoticeKind.WEEK: Channels(page=False, mail=False)})
    assert send_week_notices(now=utc(23, 23)) == 0


def test_it_compares_last_weeks_hours_with_the_plan(ada: User, roadmap: None) -> None:
    monday = datetime(2026, 11, 23, 8, tzinfo=ada.zone)
    assert week_news(ada, now=monday) == "Last week: 0 h."
    for day, minutes in ((8, 60), (7, 90), (1, 30), (0, 45)):
        study = StudyLine(minutes=minutes, kind="coding", day=MONDAY - timedelta(days=day), topic_uid=None)
        log_study(learner=ada, study=study)
    assert week_news(ada, now=monday) == "Last week: 2 h."
    save_plan(learner=ada, minutes_a_day=60, weekdays=[1, 3, 5], start=MONDAY - timedelta(weeks=3))
    assert week_news(ada, now=monday) == "Last week: 2 h of 3 h planned."


def test_it_says_whether_last_weeks_commitment_was_kept(ada: User, roadmap: None) -> None:
    monday = datetime(2026, 11, 23, 8, tzinfo=ada.zone)
    set_commitment(learner=ada, minutes=120, days=1, today=MONDAY - timedelta(weeks=2))
    assert NEWS.format("2 h", "missed") in plain(week_news(ada, now=monday))
    study = StudyLine(minutes=120, kind="coding", day=MONDAY - timedelta(days=2), topic_uid=None)
    log_study(learner=ada, study=study)
    assert NEWS.format("2 h", "kept") in plain(week_news(ada, now=monday))


def test_a_pause_adds_no_hours_to_catch_up(ada: User, roadmap: None) -> None:
    save_plan(learner=ada, minutes_a_day=60, weekdays=[1, 3, 5], start=MONDAY - timedelta(weeks=3))
    add_pause(learner=ada, first=MONDAY - timedelta(days=7), last=MONDAY)
    assert week_news(ada, now=datetime(2026, 11, 23, 8, tzinfo=ada.zone)) == "Last week: 0 h, none planned."


def test_it_counts_what_is_due_for_review(ada: User, roadmap: None) -> None:
    for criterion in Criterion.objects.filter(retired=False)[:2]:
        CriterionMark.objects.create(learner=ada, criterion=criterion, answer="yes")
    CriterionMark.objects.update(marked_at=utc(1, 8) - timedelta(days=90))
    sentence = week_news(ada, now=datetime(2026, 11, 23, 8, tzinfo=ada.zone))
    assert figures(sentence) == ["0", "2", "4"]
