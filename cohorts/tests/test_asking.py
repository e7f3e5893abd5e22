"""A learner asks their mentor about a run, an exercise, a topic or the way as a whole; nothing waits for the answer."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.grid.queries import cohort_grid
from cohorts.needs.rules import WAITING, headline
from cohorts.permissions import NOBODY_READS
from cohorts.tests.conftest import Submit
from cohorts.threads import actions, rules
from cohorts.threads.actions import THREAD_DELETED
from cohorts.threads.models import WHOLE_ROADMAP, Comment, Thread
from exercises.models import Exercise
from notices.models import Notice, NoticeKind

ClientOf = Callable[[User], Client]
ASK = "/questions/ask/"
BACKPROP = "/exercises/two-layer-backprop/"

pytestmark = pytest.mark.usefixtures("roadmap")


def ask(client: Client, about: str = "", text: str = "Why is it the mean?", **more: str) -> Thread:
    answer = client.post(ASK + about, {"text": text, **more})
    assert answer.status_code == 302, answer.text
    return Thread.objects.get(uid=answer["Location"].split("/")[-2])


# ---------------------------------------------------------------- what it is about


def test_a_question_is_about_a_topic_an_exercise_a_submission_or_the_roadmap(
    ada: User, emmy: User, submit: Submit, client_of: ClientOf
) -> None:
    client = client_of(ada)
    run = submit(ada)
    titles = {
        "?topic=neural-networks": "Neural network fundamentals",
        "?exercise=two-layer-backprop": "Backpropagation through two layers",
        f"?run={run.uid}": "Backpropagation through two layers",
        "": WHOLE_ROADMAP,
    }
    for about, title in titles.items():
        thread = ask(client, about)
        assert (thread.title, thread.is_request, thread.learner) == (title, True, ada)
        assert title in client.get(thread.get_absolute_url()).text


@pytest.mark.parametrize(
    "about", ["?topic=no-such", "?exercise=no-such", "?run=no-uuid", "?run=4e38299b-ec50-4009-b554-a9564e076b13"]
)
def test_a_question_about_an_unknown_subject_is_not_found(
    ada: User, emmy: User, client_of: ClientOf, about: str
) -> None:
    assert client_of(ada).post(ASK + about, {"text": "?"}).status_code == 404


def test_nobody_asks_about_another_learners_submission(
    ada: User, carl: User, emmy: User, spring: Cohort, submit: Submit, client_of: ClientOf
) -> None:
    run_of_carl = submit(carl)
    assert client_of(ada).get(f"{ASK}?run={run_of_carl.uid}").status_code == 404
    assert client_of(emmy).get(f"/cohorts/spring/learners/{ada.uid}/write/?run={run_of_carl.uid}").status_code == 404


def test_a_try_run_is_shown_to_the_mentor_once_its_learner_asks_about_it(
    ada: User, emmy: User, submit: Submit, client_of: ClientOf
) -> None:
    run = submit(ada, mode="try")
    page = f"/cohorts/spring/learners/{ada.uid}/submissions/{run.uid}/"
    assert client_of(emmy).get(page).status_code == 404
    thread = ask(client_of(ada), f"?run={run.uid}")
    assert client_of(emmy).get(page).status_code == 200
    assert page in client_of(emmy).get(thread.get_absolute_url()).text
    another = submit(ada, mode="try")
    assert client_of(emmy).get(page.replace(str(run.uid), str(another.uid))).status_code == 404


def test_a_withdrawn_question_hides_its_example_run_again(
    ada: User, emmy: User, submit: Submit, client_of: ClientOf
) -> None:
    """Neither the mentor's comments nor a comment that they restore shows the run."""
    learner, mentor, run = client_of(ada), client_of(emmy), submit(ada, mode="try")
    page = f"/cohorts/spring/learners/{ada.uid}/submissions/{run.uid}/"
    thread = ask(learner, f"?run={run.uid}")
    mentor.post(f"/cohorts/spring/learners/{ada.uid}/write/?run={run.uid}", {"text": "Look at line 2."})
    answer = actions.add_comment(person=emmy, thread=thread, text="The mean.", uid=uuid4())
    taken_back = {"text": "", "base": answer.version}
    page = mentor.post(f"/questions/comments/{answer.uid}/", taken_back, follow=True).text
    asked = thread.comments.get()
    learner.post(f"/questions/comments/{asked.uid}/", {"text": "", "base": asked.version})
    assert mentor.get(page).status_code == 404
    own = mentor.get(Thread.objects.get().get_absolute_url()).text
    assert page not in own
    assert "not yet" not in own
    undo_token = page.split('name="undo_token" value="')[1].split('"')[0]
    refusal = mentor.post("/questions/restore/", {"undo_token": undo_token}, follow=True).text
    assert THREAD_DELETED in refusal
    assert mentor.get(page).status_code == 404


