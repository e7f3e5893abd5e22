"""One's own text is changed, taken back and brought back, as long as nobody wrote below it."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.tests.threads import write
from cohorts.threads import actions
from cohorts.threads.actions import HAS_ANSWER, TEXT_CHANGED
from cohorts.threads.comment_forms import TOO_OFTEN
from cohorts.threads.models import Comment, Thread
from lib.pages.undo_tokens import UNDO_EXPIRED
from lib.throttling import TypesettingThrottle
from notices.models import Notice
from tests.markup import squeeze

ClientOf = Callable[[User], Client]

pytestmark = pytest.mark.usefixtures("roadmap")


def change(client: Client, comment: Comment, text: str) -> str:
    """Change the comment as its writer read it last. Return the page that follows."""
    new = {"text": text, "base": comment.version}
    return client.post(f"/questions/comments/{comment.uid}/", new, follow=True).text


def undo_form(page: str) -> str:
    return page.split('name="undo_token" value="')[1].split('"')[0]


def test_your_newest_text_can_be_edited_and_is_marked_as_edited(ada: User, thread: Thread, client_of: ClientOf) -> None:
    client, comment = client_of(ada), thread.comments.get()
    assert f"/questions/comments/{comment.uid}/" in client.get(thread.get_absolute_url()).text
    page = change(client, comment, "Where *do* I begin?")
    assert "<em>do</em>" in page
    assert ">edited " in squeeze(page)


def test_a_change_in_another_tab_is_not_overwritten(ada: User, thread: Thread, client_of: ClientOf) -> None:
    """Both texts are shown; saved again, the writer's own goes over the other one knowingly."""
    client, comment = client_of(ada), thread.comments.get()
    opened = client.get(f"/questions/comments/{comment.uid}/").text
    assert f'name="base" value="{comment.version}"' in opened
    change(client, comment, "From the other tab.")
    page = change(client, comment, "From this tab.")
    assert TEXT_CHANGED in page
    assert "From the other tab.</textarea>" in page
    assert "From this tab.</textarea>" in page
    assert thread.comments.get().text == "From the other tab."
    page = change(client, thread.comments.get(), "From this tab.")
    assert thread.comments.get().text == "From this tab."


def test_an_answered_text_cannot_be_edited(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    client, comment = client_of(ada), thread.comments.get()
    write(emmy, thread, "With the shapes.")
    assert f"/questions/comments/{comment.uid}/" not in client.get(thread.get_absolute_url()).text
    page = client.post(f"/questions/comments/{comment.uid}/", {"text": "Something else"}).text
    assert HAS_ANSWER in page
    assert "Something else</textarea>" in page
    comment.refresh_from_db()
    assert comment.text == "Where do I begin?"


def test_nobody_edits_another_persons_text(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    asked, answered = thread.comments.get(), write(emmy, thread, "With the shapes.")
    assert client_of(emmy).post(f"/questions/comments/{asked.uid}/", {"text": "x"}).status_code == 404
    assert client_of(ada).post(f"/questions/comments/{answered.uid}/", {"text": "x"}).status_code == 404


def test_the_preview_of_nothing_deletes_nothing(ada: User, thread: Thread, client_of: ClientOf) -> None:
    change = f"/questions/comments/{thread.comments.get().uid}/"
    assert 'role="alert"' in client_of(ada).post(change, {"text": " ", "preview": "1"}).text
    assert thread.comments.count() == 1


def test_a_deleted_thread_cannot_be_answered_or_edited(ada: User, emmy: User, thread: Thread) -> None:
    """The other side took it back, or deleted their account, after the page had found it."""
    comment, read = thread.comments.get(), Thread.objects.get()
    actions.change_comment(person=ada, comment=comment, text="", base=comment.version)
    with pytest.raises(PermissionDenied):
        write(emmy, read, "With the shapes.")
    with pytest.raises(PermissionDenied):
        actions.change_comment(person=ada, comment=comment, text="Never mind", base=comment.version)
    User.objects.get(pk=ada.pk).delete()
    with pytest.raises(PermissionDenied):
        write(emmy, read, "With the shapes.")
    with pytest.raises(PermissionDenied):
        actions.open_thread(
            person=emmy, learner=ada, cohort=Cohort.objects.get(), about=None, text="Hello", uid=uuid4()
        )
    assert not Thread.objects.exists()


def test_deleting_and_restoring_is_rate_limited(
    ada: User, thread: Thread, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time it is typeset, and the mentor is told."""
    monkeypatch.setattr(TypesettingThrottle, "rate", "1/minute", raising=False)
    client, comment = client_of(ada), thread.comments.get()
    for _ in range(2):
        page = change(client, comment, "")
        page = client.post("/questions/restore/", {"undo_token": undo_form(page)}, follow=True).text
    assert TOO_OFTEN.partition("{")[0] in page
    assert undo_form(page)
    assert not Thread.objects.exists()


def test_restoring_respects_the_limit_of_open_questions(ada: User, emmy: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    thread = actions.open_thread(
        person=ada, learner=ada, cohort=Cohort.objects.get(), about=None, text="The first?", uid=uuid4()
    )
    page = change(client, thread.comments.get(), "")
    for number in range(actions.MAX_WAITING):
        actions.open_thread(
            person=ada, learner=ada, cohort=Cohort.objects.get(), about=None, text=str(number), uid=uuid4()
        )
    page = client.post("/questions/restore/", {"undo_token": undo_form(page)}, follow=True).text
    assert actions.TOO_MANY_WAITING in page
    assert undo_form(page)


def test_a_question_is_withdrawn_and_restored(
    ada: User, emmy: User, spring: Cohort, thread: Thread, client_of: ClientOf
) -> None:
    client, comment = client_of(ada), thread.comments.get()
    page = change(client, comment, "")
    assert "undo_token" in page
    assert not Thread.objects.exists()
    assert not Notice.objects.exists()
    page = client.post("/questions/restore/", {"undo_token": undo_form(page)}, follow=True).text
    assert "Where do I begin?" in page
    [back] = Thread.objects.all()
    assert (back.uid, back.opened_at, back.is_request) == (thread.uid, thread.opened_at, True)
    assert back.comments.get().written_at == comment.written_at
    assert Notice.objects.filter(person=emmy).count() == 1


def test_an_answer_is_withdrawn_and_restored(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    answer = write(emmy, thread, "With the shapes.")
    page = change(client_of(emmy), answer, "")
    assert thread.comments.count() == 1
    assert thread.get_absolute_url() not in client_of(ada).get("/").text
    undo_token = undo_form(page)
    assert client_of(ada).post("/questions/restore/", {"undo_token": undo_token}).status_code == 403
    client_of(emmy).post("/questions/restore/", {"undo_token": undo_token})
    client_of(emmy).post("/questions/restore/", {"undo_token": undo_token})
    assert [comment.text for comment in thread.comments.all()] == ["Where do I begin?", "With the shapes."]


def test_an_undo_that_is_no_longer_possible_says_so(
    ada: User, emmy: User, spring: Cohort, thread: Thread, client_of: ClientOf
) -> None:
    answer = write(emmy, thread, "With the shapes.")
    client = client_of(emmy)
    undo_token = undo_form(change(client, answer, ""))
    assert UNDO_EXPIRED in client.post("/questions/restore/", {"undo_token": "no undo token"}, follow=True).text
    ada.delete()
    assert "deleted their account" in client.post("/questions/restore/", {"undo_token": undo_token}, follow=True).text
