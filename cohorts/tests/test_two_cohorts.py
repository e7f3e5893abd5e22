"""Ada learns in two cohorts. What she and the mentors of one of them write stays there."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.grid.queries import cohort_grid
from cohorts.permissions import NOBODY_READS
from cohorts.tests.conftest import Submit
from cohorts.tests.threads import write
from cohorts.threads import actions
from cohorts.threads.forms import NO_READER
from cohorts.threads.models import Comment, Thread
from exercises.models import ModeChoice, Submission
from notices.models import Notice, NoticeKind

ClientOf = Callable[[User], Client]
SECRET = "Emmy, I am stuck and ashamed of it."


def ask(person: User, learner: User, cohort: Cohort, text: str, run: Submission | None = None) -> Thread:
    uid = Comment().uid
    return actions.open_thread(person=person, learner=learner, cohort=cohort, about=run, text=text, uid=uid)


@pytest.fixture
def max_(db: None) -> User:
    return User.objects.create(email="max@example.org", name="Max", role=Role.MENTOR)


@pytest.fixture
def winter(ada: User, max_: User, spring: Cohort) -> Cohort:
    """Max's cohort, in which Ada learns too."""
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on="2026-01-05")
    Membership.objects.create(cohort=winter, user=ada, role=CohortRole.LEARNER)
    Membership.objects.create(cohort=winter, user=max_, role=CohortRole.MENTOR)
    return winter


@dataclass(kw_only=True)
class Story:
    """In spring Ada asked Emmy about a try run, and Emmy answered; Ada also submitted."""

    ada: User
    thread: Thread
    question: Comment
    tried: Submission
    submitted: Submission

    def paths(self, slug: str) -> dict[str, str]:
        """The pages that show a cohort's learners and threads, with this cohort, this learner and this thread in them.

        ``tests/permissions`` asks every address of the site.
        """
        learner = f"/cohorts/{slug}/learners/{self.ada.uid}/"
        thread = self.thread.get_absolute_url()
        return {
            "cohort_list": "/cohorts/",
            "cohort_detail": f"/cohorts/{slug}/",
            "cohort_about": f"/cohorts/{slug}/about/",
            "member_list": f"/cohorts/{slug}/members/",
            "learner_detail": learner,
            "write_to": f"{learner}write/",
            "submission_detail": f"{learner}submissions/{self.submitted.uid}/",
            "thread_list": "/questions/",
            "ask": "/questions/ask/",
            "restore_comment": "/questions/restore/",
            "thread_detail": thread,
            "settle": f"{thread}settle/",
            "reopen": f"{thread}reopen/",
            "edit_comment": f"/questions/comments/{self.question.uid}/",
        }


@pytest.fixture
def story(ada: User, emmy: User, spring: Cohort, winter: Cohort, submit: Submit) -> Story:
    submitted, tried = submit(ada), submit(ada, mode=ModeChoice.TRY)
    thread = ask(ada, ada, spring, SECRET, tried)
    question = thread.comments.get()
    write(emmy, thread, "No need to be.")
    write(ada, thread, SECRET)
    return Story(ada=ada, thread=thread, question=question, tried=tried, submitted=submitted)


def test_no_page_shows_it_to_the_other_cohorts_mentor(story: Story, max_: User, client_of: ClientOf) -> None:
    client = client_of(max_)
    answers = {}
    for name, path in story.paths("winter").items():
        answer = client.get(path, follow=True)
        answers[name] = answer.status_code
        assert "ashamed" not in answer.text, path
        assert str(story.thread.uid) not in answer.text, path
        assert str(story.tried.uid) not in answer.text, path
    readable = {"cohort_list", "cohort_detail", "cohort_about", "member_list", "learner_detail", "write_to"}
    readable |= {"submission_detail", "thread_list", "ask"}
    assert {name for name, status in answers.items() if status == 200} == readable
    assert {answers[name] for name in ("thread_detail", "edit_comment")} == {404}
    tried = f"/cohorts/winter/learners/{story.ada.uid}/submissions/{story.tried.uid}/"
    assert client.get(tried).status_code == 404


def test_the_first_cohorts_pages_stay_closed_to_them(story: Story, max_: User, client_of: ClientOf) -> None:
    paths = story.paths("spring")
    statuses = {
        client_of(max_).get(paths[name]).status_code
        for name in ("cohort_detail", "learner_detail", "write_to", "submission_detail")
    }
    assert statuses == {404}