# ---------------------------------------------------------------- before asking


def test_it_names_the_readers_and_the_median_wait(ada: User, emmy: User, spring: Cohort, client_of: ClientOf) -> None:
    client = client_of(ada)
    assert rules.wait_sentence([]) in client.get(ASK).text
    for hours in (2, 5, 30):
        thread = ask(client, text=f"After {hours} h?")
        answer = actions.add_comment(person=emmy, thread=thread, text="So.", uid=uuid4())
        Comment.objects.filter(pk=answer.pk).update(written_at=thread.opened_at + timedelta(hours=hours))
    page = client.get(ASK).text
    assert "Emmy (Spring)" in page
    assert rules.wait_sentence([timedelta(hours=hours) for hours in (2, 5, 30)]) in page


def test_what_a_learner_solved_alone_does_not_count_as_waiting(ada: User, emmy: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    thread = ask(client)
    assert rules.wait_sentence([None]) in client.get(ASK).text
    actions.settle(person=ada, thread=thread, last_read=thread.comments.get().uid)
    assert rules.wait_sentence([]) in client.get(ASK).text


def test_earlier_questions_about_the_exercise_are_listed(
    ada: User, emmy: User, submit: Submit, client_of: ClientOf
) -> None:
    client = client_of(ada)
    thread = ask(client, f"?run={submit(ada).uid}")
    page = client.get(f"{ASK}?exercise=two-layer-backprop").text
    assert 'class="list threads"' in page
    assert thread.get_absolute_url() in page
    assert 'class="list threads"' not in client.get(f"{ASK}?topic=calculus").text


def test_only_learners_with_a_mentor_see_the_link_after_a_failure(
    ada: User, carl: User, emmy: User, submit: Submit, client_of: ClientOf
) -> None:
    for learner, has in ((ada, True), (carl, False)):
        client = client_of(learner)
        failed, passed = submit(learner), submit(learner, "passed")
        assert (f"{ASK}?run={failed.uid}" in client.get(failed.get_absolute_url()).text) is has
        assert f"{ASK}?run={passed.uid}" not in client.get(passed.get_absolute_url()).text
        assert (f"{ASK}?exercise=two-layer-backprop" in client.get(BACKPROP).text) is has
        assert (f"{ASK}?topic=calculus" in client.get("/roadmap/topics/calculus/").text) is has


def test_a_visitor_is_offered_nothing_and_asked_to_sign_in(client: Client) -> None:
    assert ASK not in client.get(BACKPROP).text
    assert client.get(ASK)["Location"].startswith("/accounts/login/")


def test_without_a_mentor_the_text_is_kept(carl: User, client_of: ClientOf) -> None:
    client = client_of(carl)
    assert "<textarea" not in client.get(ASK).text
    assert ASK not in client.get("/questions/").text
    page = client.post(ASK, {"text": "A long question"}).text
    assert NOBODY_READS in page
    assert "A long question</textarea>" in page
    assert not Thread.objects.exists()


def test_closed_and_demoted_mentors_lose_access(ada: User, emmy: User, spring: Cohort, client_of: ClientOf) -> None:
    User.objects.filter(pk=emmy.pk).update(is_active=False)
    assert NOBODY_READS in client_of(ada).post(ASK, {"text": "?"}).text
    User.objects.filter(pk=emmy.pk).update(is_active=True)
    spring.memberships.filter(user=emmy).update(role=CohortRole.LEARNER)
    assert NOBODY_READS in client_of(ada).post(ASK, {"text": "?"}).text


def test_the_accounts_role_does_not_decide_access(ada: User, emmy: User, client_of: ClientOf) -> None:
    User.objects.filter(pk=emmy.pk).update(role=Role.LEARNER)
    client_of(ada).post(ASK, {"text": "Why?"})
    assert client_of(emmy).get(Thread.objects.get().get_absolute_url()).status_code == 200


# ---------------------------------------------------------------- the text


def test_bad_input_gets_an_error_and_is_kept(ada: User, emmy: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    assert 'role="alert"' in client.post(ASK, {"text": " \r\n"}).text
    page = client.post(ASK, {"text": "x" * 4001}).text
    assert "This has 4,001 characters." in page
    assert "x" * 4001 in page
    assert not Thread.objects.exists()


def test_the_preview_shows_it_and_sends_nothing(ada: User, emmy: User, client_of: ClientOf) -> None:
    page = client_of(ada).post(ASK, {"text": "Is $x^2$ *even*?", "preview": "1"}).text
    assert "<em>even</em>" in page
    assert "<math" in page
    assert "Is $x^2$ *even*?</textarea>" in page
    assert not Thread.objects.exists()


def test_html_in_it_is_shown_as_text(ada: User, emmy: User, client_of: ClientOf) -> None:
    thread = ask(
        client_of(ada), text="<script>alert(1)</script> [x](javascript:alert(1)) ![x](https://example.org/x.png)"
    )
    for reader in (ada, emmy):
        page = client_of(reader).get(thread.get_absolute_url()).text
        assert "<script>alert" not in page
        assert 'href="javascript' not in page
        assert "example.org/x.png" not in page or "<img" not in page


def test_a_second_click_asks_once(ada: User, emmy: User, client_of: ClientOf) -> None:
    client, uid = client_of(ada), str(uuid4())
    assert ask(client, uid=uid) == ask(client, uid=uid)
    assert Comment.objects.count() == 1
    assert Notice.objects.count() == 1


def test_a_forged_uid_does_no_harm(ada: User, emmy: User, client_of: ClientOf) -> None:
    assert ask(client_of(ada), uid="no uid").comments.get().text == "Why is it the mean?"


def test_going_back_and_sending_another_text_keeps_both(ada: User, emmy: User, client_of: ClientOf) -> None:
    """The form that the browser kept names the comment that is sent already."""
    client, uid = client_of(ada), str(uuid4())
    thread = ask(client, uid=uid)
    assert ask(client, uid=uid, text="And the bias?") != thread
    more = str(uuid4())
    for text in ("One.", "One.", "Two."):
        client.post(thread.get_absolute_url(), {"text": text, "uid": more})
    assert [comment.text for comment in thread.comments.all()] == ["Why is it the mean?", "One.", "Two."]


def test_another_learners_comment_uid_opens_nothing(ada: User, carl: User, emmy: User, client_of: ClientOf) -> None:
    Membership.objects.create(cohort=Cohort.objects.get(), user=carl, role=CohortRole.LEARNER)
    comment_of_carl = ask(client_of(carl)).comments.get()
    thread_of_ada = ask(client_of(ada), uid=str(comment_of_carl.uid))
    assert (thread_of_ada.learner, thread_of_ada.comments.get().text) == (ada, "Why is it the mean?")


def test_at_most_twenty_questions_are_open(ada: User, emmy: User, client_of: ClientOf) -> None:
    for number in range(actions.MAX_WAITING):
        actions.open_thread(
            person=ada, learner=ada, cohort=Cohort.objects.get(), about=None, text=f"{number}?", uid=uuid4()
        )
    page = client_of(ada).post(ASK, {"text": "One more?"}).text
    assert actions.TOO_MANY_WAITING in page
    assert "One more?</textarea>" in page


# ---------------------------------------------------------------- the mentor hears of it


def test_it_notifies_each_mentor_once_without_names(
    ada: User, carl: User, emmy: User, grace: User, client_of: ClientOf
) -> None:
    thread = ask(client_of(ada), "?exercise=two-layer-backprop")
    [notice] = Notice.objects.all()
    assert (notice.person, notice.kind, notice.link) == (emmy, NoticeKind.QUESTION, thread.get_absolute_url())
    assert "Backpropagation" in notice.sentence
    assert "Ada" not in notice.sentence


def test_learners_with_questions_come_first_in_the_grid(
    ada: User, emmy: User, spring: Cohort, client_of: ClientOf
) -> None:
    thread = ask(client_of(ada), "?exercise=two-layer-backprop")
    Comment.objects.update(written_at=timezone.now() - timedelta(days=1))
    [row] = cohort_grid(spring, now=timezone.now()).rows
    assert row.need.reason == WAITING.format("“Backpropagation through two layers”", "yesterday")
    page = client_of(emmy).get("/cohorts/spring/").text
    assert headline(1) in page
    assert f'<a class="button" href="{thread.get_absolute_url()}">Answer Ada</a>' in page
    assert thread.get_absolute_url() in client_of(emmy).get(f"/cohorts/spring/learners/{ada.uid}/").text
    client_of(emmy).post(thread.get_absolute_url(), {"text": "It is the mean of the losses."})
    assert not cohort_grid(spring, now=timezone.now()).rows[0].need.is_urgent


def test_asking_again_keeps_the_questions_age(ada: User, emmy: User, spring: Cohort, client_of: ClientOf) -> None:
    thread = ask(client_of(ada))

    def write(person: User, days_ago: int) -> Comment:
        comment = actions.add_comment(person=person, thread=thread, text="And now?", uid=uuid4())
        Comment.objects.filter(pk=comment.pk).update(written_at=timezone.now() - timedelta(days=days_ago))
        return comment

    def reason() -> str:
        [row] = cohort_grid(spring, now=timezone.now()).rows
        return row.need.reason

    Comment.objects.update(written_at=timezone.now() - timedelta(days=10))
    write(ada, 1)
    assert reason() == WAITING.format(WHOLE_ROADMAP.lower(), "10 days ago")
    write(emmy, 8)
    assert reason() == WAITING.format(WHOLE_ROADMAP.lower(), "yesterday")
    Thread.objects.update(settled_at=timezone.now() - timedelta(hours=1))
    write(ada, 0)
    assert reason() == WAITING.format(WHOLE_ROADMAP.lower(), "today")


def test_a_question_counts_as_activity(ada: User, emmy: User, spring: Cohort, client_of: ClientOf) -> None:
    thread = ask(client_of(ada))
    Membership.objects.update(joined_on=ada.today - timedelta(days=40))
    actions.add_comment(person=emmy, thread=thread, text="With the shapes.", uid=uuid4())
    assert not cohort_grid(spring, now=timezone.now()).rows[0].need.reason


def test_the_learners_page_leads_to_the_answer_first(
    ada: User, emmy: User, submit: Submit, client_of: ClientOf
) -> None:
    thread = ask(client_of(ada), f"?run={submit(ada).uid}")
    page = client_of(emmy).get(f"/cohorts/spring/learners/{ada.uid}/").text
    assert f'<a class="button" href="{thread.get_absolute_url()}">Answer Ada</a>' in page
    assert page.count('class="button"') == 1


def test_a_retired_exercise_keeps_its_questions(ada: User, emmy: User, client_of: ClientOf) -> None:
    thread = ask(client_of(ada), "?exercise=two-layer-backprop")
    Exercise.objects.update(retired=True)
    page = client_of(ada).get(thread.get_absolute_url()).text
    assert "Why is it the mean?" in page
    assert f'href="{BACKPROP}"' not in page
