"""An admin fills a cohort in the admin."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from cohorts.actions import add_comment, open_thread
from cohorts.models import Cohort, Comment, Membership, Thread
from notices.models import Notice

ClientOf = Callable[[User], Client]


def cohort_with(user: User, role: str) -> dict[str, str]:
    return {
        "title": "Autumn", "slug": "autumn", "started_on": "07/09/2026",
        "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0",
        "memberships-0-user": str(user.pk), "memberships-0-role": role, "memberships-0-joined_on": "07/09/2026",
    }  # fmt: skip


def test_an_admin_makes_a_cohort_with_its_people(ada: User, grace: User, client_of: ClientOf) -> None:
    answer = client_of(grace).post(reverse("admin:cohorts_cohort_add"), cohort_with(ada, "learner"))
    assert answer.status_code == 302, answer.context["errors"]
    assert Membership.objects.get(user=ada).cohort == Cohort.objects.get(slug="autumn")


def test_a_learners_account_cannot_look_after_a_cohort(ada: User, grace: User, client_of: ClientOf) -> None:
    answer = client_of(grace).post(reverse("admin:cohorts_cohort_add"), cohort_with(ada, "mentor"))
    assert "The account of Ada is a learner’s" in answer.content.decode()
    assert not Cohort.objects.filter(slug="autumn").exists()


def test_a_line_without_a_person_is_refused_in_words(ada: User, grace: User, client_of: ClientOf) -> None:
    nobody = cohort_with(ada, "mentor") | {"memberships-0-user": ""}
    answer = client_of(grace).post(reverse("admin:cohorts_cohort_add"), nobody)
    assert "Choose one." in answer.content.decode()


def test_the_list_counts_learners_and_names_mentors(ada: User, emmy: User, grace: User, client_of: ClientOf) -> None:
    page = client_of(grace).get(reverse("admin:cohorts_cohort_changelist"), {"q": "emmy"}).content.decode()
    assert '<td class="field-mentors">Emmy</td>' in page
    assert '<td class="field-learner_count">1</td>' in page


@pytest.fixture
def thread(ada: User, emmy: User) -> Thread:
    thread = open_thread(person=ada, learner=ada, about=None, text="Where do I begin?", uid=uuid4())
    add_comment(person=emmy, thread=thread, text="With the shapes.", uid=uuid4())
    return thread


def taken_out(thread: Thread, comments: list[Comment]) -> dict[str, str]:
    form = {"comments-TOTAL_FORMS": str(len(comments)), "comments-INITIAL_FORMS": str(len(comments))}
    for number, comment in enumerate(comments):
        form |= {f"comments-{number}-id": str(comment.pk), f"comments-{number}-thread": str(thread.pk)}
    return form | {f"comments-{number}-DELETE": "on" for number in range(len(comments))}


def test_an_admin_finds_a_thread_by_its_words_and_its_people(thread: Thread, grace: User, client_of: ClientOf) -> None:
    client, listed = client_of(grace), reverse("admin:cohorts_thread_changelist")
    for words, found in (("the", 1), ("begin", 1), ("Ada", 1), ("ada@example", 1), ("Carl", 0), ("%", 0)):
        assert client.get(listed, {"q": words}).text.count('class="field-learner') == found


def test_the_queries_for_a_thread_do_not_depend_on_its_length(
    thread: Thread, emmy: User, grace: User, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client, page = client_of(grace), reverse("admin:cohorts_thread_change", args=[thread.pk])
    client.get(page)  # reads what is kept from then on
    with django_assert_max_num_queries(20) as few:
        client.get(page)
    for number in range(9):
        add_comment(person=emmy, thread=thread, text=str(number), uid=uuid4())
    with django_assert_num_queries(len(few)):
        assert "With the shapes." in client.get(page).text


def test_an_admin_takes_out_a_comment_and_with_the_last_its_thread(
    thread: Thread, ada: User, emmy: User, grace: User, client_of: ClientOf
) -> None:
    page = reverse("admin:cohorts_thread_change", args=[thread.pk])
    asked, answered = thread.comments.all()
    assert client_of(grace).post(page, taken_out(thread, [answered])).status_code == 302
    assert thread.comments.get() == asked
    assert Notice.objects.get().person == emmy  # who was told of what still stands there
    client_of(grace).post(page, taken_out(thread, [asked]))
    assert not Thread.objects.exists()
    assert not Notice.objects.exists()
    assert client_of(ada).get("/questions/").status_code == 200


def test_nobody_is_led_to_a_thread_that_an_admin_deleted(thread: Thread, grace: User, client_of: ClientOf) -> None:
    assert Notice.objects.count() == 2
    chosen = {"action": "delete_selected", "_selected_action": str(thread.pk), "post": "yes"}
    client_of(grace).post(reverse("admin:cohorts_thread_changelist"), chosen)
    assert not Thread.objects.exists()
    assert not Notice.objects.exists()


def test_a_mentor_does_not_come_in(emmy: User, client_of: ClientOf) -> None:
    answer = client_of(emmy).get(reverse("admin:cohorts_cohort_changelist"))
    assert answer.status_code in (302, 403)