def test_they_cannot_write_in_it(story: Story, max_: User, winter: Cohort, spring: Cohort, client_of: ClientOf) -> None:
    paths, client = story.paths("winter"), client_of(max_)
    for name in ("thread_detail", "settle", "reopen", "edit_comment"):
        data = {"text": "Hello", "seen": str(story.question.uid)}
        assert client.post(paths[name], data).status_code == 404, name
    with pytest.raises(PermissionDenied):
        write(max_, story.thread, "Hello")
    with pytest.raises(PermissionDenied):
        ask(max_, story.ada, spring, "Hello")
    about_the_try = f"{paths['write_to']}?run={story.tried.uid}"
    assert client.post(about_the_try, {"text": "Hello"}).status_code == 404
    assert story.thread.comments.count() == 3


def test_the_first_mentor_sees_it_as_before(story: Story, emmy: User, client_of: ClientOf) -> None:
    client = client_of(emmy)
    assert "ashamed" in client.get(story.thread.get_absolute_url()).text
    assert str(story.thread.uid) in client.get("/cohorts/spring/").text
    tried = f"/cohorts/spring/learners/{story.ada.uid}/submissions/{story.tried.uid}/"
    assert client.get(tried).status_code == 200


def test_progress_is_seen_in_both(story: Story, max_: User, winter: Cohort, client_of: ClientOf) -> None:
    [row] = cohort_grid(winter, now=timezone.now()).rows
    assert row.newest is not None
    assert row.newest.uid == story.submitted.uid
    assert client_of(max_).get(story.paths("winter")["submission_detail"]).status_code == 200


def test_the_other_cohort_gets_no_notice(story: Story, emmy: User, max_: User) -> None:
    assert {notice.person for notice in Notice.objects.filter(kind=NoticeKind.QUESTION)} == {emmy}


def test_a_learner_of_two_cohorts_chooses_who_reads_a_question(
    ada: User, emmy: User, winter: Cohort, roadmap: None, client_of: ClientOf
) -> None:
    client = client_of(ada)
    page = client.get("/questions/ask/").text
    assert "Spring: Emmy" in page
    assert "Winter: Max" in page
    assert NO_READER in client.post("/questions/ask/", {"text": "Why?"}).text
    assert not Thread.objects.exists()
    client.post("/questions/ask/", {"text": "Why?", "cohort": "winter"})
    assert Thread.objects.get().cohort == winter
    assert "The mentors of Winter (Max)" in client.get(Thread.objects.get().get_absolute_url()).text


def test_nobody_asks_in_a_cohort_they_do_not_learn_in(
    carl: User, emmy: User, roadmap: None, client_of: ClientOf
) -> None:
    client_of(carl).post("/questions/ask/", {"text": "Why?", "cohort": "spring"})
    assert not Thread.objects.exists()


def test_leaving_a_cohort_hides_your_threads_from_it(
    story: Story, emmy: User, spring: Cohort, client_of: ClientOf
) -> None:
    spring.memberships.filter(user=story.ada).delete()
    assert client_of(emmy).get(story.thread.get_absolute_url()).status_code == 404
    page = client_of(story.ada).get(story.thread.get_absolute_url()).text
    assert "any more" in page
    assert NOBODY_READS in client_of(story.ada).post(story.thread.get_absolute_url(), {"text": "?"}).text


def test_a_deleted_cohort_leaves_its_threads_to_their_learners(
    story: Story, emmy: User, max_: User, grace: User, spring: Cohort, client_of: ClientOf
) -> None:
    spring.delete()
    path = story.thread.get_absolute_url()
    assert {client_of(user).get(path).status_code for user in (story.ada, grace)} == {200}
    assert {client_of(user).get(path).status_code for user in (emmy, max_)} == {404}


def test_a_restored_text_returns_to_its_own_cohort(
    ada: User, emmy: User, winter: Cohort, spring: Cohort, roadmap: None, client_of: ClientOf
) -> None:
    thread, client = ask(ada, ada, spring, "Why?"), client_of(ada)
    comment = thread.comments.get()
    deleted = {"text": "", "base": comment.version}
    page = client.post(f"/questions/comments/{comment.uid}/", deleted, follow=True).text
    undo_token = page.split('name="undo_token" value="')[1].split('"')[0]
    client.post("/questions/restore/", {"undo_token": undo_token})
    assert Thread.objects.get().cohort == spring
