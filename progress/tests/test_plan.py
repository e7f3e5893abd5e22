"""The plan's pages: make it, change it, pause it, ask what if, and read it in a calendar."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django import forms
from django.core.exceptions import PermissionDenied
from django.test import Client
from icalendar import Calendar

from accounts.models import User
from curriculum.models import Criterion, Topic
from lib.error_messages import FORM_MESSAGES
from lib.errors import RefusedError
from progress.checkpoints.actions import answer_criterion
from progress.checkpoints.models import CriterionMark
from progress.hours.actions import log_study
from progress.hours.days import week_start
from progress.log_line.study_line import StudyLine
from progress.plan.actions import add_pause, close_feed, open_feed, restore_plan, save_plan
from progress.plan.forms import NOT_ONE_DURATION
from progress.plan.models import StudyPlan
from progress.plan.page import plan_page
from progress.plan.rules import Pace
from progress.tests.conftest import plain
from progress.topic.actions import mark_topic
from progress.topic.rules import TopicState
from tests.figures import figures

ClientOf = Callable[[User], Client]
URL = "/plan/"


@pytest.fixture
def client(ada: User, client_of: ClientOf, roadmap: None) -> Client:
    return client_of(ada)


@pytest.fixture
def today(ada: User) -> date:
    return ada.today


@pytest.fixture
def plan(ada: User, today: date, roadmap: None) -> StudyPlan:
    return save_plan(learner=ada, minutes_a_day=120, weekdays=range(1, 8), start=today)


def text_of(client: Client, url: str = URL) -> str:
    return " ".join(client.get(url).text.split())


def study(learner: User, day: date, minutes: int, topic: str | None = None) -> None:
    log_study(learner=learner, study=StudyLine(minutes=minutes, kind="coding", day=day, topic_uid=topic))


# ---------------------------------------------------------------- making one


def test_without_a_plan_the_roadmap_s_paces_are_starting_points(client: Client) -> None:
    page = text_of(client)
    assert "168 to 241 h" in page
    assert "14 to 20 weeks at 12.5 h a week" in page  # 168 / 12.5 to 241 / 12.5
    assert 'value="5 h 30 min"' in text_of(client, URL + "?pace=pace-5-6-hours")
    assert 'value="2 h 30 min"' in page


def test_a_plan_is_made_from_a_day_and_its_length(client: Client, ada: User, today: date) -> None:
    answer = client.post(URL, {"a_day": "1h30", "weekdays": [6, 7], "start": today.isoformat()}, follow=True)
    assert "Saved: 1 h 30 min on 2 days a week." in answer.text
    saved = StudyPlan.objects.get(learner=ada)
    assert (saved.minutes_a_day, saved.weekdays, saved.start) == (90, "67", today)
    assert "your plan of 3 h a week" in text_of(client)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"a_day": "often"}, NOT_ONE_DURATION),
        ({"a_day": "17"}, "between 5 min and 16 h"),
        ({"a_day": "1e999"}, NOT_ONE_DURATION),
        ({"weekdays": []}, FORM_MESSAGES[forms.MultipleChoiceField]["required"]),
        ({"weekdays": ["8"]}, "“8” isn’t one of the options."),
        ({"start": "soon"}, FORM_MESSAGES[forms.DateField]["invalid"]),
        ({"start": "0001-01-01"}, "within 5 years"),
        ({"start": "9999-12-31"}, "within 5 years"),
    ],
)
def test_invalid_plans_get_errors_and_keep_the_input(
    client: Client, today: date, changed: dict[str, object], message: str
) -> None:
    answer = client.post(URL, {"a_day": "2 h", "weekdays": ["1"], "start": today.isoformat()} | changed)
    assert message in answer.text
    if "a_day" in changed:
        assert f'value="{changed["a_day"]}"' in answer.text
    assert not StudyPlan.objects.exists()


# ---------------------------------------------------------------- the finish


def test_the_finish_is_in_the_headline_and_for_each_phase(client: Client, plan: StudyPlan, ada: User) -> None:
    shown_page = plan_page(ada, today=plan.start)
    assert shown_page.finish is not None
    sentence = " ".join(shown_page.headline.split())
    assert f"<h1>{sentence}</h1>" in text_of(client)
    assert [phase.number for phase in shown_page.phases] == [1, 2, 3, 4, 5]
    assert shown_page.hours_left.figures == [168, 241]


def test_learners_from_scratch_see_their_own_hours_on_every_page(
    client: Client, client_of: ClientOf, ada: User, carl: User
) -> None:
    """Phase 1 is 8 to 12, 6 to 10, 8 to 12 and 6 to 10 h for Ada; 20 to 30, 15 to 25, 30 to 40 and 6 to 10 for Carl.

    For both it has two topics that no activity counts: optimization, 4 to 6 h, and engineering, 4 to 8 h.
    """
    his = client_of(carl)
    assert "211 to 302 h" in text_of(his)
    assert "<b>36 to 58 h</b> to go of 36 to 58 h" in text_of(client, "/roadmap/phases/1/")
    assert "<b>79 to 119 h</b> to go of 79 to 119 h" in text_of(his, "/roadmap/phases/1/")
    assert ">20 to 30 h</span>" in text_of(his, "/roadmap/phases/1/")
    assert '<span class="end">20 to 30 h</span>' in text_of(his, "/roadmap/topics/linear-algebra/")


def test_every_page_shows_the_same_hours_left(client: Client, ada: User, plan: StudyPlan) -> None:
    study(ada, plan.start, 330, "linear-algebra")
    sentence = str(plan_page(ada, today=plan.start).outline.hours_left)
    assert sentence == "163 to 236 h"  # 168 to 241 h without 5.5
    assert f"You have {sentence} left." in text_of(client)
    assert f"0 of 18 topics done, {sentence}" in text_of(client, "/")
    assert f"<h1>{sentence} to go</h1>" in text_of(client, "/roadmap/")


def test_the_learners_pace_applies_to_the_whole_activity(ada: User, plan: StudyPlan) -> None:
    """Three topics took 4 times their estimate; so calculus, of 6 to 10 h, is expected to take 2 times as long."""
    for day, uid in enumerate(("python", "probability-statistics", "linear-algebra")):
        topic = Topic.objects.get(uid=uid)
        hours = topic.hours_refresher
        assert hours
        for part in range(4):
            study(ada, plan.start - timedelta(days=10 + 4 * day + part), 3 * (hours.low + hours.high), uid)
        assert plan_page(ada, today=plan.start).factor.value == 1
        mark_topic(learner=ada, topic=topic, state=TopicState.DONE)
    before = plan_page(ada, today=plan.start)
    assert before.factor.value == pytest.approx(2)
    study(ada, plan.start - timedelta(days=2), 6 * 60, "calculus")
    after = plan_page(ada, today=plan.start)
    [was], [left] = (
        [left for item, left in shown_page.outline.hours_left_by_item.items() if item.title == "Calculus"]
        for shown_page in (before, after)
    )
    assert (was.figures, left.figures) == ([12, 20], [6, 14])
    assert after.finish != before.finish


def test_a_plan_that_begins_later_ends_later(ada: User, plan: StudyPlan) -> None:
    for weeks in range(1, 6):
        study(ada, week_start(plan.start) - timedelta(weeks=weeks), 600)
    now = plan_page(ada, today=plan.start)
    save_plan(learner=ada, minutes_a_day=120, weekdays=range(1, 8), start=plan.start + timedelta(days=60))
    later = plan_page(ada, today=plan.start)
    soon, late = (shown_page.finish and shown_page.finish.first for shown_page in (now, later))
    assert soon
    assert late == soon + timedelta(days=60)
    assert now.what_if(480) != later.what_if(480)


def test_changing_the_schedule_says_from_when_it_counts(client: Client, today: date) -> None:
    month_ago = today - timedelta(days=30)
    sent = {"a_day": "2 h", "weekdays": [1, 2], "start": month_ago.isoformat()}
    assert "restart the plan" in client.post(URL, sent, follow=True).text
    sent["start"] = today.isoformat()
    assert "restart the plan" not in client.post(URL, sent, follow=True).text


def test_after_four_whole_weeks_the_log_decides(client: Client, plan: StudyPlan, ada: User) -> None:
    for weeks in range(1, 6):
        study(ada, week_start(plan.start) - timedelta(weeks=weeks), 60 * weeks)
    assert plain(Pace(150, 210, is_logged=True).sentence) in text_of(client)


def test_a_week_in_a_pause_is_no_slow_week(plan: StudyPlan, ada: User) -> None:
    monday = week_start(plan.start)
    for weeks in (1, 2, 4, 5):
        study(ada, monday - timedelta(weeks=weeks), 300)
    slow = plan_page(ada, today=plan.start).pace
    third = monday - timedelta(weeks=3)
    add_pause(learner=ada, first=third, last=third + timedelta(days=6))
    assert slow == Pace(225, 225, is_logged=True)
    assert plan_page(ada, today=plan.start).pace == Pace(300, 300, is_logged=True)


def test_a_completed_path_has_no_projected_finish(client: Client, plan: StudyPlan, ada: User) -> None:
    for topic in Topic.objects.all():
        mark_topic(learner=ada, topic=topic, state=TopicState.SKIPPED)
    page = text_of(client)
    assert ": 4 checkpoints are open</h1>" in page
    assert page.count("nothing left") == 5
    for criterion in Criterion.objects.all():
        answer_criterion(learner=ada, criterion=criterion, answer=CriterionMark.Answer.YES)
    assert "<h1>You’ve completed the roadmap</h1>" in text_of(client)


def test_the_dates_are_explained_with_their_numbers(client: Client, plan: StudyPlan, ada: User) -> None:
    for weeks in range(1, 6):
        study(ada, week_start(plan.start) - timedelta(weeks=weeks), 60 * weeks)
    add_pause(learner=ada, first=plan.start, last=plan.start + timedelta(days=9))
    add_pause(learner=ada, first=plan.start + timedelta(days=5), last=plan.start + timedelta(days=13))
    hours, pace, pauses = map(plain, plan_page(ada, today=plan.start).explanation)
    assert figures(hours) == ["168", "241", "3", "0"]  # estimates, finished topics that a pace needs, and Ada's
    assert "3.5 h a week" in pace
    assert "2.5 h a week" in pace
    assert "14 days" in pauses
    assert f"<p>{hours}</p>" in text_of(client)


def test_a_pace_of_nothing_has_no_latest_date(plan: StudyPlan, ada: User) -> None:
    study(ada, week_start(plan.start) - timedelta(weeks=9), 600)
    shown_page = plan_page(ada, today=plan.start)
    assert shown_page.finish
    assert shown_page.finish.last is None
    assert len(shown_page.explanation) == 3
    assert "2.5 h a week" in plain(shown_page.explanation[1])


def test_a_completed_path_explains_no_dates(plan: StudyPlan, ada: User) -> None:
    for topic in Topic.objects.all():
        mark_topic(learner=ada, topic=topic, state=TopicState.SKIPPED)
    assert plan_page(ada, today=plan.start).explanation == ()


def test_another_number_of_hours_moves_the_finish(client: Client, plan: StudyPlan) -> None:
    at_8, at_16 = (
        client.get("/plan/what-if/", {"hours": hours}, headers={"HX-Request": "true"}).text for hours in (8, 16)
    )
    assert "At 8 h a week: " in at_8
    assert "At 16 h a week: " in at_16
    assert at_8.partition(": ")[2] != at_16.partition(": ")[2]
    assert "later." in plain(at_8)  # the plan has 14 h a week
    assert "sooner." in plain(at_16)
    assert at_8.lstrip().startswith("<output")
    assert "At 8 h a week: " in text_of(client, "/plan/what-if/?hours=8")  # without JavaScript: the whole page
    assert "Enter 112 or less." in text_of(client, "/plan/what-if/?hours=900")
    assert FORM_MESSAGES[forms.FloatField]["invalid"] in text_of(client, "/plan/what-if/?hours=nan")


# ---------------------------------------------------------------- ahead, behind, and restarting


def test_behind_is_in_hours_with_a_small_step(client: Client, ada: User, today: date) -> None:
    save_plan(learner=ada, minutes_a_day=60, weekdays=range(1, 8), start=today - timedelta(days=5))
    study(ada, today, 120)
    page = text_of(client)
    assert "3 h behind plan (2 of 5 h)." in page
    assert (step := plain(plan_page(ada, today=today).catch_up_sentence))
    assert step in page
    assert "3 h behind plan" in text_of(client, "/")


def test_a_restarted_plan_counts_from_today(client: Client, ada: User, today: date) -> None:
    save_plan(learner=ada, minutes_a_day=60, weekdays=range(1, 8), start=today - timedelta(days=50))
    assert client.post("/plan/restart/", follow=True).status_code == 200
    assert StudyPlan.objects.get().start == today


def test_a_plan_can_be_deleted_and_the_hours_stay(client: Client, plan: StudyPlan, ada: User, today: date) -> None:
    study(ada, today, 45)
    assert "undo_token" in client.post("/plan/delete/", follow=True).text
    assert not StudyPlan.objects.exists()
    assert ada.study_entries.count() == 1
    assert 'class="warning"' in client.post("/plan/restart/", follow=True).text


def test_a_deleted_plan_is_restored_with_its_pauses(client: Client, plan: StudyPlan, ada: User, carl: User) -> None:
    add_pause(learner=ada, first=plan.start, last=plan.start)
    page = client.post("/plan/delete/", follow=True).text
    undo_token = page.partition('name="undo_token" value="')[2].partition('"')[0]
    with pytest.raises(PermissionDenied):
        restore_plan(learner=carl, undo_token=undo_token)
    for _ in range(2):  # a second click restores it once
        assert 'class="success"' in client.post("/plan/restore/", {"undo_token": undo_token}, follow=True).text
    again = StudyPlan.objects.get()
    assert (again.minutes_a_day, again.weekdays, again.start) == (plan.minutes_a_day, plan.weekdays, plan.start)
    assert [(pause.first, pause.last) for pause in again.pauses.all()] == [(plan.start, plan.start)]
    assert 'class="warning"' in client.post("/plan/restore/", {"undo_token": "forged"}, follow=True).text


# ---------------------------------------------------------------- pauses


def test_a_second_click_makes_no_second_pause(client: Client, plan: StudyPlan) -> None:
    for _ in range(2):
        client.post("/plan/pauses/", {"first": "2027-02-01", "last": "2027-02-03"})
    assert plan.pauses.count() == 1


def test_a_plan_has_only_so_many_pauses(plan: StudyPlan, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("progress.plan.actions.MAX_PAUSES", 2)
    for day in (plan.start, plan.start + timedelta(days=1)):
        add_pause(learner=ada, first=day, last=day)
    with pytest.raises(RefusedError, match="2 pauses"):
        add_pause(learner=ada, first=plan.start, last=plan.start + timedelta(days=9))
    assert plan.pauses.count() == 2


def test_a_pause_moves_the_finish_and_can_be_removed_and_restored(client: Client, plan: StudyPlan, ada: User) -> None:
    before = plan_page(ada, today=plan.start).finish
    span = {"first": plan.start.isoformat(), "last": (plan.start + timedelta(days=20)).isoformat()}
    client.post("/plan/pauses/", span)
    after = plan_page(ada, today=plan.start).finish
    assert before is not None
    assert after is not None
    assert before.first is not None
    assert after.first is not None
    assert after.first > before.first
    gone = client.post(f"/plan/pauses/{plan.pauses.get().pk}/remove/", follow=True)
    assert plan.pauses.count() == 0
    assert "Undo" in gone.text
    assert f'name="first" value="{span["first"]}"' in gone.text


def test_a_pause_that_ends_before_it_begins_is_refused_where_it_was_typed(client: Client, plan: StudyPlan) -> None:
    answer = client.post("/plan/pauses/", {"first": "2027-02-03", "last": "2027-02-01"})
    assert 'id="id_last_error"' in answer.text
    assert 'value="2027-02-03"' in answer.text
    assert plan.pauses.count() == 0


def test_nobody_removes_another_learner_s_pause(client_of: ClientOf, plan: StudyPlan, carl: User, ada: User) -> None:
    pause = add_pause(learner=ada, first=plan.start, last=plan.start)
    client_of(carl).post(f"/plan/pauses/{pause.pk}/remove/")
    assert plan.pauses.count() == 1


# ---------------------------------------------------------------- the calendar


def test_the_feed_is_a_calendar_of_weeks_and_phases(client: Client, plan: StudyPlan, ada: User) -> None:
    token = open_feed(learner=ada)
    answer = Client().get(f"/plan/feed/{token}.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    weeks = [event for event in events if str(event["UID"]).startswith("week-")]
    phases = [event for event in events if str(event["UID"]).startswith("phase-")]
    assert len(phases) == 5
    assert weeks[0].decoded("dtstart") == week_start(plan.start)
    assert "Linear algebra" in str(weeks[0]["SUMMARY"])


def test_a_new_address_ends_the_former_and_a_closed_one_is_gone(plan: StudyPlan, ada: User) -> None:
    first = open_feed(learner=ada)
    second = open_feed(learner=ada)
    assert [Client().get(f"/plan/feed/{token}.ics").status_code for token in (first, second)] == [404, 200]
    close_feed(learner=ada)
    assert [Client().get(f"/plan/feed/{token}.ics").status_code for token in (first, second)] == [404, 404]


def test_the_calendar_link_can_be_copied_and_opened(client: Client, plan: StudyPlan) -> None:
    created = client.post("/plan/feed/open/", follow=True).text
    link = created.partition('id="feed" value="')[2].partition('"')[0]
    assert f'href="webcal:{link.partition(":")[2]}"' in created
    assert 'data-copy="feed"' in created
    replaced = client.post("/plan/feed/open/", follow=True).text
    assert "Calendar link created." in created
    assert "no longer works" not in created
    assert "no longer works" in replaced


def test_a_plan_without_a_feed_has_no_address(plan: StudyPlan) -> None:
    assert Client().get("/plan/feed/.ics").status_code == 404


def test_a_signed_out_visitor_has_no_plan(roadmap: None) -> None:
    assert Client().get(URL).status_code == 302


def test_a_link_shows_the_later_weeks(client: Client, plan: StudyPlan, ada: User, today: date) -> None:
    weeks = len(plan_page(ada, today=today).weeks)
    first = text_of(client)
    assert f'<a href="?weeks=all#weeks">{weeks - 6} more weeks</a>' in first
    everything = text_of(client, f"{URL}?weeks=all")
    assert "more weeks" not in everything
    listed = [page.partition('id="weeks"')[2].partition("</ol>")[0].count("<li>") for page in (first, everything)]
    assert listed == [6, weeks]


def test_a_list_that_ends_before_the_roadmap_says_so(client: Client, ada: User, today: date, roadmap: None) -> None:
    save_plan(learner=ada, minutes_a_day=30, weekdays=[1, 4], start=today)
    weeks = plan_page(ada, today=today).weeks
    assert len(weeks) == 104
    later = (168 + 241) / 2 * 60 - sum(week.minutes for week in weeks)  # of the middle of what is left
    sentence = f"104 weeks. Another {later / 60:g} h"
    assert sentence in text_of(client, f"{URL}?weeks=all")
    assert "104 weeks" not in text_of(client)  # which has a link to the rest
