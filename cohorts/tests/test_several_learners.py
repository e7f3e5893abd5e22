"""A mentor ticks learners in the grid, or chooses all who match its filter, and does one thing with all of them."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from cohorts.bulk.actions import HAS_MENTOR, IN_IT, SAME_WEEK
from cohorts.bulk.forms import Operation
from cohorts.bulk.messages import GOT_ENOUGH, MAX_A_DAY, delete_old_group_messages, queue_group_messages
from cohorts.bulk.models import GroupMessage, GroupMessageCopy
from cohorts.bulk.outcome import HAVE_LEFT
from cohorts.bulk.views import TICK_SOMEBODY
from cohorts.cohort.models import Cohort, Membership
from cohorts.nudges.actions import NOTHING_WAITS, REMINDED_OFTEN, REMINDED_TODAY, REMINDS_NOBODY
from cohorts.nudges.rules import MAX_NUDGES
from cohorts.plan.models import DueWeek
from cohorts.reminders.models import Reminder
from cohorts.sections.models import CohortSection
from cohorts.tests.conftest import Learner
from cohorts.threads.actions import add_comment
from cohorts.threads.models import Comment, Thread
from curriculum.models import Phase, Topic
from exercises.models import Exercise
from notices.models import Notice, NoticeKind

ClientOf = Callable[[User], Client]
GRID, BULK = "/cohorts/spring/", "/cohorts/spring/bulk/"
pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def bo(spring: Cohort, new_learner: Learner) -> User:
    return new_learner(spring, "Bo Li")


def uids(people: Sequence[User]) -> str:
    return " ".join(str(person.uid) for person in people)


def do(client: Client, operation: Operation, people: Sequence[User], **fields: object) -> str:
    """Send the second form, and return the grid with what it says."""
    return client.post(BULK, {"do": operation, "learners": uids(people), **fields}, follow=True).text


def undo(client: Client, page: str) -> str:
    url = page.split('<form class="row" method="post" action="')[1].split('"')[0]
    undo_token = page.split('name="undo_token" value="')[1].split('"')[0]
    return client.post(url, {"undo_token": undo_token}, follow=True).text


def write(client: Client, people: Sequence[User], text: str = "How is it going?", **fields: object) -> str:
    page = do(client, Operation.MESSAGE, people, text=text, **fields)
    queue_group_messages()
    return page


# ---------------------------------------------------------------- choosing


def test_ticks_lead_to_a_form_with_the_names(ada: User, bo: User, emmy: User, client_of: ClientOf) -> None:
    page = client_of(emmy).post(BULK, {"do": "later", "learner": [str(ada.uid), str(bo.uid), "x"]})
    assert page.context["count"] == 2
    assert page.context["names"] == ["Ada", "Bo Li"]


def test_the_box_for_all_takes_everybody_who_matches_the_filter_on_all_pages(
    ada: User, emmy: User, spring: Cohort, new_learner: Learner, client_of: ClientOf
) -> None:
    people = [new_learner(spring, f"P{number} Li") for number in range(60)]
    client = client_of(emmy)
    page = client.post(BULK, {"do": "later", "all": "1", "back": "q=li"})
    assert page.context["count"] == len(people)
    assert client.post(BULK, {"do": "later", "all": "1", "back": ""}).context["count"] == len(people) + 1


def test_without_a_tick_it_says_what_to_do(emmy: User, client_of: ClientOf) -> None:
    page = client_of(emmy).post(BULK, {"do": "later", "back": "by=topic"}, follow=True)
    assert TICK_SOMEBODY in page.text
    assert page.request["QUERY_STRING"] == "by=topic"


def test_only_learners_of_the_cohort_are_taken(
    ada: User, carl: User, emmy: User, lena: User, client_of: ClientOf
) -> None:
    page = do(client_of(emmy), Operation.LATER, [ada, carl, lena], remind_on=emmy.today + timedelta(days=3))
    assert f"2 {HAVE_LEFT}" in page
    assert [row.learner for row in Reminder.objects.all()] == [ada]


@pytest.mark.parametrize("operation", Operation)
def test_a_mentor_may_do_what_a_mentor_may_do_with_one(
    operation: Operation, ada: User, carl: User, emmy: User, lena: User, client_of: ClientOf
) -> None:
    def status(person: User) -> int:
        return client_of(person).post(BULK, {"do": operation, "learner": str(ada.uid)}).status_code

    assert status(carl) == status(ada) == 404
    assert (status(emmy) == 404) is operation.is_lead_only
    assert status(lena) in (200, 302)
    assert (f'value="{operation}"' in client_of(emmy).get(GRID).text) is not operation.is_lead_only


def test_the_filters_find_who_has_not_begun_and_who_has_not_passed(
    ada: User, bo: User, emmy: User, submit: Callable[..., object], client_of: ClientOf
) -> None:
    submit(ada, "passed")
    client = client_of(emmy)

    def shown(query: str) -> set[str]:
        return {str(row.learner) for row in client.get(f"{GRID}?{query}").context["grid"].rows}

    assert shown("show=not_begun") == {"Bo Li"}
    assert shown("show=not_passed&of=exercise%3Dtwo-layer-backprop") == {"Bo Li"}
    assert shown("show=not_passed&of=exercise%3Ddropout") == {"Ada", "Bo Li"}
    assert shown("show=not_passed&of=topic%3Dneural-networks") == {"Ada", "Bo Li"}
    assert shown("show=not_passed") == {"Bo Li"}
    assert shown("show=not_passed&of=exercise%3Dno-such") == {"Bo Li"}


# ---------------------------------------------------------------- writing


def test_each_learner_gets_a_thread_and_one_notice(ada: User, bo: User, emmy: User, client_of: ClientOf) -> None:
    client = client_of(emmy)
    data = {"do": "message", "learners": uids([ada, bo]), "text": "How is it going?", "uid": str(ada.uid)}
    for _ in range(2):  # a second click
        client.post(BULK, data)
    for _ in range(2):  # a second worker
        queue_group_messages()
    assert {thread.learner for thread in Thread.objects.all()} == {ada, bo}
    assert [comment.mentor for comment in Comment.objects.all()] == [emmy, emmy]
    assert Notice.objects.filter(kind=NoticeKind.ANSWER).count() == 2


def test_a_text_to_those_who_have_not_passed_is_about_that(ada: User, emmy: User, client_of: ClientOf) -> None:
    back = "show=not_passed&of=exercise%3Ddropout"
    write(client_of(emmy), [ada], back=back)
    assert Thread.objects.get().exercise == Exercise.objects.get(slug="dropout")


def test_a_worker_that_died_leaves_the_rest_to_the_next(ada: User, bo: User, emmy: User, client_of: ClientOf) -> None:
    write(client_of(emmy), [ada, bo])
    copy = GroupMessageCopy.objects.get(learner=bo)
    Thread.objects.filter(learner=bo).delete()
    GroupMessageCopy.objects.filter(pk=copy.pk).update(sent_at=None)
    queue_group_messages()
    assert Thread.objects.count() == 2


def test_an_empty_text_loses_nobody_who_was_chosen(ada: User, bo: User, emmy: User, client_of: ClientOf) -> None:
    page = client_of(emmy).post(BULK, {"do": "message", "learners": uids([ada, bo]), "text": " "})
    assert page.context["selection"].learners == [ada.uid, bo.uid]
    assert page.context["form"].errors
    assert not GroupMessage.objects.exists()


def test_a_preview_sends_nothing(ada: User, emmy: User, client_of: ClientOf) -> None:
    data = {"do": "message", "learners": uids([ada]), "text": "*Hello*", "preview": "1"}
    assert "<em>Hello</em>" in client_of(emmy).post(BULK, data).text
    assert not GroupMessage.objects.exists()


def test_undo_takes_it_back_from_those_who_have_not_replied(
    ada: User, bo: User, emmy: User, client_of: ClientOf
) -> None:
    client = client_of(emmy)
    page = write(client, [ada, bo])
    thread = Thread.objects.get(learner=bo)
    add_comment(person=bo, thread=thread, text="Fine!", uid=ada.uid)
    undo(client, page)
    queue_group_messages()
    assert Thread.objects.get() == thread
    assert not Notice.objects.filter(person=ada).exists()
    assert not GroupMessageCopy.objects.exists()


def test_undone_before_a_worker_came_nobody_gets_it(ada: User, emmy: User, client_of: ClientOf) -> None:
    client = client_of(emmy)
    undo(client, do(client, Operation.MESSAGE, [ada], text="Oops"))
    queue_group_messages()
    assert not Thread.objects.exists()


def test_nobody_gets_more_than_some_a_day(ada: User, bo: User, emmy: User, client_of: ClientOf) -> None:
    client = client_of(emmy)
    for number in range(MAX_A_DAY):
        write(client, [ada], text=f"Text {number}")
    assert GOT_ENOUGH in write(client, [ada, bo], text="One more")
    assert Thread.objects.filter(learner=ada).count() == MAX_A_DAY
    assert Thread.objects.filter(learner=bo).count() == 1
    page = do(client, Operation.MESSAGE, [ada], text="And another")
    assert GOT_ENOUGH in page
    assert "And another" in page  # nothing is lost


def test_who_left_meanwhile_gets_nothing(ada: User, emmy: User, client_of: ClientOf) -> None:
    do(client_of(emmy), Operation.MESSAGE, [ada], text="Hello")
    Membership.objects.filter(user=ada).delete()
    queue_group_messages()
    assert not Thread.objects.exists()
    assert not GroupMessageCopy.objects.exists()


def test_the_rows_of_old_texts_go_and_the_threads_stay(ada: User, emmy: User, client_of: ClientOf) -> None:
    write(client_of(emmy), [ada])
    GroupMessage.objects.update(written_at=timezone.now() - timedelta(days=3))
    delete_old_group_messages()
    assert not GroupMessage.objects.exists()
    assert Thread.objects.exists()


# ---------------------------------------------------------------- reminders


def test_reminders_about_several_and_their_undo(ada: User, bo: User, emmy: User, client_of: ClientOf) -> None:
    client, first = client_of(emmy), emmy.today + timedelta(days=2)
    do(client, Operation.LATER, [ada], remind_on=first)
    page = do(client, Operation.LATER, [ada, bo], remind_on=emmy.today + timedelta(days=9))
    assert set(Reminder.objects.values_list("learner", "remind_on")) == {
        (learner.pk, emmy.today + timedelta(days=9)) for learner in (ada, bo)
    }
    undo(client, page)
    assert list(Reminder.objects.values_list("learner", "remind_on")) == [(ada.pk, first)]


def test_a_day_that_has_passed_is_refused_and_keeps_the_choice(ada: User, emmy: User, client_of: ClientOf) -> None:
    page = client_of(emmy).post(BULK, {"do": "later", "learners": uids([ada]), "remind_on": emmy.today})
    assert page.context["form"].errors
    assert page.context["selection"].learners == [ada.uid]


@pytest.fixture
def answer(thread: Thread, emmy: User) -> Comment:
    """Emmy answered Ada three days ago."""
    comment = add_comment(person=emmy, thread=thread, text="With vectors.", uid=emmy.uid)
    Comment.objects.filter(pk=comment.pk).update(written_at=timezone.now() - timedelta(days=3))
    Comment.objects.exclude(pk=comment.pk).update(written_at=timezone.now() - timedelta(days=20))
    return comment


def test_learners_are_reminded_of_an_answer_that_waits(
    ada: User, bo: User, emmy: User, answer: Comment, client_of: ClientOf
) -> None:
    Notice.objects.all().delete()
    client = client_of(emmy)
    assert f"Bo Li ({NOTHING_WAITS})" in do(client, Operation.NUDGE, [ada, bo])
    assert Notice.objects.get().person == ada
    assert f"Ada ({REMINDED_TODAY})" in do(client, Operation.NUDGE, [ada])
    assert Notice.objects.count() == 1


def test_nobody_is_reminded_too_often_of_one_answer(
    ada: User, emmy: User, answer: Comment, client_of: ClientOf
) -> None:
    client = client_of(emmy)
    for number in range(MAX_NUDGES):
        Thread.objects.update(nudged_at=timezone.now() - timedelta(days=2))
        Comment.objects.filter(pk=answer.pk).update(written_at=timezone.now() - timedelta(days=3 + number))
        do(client, Operation.NUDGE, [ada])
    Thread.objects.update(nudged_at=timezone.now() - timedelta(days=2))
    assert REMINDED_OFTEN in do(client, Operation.NUDGE, [ada])


def test_a_cohort_that_reminds_nobody_says_so(
    ada: User, emmy: User, spring: Cohort, answer: Comment, client_of: ClientOf
) -> None:
    Cohort.objects.update(sends_nudges=False)
    assert REMINDS_NOBODY in do(client_of(emmy), Operation.NUDGE, [ada])


# ---------------------------------------------------------------- weeks, sections, mentors


def test_learners_get_a_due_week_of_their_own(
    ada: User, bo: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    phase = Phase.objects.current().first()
    assert phase
    DueWeek.objects.create(cohort=spring, phase=phase, week=4)
    client = client_of(lena)
    page = do(client, Operation.DUE, [ada], subject=f"phase={phase.number}", week=9)
    assert list(ada.memberships.get().own_due_weeks.values_list("phase", "week")) == [(phase.pk, 9)]
    assert f"Ada ({SAME_WEEK})" in do(client, Operation.DUE, [ada, bo], subject=f"phase={phase.number}", week=9)
    assert AuditEntry.objects.filter(action=AuditAction.PLAN_CHANGED).count() == 2
    undo(client, page)
    assert not ada.memberships.get().own_due_weeks.exists()
    do(client, Operation.DUE, [bo], subject=f"phase={phase.number}", week="")
    assert spring.due_weeks.get().member is None


def test_learners_are_moved_to_a_section_and_back(
    ada: User, bo: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    section = CohortSection.objects.create(cohort=spring, name="Class A")
    spring.memberships.filter(user=bo).update(section=section)
    client = client_of(lena)
    page = do(client, Operation.MOVE, [ada, bo], section=str(section.uid))
    assert f"Bo Li ({IN_IT})" in page
    assert section.members.count() == 2
    undo(client, page)
    assert [member.user for member in section.members.all()] == [bo]


def test_learners_are_assigned_to_a_mentor_who_then_sees_them_first(
    ada: User, bo: User, emmy: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    client = client_of(lena)
    page = do(client, Operation.ASSIGN, [bo], mentor=str(emmy.uid))
    grid = client_of(emmy).get(GRID).context["grid"]
    assert [str(row.learner) for row in grid.rows] == ["Bo Li"]
    assert {str(row.learner) for row in client_of(emmy).get(f"{GRID}?section=all").context["grid"].rows} == {
        "Ada",
        "Bo Li",
    }
    assert f"Bo Li ({HAS_MENTOR})" in do(client, Operation.ASSIGN, [ada, bo], mentor=str(emmy.uid))
    assert AuditEntry.objects.filter(action=AuditAction.MEMBER_ASSIGNED).count() == 2
    undo(client, page)
    assert spring.memberships.get(user=bo).mentor is None


def test_only_a_lead_or_mentor_of_the_cohort_is_assigned(
    ada: User, bo: User, lena: User, carl: User, client_of: ClientOf
) -> None:
    for nobody in (bo, carl):
        page = client_of(lena).post(BULK, {"do": "assign", "learners": uids([ada]), "mentor": str(nobody.uid)})
        assert page.context["form"].errors


def test_a_mentor_who_becomes_a_learner_or_leaves_has_no_learners(
    ada: User, emmy: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    client = client_of(lena)
    do(client, Operation.ASSIGN, [ada], mentor=str(emmy.uid))
    client.post(reverse("cohorts:edit_member", args=["spring", emmy.uid]), {"role": "learner"})
    assert spring.memberships.get(user=ada).mentor is None


def test_a_token_undoes_in_its_own_cohort_only(ada: User, emmy: User, client_of: ClientOf) -> None:
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on="2026-01-05")
    Membership.objects.create(cohort=winter, user=emmy, role="lead")
    client = client_of(emmy)
    page = do(client, Operation.LATER, [ada], remind_on=emmy.today + timedelta(days=3))
    undo_token = page.split('name="undo_token" value="')[1].split('"')[0]
    assert client.post("/cohorts/winter/bulk/undo/", {"undo_token": undo_token}).status_code == 404
    assert Reminder.objects.exists()


# ---------------------------------------------------------------- cost


def test_three_hundred_cost_as_many_queries_as_two(
    emmy: User, lena: User, spring: Cohort, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    people = [User(email=f"p{number}@example.org", name=f"P {number}") for number in range(300)]
    people = User.objects.bulk_create(people)
    Membership.objects.bulk_create(Membership(cohort=spring, user=person) for person in people)
    section = CohortSection.objects.create(cohort=spring, name="Class A")
    topic = Topic.objects.current().first()
    assert topic
    client = client_of(lena)
    fields: dict[Operation, dict[str, object]] = {
        Operation.MESSAGE: {"text": "Hello"},
        Operation.LATER: {"remind_on": lena.today + timedelta(days=3)},
        Operation.NUDGE: {},
        Operation.DUE: {"subject": f"topic={topic.uid}", "week": 5},
        Operation.MOVE: {"section": str(section.uid)},
        Operation.ASSIGN: {"mentor": str(emmy.uid)},
    }
    for operation, values in fields.items():
        counts = []
        for group in (people[:2], people[2:]):
            with django_assert_max_num_queries(60) as queries:
                client.post(BULK, {"do": operation, "learners": uids(group), **values})
            counts.append(len(queries))
        assert counts[1] <= counts[0] + 6, (operation, counts)  # rows are written in batches, and messages may be long
