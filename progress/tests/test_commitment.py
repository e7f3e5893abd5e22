"""The weekly commitment: the learner sets and lowers it, and each past week says whether it was kept."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from lib.errors import RefusedError
from progress.commitments.actions import end_commitment, set_commitment, undo_commitment
from progress.commitments.models import WeeklyCommitment
from progress.commitments.queries import (
    FROM_MONDAY,
    THIS_WEEK,
    Commitment,
    CommitmentPage,
    commitment_of_week,
    commitments_of,
)
from progress.commitments.views import COMMITMENT_ENDED
from progress.hours.actions import log_study
from progress.hours.days import days_of
from progress.log_line.study_line import StudyLine
from progress.plan.actions import add_pause, save_plan
from progress.plan.queries import plan_of
from progress.tests.conftest import plain

ClientOf = Callable[[User], Client]
MONDAY = date(2026, 11, 23)
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
FIVE_HOURS, TWO_HOURS, TEN_HOURS = (300, 3), (120, 2), (600, 5)


def study(learner: User, day: date, minutes: int) -> None:
    log_study(learner=learner, study=StudyLine(minutes=minutes, kind="coding", day=day, topic_uid=None))


def commit(learner: User, commitment: tuple[int, int], day: date) -> str:
    minutes, days = commitment
    return set_commitment(learner=learner, minutes=minutes, days=days, today=day)


def page_of(learner: User, today: date) -> CommitmentPage:
    return commitments_of(learner, days_of(learner, since=today - 13 * WEEK), plan_of(learner), today=today)


@pytest.fixture
def ada(ada: User, roadmap: None) -> User:
    return ada


# ---------------------------------------------------------------- which one counts


def in_force(*changes: tuple[int, tuple[int, int]]) -> tuple[int, int] | None:
    """The commitment of the week of MONDAY, after changes on days counted from it."""
    rows = [Commitment(MONDAY + days * DAY, *commitment) for days, commitment in changes]
    commitment = commitment_of_week(rows, MONDAY)
    return (commitment.minutes, commitment.days) if commitment else None


def test_a_week_is_judged_by_the_lowest_commitment_of_its_days() -> None:
    assert in_force((-9, FIVE_HOURS)) == FIVE_HOURS
    assert in_force((-9, FIVE_HOURS), (6, TWO_HOURS)) == TWO_HOURS  # lowered on its Sunday
    assert in_force((-9, FIVE_HOURS), (1, TEN_HOURS)) == FIVE_HOURS  # raised on its Tuesday
    assert in_force((-9, FIVE_HOURS), (0, TEN_HOURS)) == TEN_HOURS  # raised on its Monday
    assert in_force((-9, FIVE_HOURS), (7, TWO_HOURS)) == FIVE_HOURS  # lowered after it
    assert in_force((-9, (300, 2)), (3, (120, 4))) == (120, 2)


def test_a_week_without_a_commitment_on_each_day_is_not_judged() -> None:
    assert in_force() is None
    assert in_force((1, FIVE_HOURS)) is None
    assert in_force((-9, FIVE_HOURS), (2, (0, 0))) is None
    assert in_force((-9, FIVE_HOURS), (-2, (0, 0)), (2, TWO_HOURS)) is None


# ---------------------------------------------------------------- kept and missed


def test_each_past_week_is_kept_or_missed(ada: User) -> None:
    commit(ada, FIVE_HOURS, MONDAY - 3 * WEEK)
    for day in range(3):
        study(ada, MONDAY - 3 * WEEK + day * DAY, 100)  # 5 h on 3 days
    study(ada, MONDAY - 2 * WEEK, 400)  # enough hours, too few days
    weeks = page_of(ada, MONDAY).past_weeks
    assert [week.outcome for week in weeks] == ["missed", "missed", "kept"]
    assert [plain(week.logged_text) for week in weeks] == ["nothing", "6 h 40 min on 1 day", "5 h on 3 days"]


def test_a_changed_commitment_does_not_rewrite_past_weeks(ada: User) -> None:
    commit(ada, FIVE_HOURS, MONDAY - 2 * WEEK)
    before = page_of(ada, MONDAY).past_weeks
    commit(ada, TWO_HOURS, MONDAY)
    end_commitment(learner=ada, today=MONDAY + DAY)
    after = page_of(ada, MONDAY + DAY)
    assert (after.past_weeks, after.this_week, after.commitment) == (before, None, None)


def test_a_week_with_a_pause_is_neither_kept_nor_missed(ada: User) -> None:
    save_plan(learner=ada, minutes_a_day=60, weekdays=[1], start=ada.today)
    add_pause(learner=ada, first=MONDAY - 4 * DAY, last=MONDAY - 3 * DAY)
    commit(ada, FIVE_HOURS, MONDAY - 2 * WEEK)
    assert [week.outcome for week in page_of(ada, MONDAY).past_weeks] == ["pause", "missed"]


def test_this_week_says_what_is_left(ada: User) -> None:
    commit(ada, FIVE_HOURS, MONDAY - WEEK)
    study(ada, MONDAY, 130)
    page = page_of(ada, MONDAY + 2 * DAY)
    assert plain(page.sentence) == THIS_WEEK.format("5 h on 3 days", "2 h 50 min and 2 days to go")
    commit(ada, TEN_HOURS, MONDAY + 2 * DAY)
    raised = plain(page_of(ada, MONDAY + 2 * DAY).sentence)
    assert raised.endswith(FROM_MONDAY.format("30 November", "10 h on 5 days"))
    commit(ada, (120, 1), MONDAY + 2 * DAY)
    assert plain(page_of(ada, MONDAY + 2 * DAY).sentence) == THIS_WEEK.format("2 h", "kept")


# ---------------------------------------------------------------- setting it


def test_it_is_set_lowered_and_ended_on_the_plan_s_page(ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    url, today = "/plan/commitment/", ada.today
    assert client.post(url, {"a_week": "5 h", "days": "3"}).status_code == 302
    assert "5 h on 3 days" in plain(client.get("/plan/?show=goal").text)
    client.post(url, {"a_week": "2h", "days": "2"})
    assert list(WeeklyCommitment.objects.values_list("since", "minutes", "days")) == [(today, 120, 2)]
    assert COMMITMENT_ENDED in client.post(url + "end/", follow=True).text
    assert WeeklyCommitment.objects.get().minutes == 0


def test_a_change_can_be_undone(ada: User) -> None:
    first = commit(ada, FIVE_HOURS, MONDAY)
    second = commit(ada, TWO_HOURS, MONDAY)
    undo_commitment(learner=ada, undo_token=second)
    assert WeeklyCommitment.objects.values_list("minutes", "days").get() == FIVE_HOURS
    undo_commitment(learner=ada, undo_token=first)
    assert not WeeklyCommitment.objects.exists()


def test_after_travelling_west_a_change_replaces_tomorrow_s(ada: User) -> None:
    commit(ada, FIVE_HOURS, MONDAY)  # in Tokyo
    token = commit(ada, TWO_HOURS, MONDAY - DAY)  # then in Honolulu, where it is still Sunday
    assert list(WeeklyCommitment.objects.values_list("since", "minutes", "days")) == [(MONDAY - DAY, *TWO_HOURS)]
    undo_commitment(learner=ada, undo_token=token)
    assert list(WeeklyCommitment.objects.values_list("since", "minutes", "days")) == [(MONDAY, *FIVE_HOURS)]
    end_commitment(learner=ada, today=MONDAY - DAY)
    assert page_of(ada, MONDAY).commitment is None


@pytest.mark.parametrize("data", [{"a_week": "5 h"}, {"a_week": "200 h", "days": "3"}, {"a_week": "x", "days": "8"}])
def test_bad_input_is_answered_in_the_form(ada: User, client_of: ClientOf, data: dict[str, str]) -> None:
    page = client_of(ada).post("/plan/commitment/", data)
    assert page.status_code == 200
    assert 'class="errorlist"' in page.text
    assert f'value="{data["a_week"]}"' in page.text
    assert not WeeklyCommitment.objects.exists()


def test_a_week_has_no_eighth_day(ada: User) -> None:
    with pytest.raises(ValidationError):
        commit(ada, (300, 8), MONDAY)


def test_there_is_nothing_to_end_without_one(ada: User) -> None:
    with pytest.raises(RefusedError):
        end_commitment(learner=ada, today=MONDAY)
