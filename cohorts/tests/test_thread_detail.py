"""A thread belongs to its learner; their mentors read and answer it. Whose turn it is follows from who wrote last."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.permissions import NOBODY_READS
from cohorts.tests.threads import begin, write
from cohorts.threads import actions
from cohorts.threads.actions import UNREAD_COMMENT
from cohorts.threads.models import WHOLE_ROADMAP, Comment, Thread
from cohorts.threads.page import NOBODY_SINCE
from cohorts.threads.queries import TURNS
from cohorts.threads.rules import Turn
from notices.models import Notice, NoticeKind

ClientOf = Callable[[User], Client]

pytestmark = pytest.mark.usefixtures("roadmap")


def days_pass(days: int) -> None:
    Comment.objects.update(written_at=F("written_at") - timedelta(days=days))
    Thread.objects.update(opened_at=F("opened_at") - timedelta(days=days))


def settle(client: Client, thread: Thread) -> str:
    """Press the button of the page as it is now. Return the page that follows."""
    last_read = client.get(thread.get_absolute_url()).text.split('name="seen" value="')[1].split('"')[0]
    return client.post(f"{thread.get_absolute_url()}settle/", {"seen": last_read}, follow=True).text


# ---------------------------------------------------------------- who may


def test_its_learner_their_mentor_and_the_admin_read_it(
    ada: User, emmy: User, grace: User, thread: Thread, client_of: ClientOf
) -> None:
    for reader in (ada, emmy, grace):
        assert "Where do I begin?" in client_of(reader).get(thread.get_absolute_url()).text


def test_nobody_else_has_access(ada: User, carl: User, thread: Thread, client_of: ClientOf) -> None:
    stranger = User.objects.create(email="max@example.org", name="Max", role=Role.MENTOR)
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on="2026-01-05")
    Membership.objects.create(cohort=winter, user=stranger, role=CohortRole.MENTOR)
    page, comment = thread.get_absolute_url(), f"/questions/comments/{thread.comments.get().uid}/"
    for person in (carl, stranger):
        client = client_of(person)
        for path in (page, comment):
            assert client.get(path).status_code == 404
            assert client.post(path, {"text": "?"}).status_code == 404
        for path in (f"{page}settle/", f"{page}reopen/"):
            assert client.post(path, {"seen": str(thread.comments.get().uid)}).status_code == 404
    assert Comment.objects.count() == 1


def test_writing_needs_a_post_with_a_csrf_token(ada: User, emmy: User, thread: Thread) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada, backend="accounts.backends.AddressBackend")
    page, comment = thread.get_absolute_url(), f"/questions/comments/{thread.comments.get().uid}/"
    for path in (f"{page}settle/", f"{page}reopen/", "/questions/restore/"):
        assert client.get(path).status_code == 405
    for path in ("/questions/ask/", page, comment, f"{page}settle/", f"{page}reopen/", "/questions/restore/"):
        assert client.post(path, {"text": ""}).status_code == 403
    assert Comment.objects.count() == 1


def test_a_mentor_can_also_be_a_learner_elsewhere(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    max_ = User.objects.create(email="max@example.org", name="Max", role=Role.MENTOR)
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on="2026-01-05")
    Membership.objects.create(cohort=winter, user=max_, role=CohortRole.MENTOR)
    Membership.objects.create(cohort=winter, user=emmy, role=CohortRole.LEARNER)
    own = begin(emmy, emmy, "And I?")
    assert "You wrote today. Nobody has answered yet." in client_of(emmy).get(own.get_absolute_url()).text
    assert "Where do I begin?" not in client_of(emmy).get("/questions/").text
    assert client_of(max_).get(own.get_absolute_url()).status_code == 200
    assert client_of(max_).get(thread.get_absolute_url()).status_code == 404
    assert client_of(ada).get(own.get_absolute_url()).status_code == 404
    assert client_of(emmy).get(f"/cohorts/winter/learners/{emmy.uid}/write/").status_code == 404


def test_mentors_do_not_see_learners_with_closed_accounts(
    ada: User, emmy: User, thread: Thread, client_of: ClientOf
) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert client_of(emmy).post(thread.get_absolute_url(), {"text": "?"}).status_code == 404


def test_a_former_mentor_can_no_longer_read_it(emmy: User, spring: Cohort, thread: Thread, client_of: ClientOf) -> None:
    client = client_of(emmy)
    assert client.get(thread.get_absolute_url()).status_code == 200
    spring.memberships.filter(user=emmy).delete()
    assert client.get(thread.get_absolute_url()).status_code == 404


def test_a_mentor_begins_one_with_their_own_learners_only(
    ada: User, carl: User, emmy: User, spring: Cohort, client_of: ClientOf
) -> None:
    client = client_of(emmy)
    assert client.post(f"/cohorts/spring/learners/{carl.uid}/write/", {"text": "Hello"}).status_code == 404
    assert client_of(carl).post(f"/cohorts/spring/learners/{ada.uid}/write/", {"text": "Hello"}).status_code == 404
    answer = client.post(f"/cohorts/spring/learners/{ada.uid}/write/", {"text": "How is it going?"})
    [thread] = Thread.objects.all()
    assert answer["Location"] == thread.get_absolute_url()
    assert (thread.learner, thread.is_request) == (ada, False)
    assert "Your mentor wrote</span> about" in client_of(ada).get("/").text


# ---------------------------------------------------------------- whose turn


def test_an_answer_stays_on_the_home_page_until_the_learner_writes(
    ada: User, emmy: User, thread: Thread, client_of: ClientOf
) -> None:
    client = client_of(ada)
    assert thread.get_absolute_url() not in client.get("/").text
    client_of(emmy).post(thread.get_absolute_url(), {"text": "With the shapes."})
    assert thread.get_absolute_url() in client.get("/").text
    assert 'class="here"' in client.get("/questions/").text
    client.post(thread.get_absolute_url(), {"text": "And then?"})
    assert thread.get_absolute_url() not in client.get("/").text
    assert TURNS[True][Turn.MENTOR] in client.get("/questions/").text


def test_settling_an_answer_can_be_undone(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    write(emmy, thread, "With the shapes.")
    client, page = client_of(ada), thread.get_absolute_url()
    assert "It’s settled" in settle(client, thread)
    assert page not in client.get("/").text
    assert "/settle/" in client.post(f"{page}reopen/", follow=True).text
    assert page in client.get("/").text


def test_writing_reopens_a_settled_thread(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    settle(client_of(ada), thread)
    write(emmy, thread, "One more thing.")
    assert thread.get_absolute_url() in client_of(ada).get("/").text


def test_a_quiet_thread_closes_after_four_weeks(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    write(emmy, thread, "With the shapes.")
    days_pass(27)
    assert thread.get_absolute_url() in client_of(ada).get("/").text
    days_pass(1)
    assert thread.get_absolute_url() not in client_of(ada).get("/").text
    assert NOBODY_SINCE in client_of(ada).get(thread.get_absolute_url()).text


def test_a_question_never_expires(ada: User, emmy: User, spring: Cohort, thread: Thread, client_of: ClientOf) -> None:
    days_pass(60)
    asked_on = thread.comments.get().written_at.astimezone(ada.zone).date()  # in summer, where it may be a day later
    assert (
        f"wrote about {WHOLE_ROADMAP.lower()} {(ada.today - asked_on).days} days ago"
        in client_of(emmy).get("/cohorts/spring/").text
    )


def test_a_mentor_settles_what_needs_no_answer(
    ada: User, emmy: User, spring: Cohort, thread: Thread, client_of: ClientOf
) -> None:
    write(emmy, thread, "With the shapes.")
    write(ada, thread, "Thank you!")
    assert "No reply needed" in client_of(emmy).get(thread.get_absolute_url()).text
    settle(client_of(emmy), thread)
    assert thread.get_absolute_url() not in client_of(emmy).get("/cohorts/spring/").text


def test_an_unread_comment_prevents_settling(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    """Neither is a thread whose newest text is another by now: the page stood open for a while."""
    client, settling = client_of(emmy), f"{thread.get_absolute_url()}settle/"
    seen = str(thread.comments.get().uid)
    more = write(ada, thread, "And the bias?")
    page = client.post(settling, {"seen": seen}, follow=True).text
    assert UNREAD_COMMENT in page
    assert "And the bias?" in page
    actions.change_comment(person=ada, comment=more, text="", base=more.version)
    client.post(settling, {"seen": str(more.uid)})
    assert client.post(settling, {"seen": "no uid"}).status_code == 404
    thread.refresh_from_db()
    assert thread.settled_at is None


def test_many_answers_are_counted_on_the_first_page(ada: User, emmy: User, client_of: ClientOf) -> None:
    for number in range(5):
        actions.open_thread(
            person=emmy, learner=ada, cohort=Cohort.objects.get(), about=None, text=str(number), uid=uuid4()
        )
    page = client_of(ada).get("/").text
    assert page.count("Your mentor wrote</span>") == 3
    assert "All 5 threads" in page


def test_each_side_is_notified_of_the_others_comments(ada: User, emmy: User, thread: Thread) -> None:
    write(emmy, thread, "With the shapes.")
    notices = list(Notice.objects.order_by("pk").values_list("person__name", "kind"))
    assert notices == [("Emmy", NoticeKind.QUESTION), ("Ada", NoticeKind.ANSWER)]


# ---------------------------------------------------------------- over time


def test_a_former_mentor_is_not_named(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    write(emmy, thread, "With the shapes.")
    emmy.delete()
    page = client_of(ada).get(thread.get_absolute_url()).text
    assert "A former mentor" in page
    assert "With the shapes." in page
    assert "<textarea" not in page
    page = client_of(ada).post(thread.get_absolute_url(), {"text": "Hello?"}).text
    assert NOBODY_READS in page
    assert "Hello?</textarea>" in page


def test_a_full_thread_says_so(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    Comment.objects.bulk_create(
        Comment(thread=thread, from_mentor=False, text=str(number)) for number in range(actions.MAX_COMMENTS - 1)
    )
    assert f"{actions.MAX_COMMENTS} comments" in client_of(ada).post(thread.get_absolute_url(), {"text": "More"}).text


def test_the_queries_do_not_depend_on_how_much_was_written(
    ada: User, emmy: User, thread: Thread, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    write(emmy, thread, "One.")
    for person, most in ((ada, 12), (emmy, 16)):
        client = client_of(person)
        for path in (thread.get_absolute_url(), "/questions/"):
            with django_assert_max_num_queries(most) as few:
                client.get(path)
            for number in range(10):
                write(emmy if number % 2 else ada, thread, str(number))
                actions.open_thread(
                    person=emmy, learner=ada, cohort=Cohort.objects.get(), about=None, text=str(number), uid=uuid4()
                )
            with django_assert_num_queries(len(few)):
                client.get(path)


def test_many_are_listed_page_by_page_the_newest_first(ada: User, emmy: User, client_of: ClientOf) -> None:
    for number in range(30):
        actions.open_thread(
            person=emmy, learner=ada, cohort=Cohort.objects.get(), about=None, text=str(number), uid=uuid4()
        )
    listed = [client_of(ada).get(f"/questions/?page={page}").context["page"].threads for page in (1, 2)]
    assert [len(lines) for lines in listed] == [25, 5]
    written = [line.newest_at for lines in listed for line in lines]
    assert written == sorted(written, reverse=True)
