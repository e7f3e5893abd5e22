"""A mentor keeps replies for questions that come again, and inserts one into an answer."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.saved_replies import actions
from cohorts.saved_replies.actions import TOO_MANY_REPLIES
from cohorts.saved_replies.models import SavedReply
from cohorts.tests.conftest import Submit
from cohorts.tests.threads import begin, remark_fields
from cohorts.threads.models import Comment, Thread

ClientOf = Callable[[User], Client]
REPLIES = "/questions/replies/"

pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def reply(emmy: User) -> SavedReply:
    return actions.add_saved_reply(mentor=emmy, title="Shapes", text="Hello {learner}, see {line} of {exercise}.")


@pytest.fixture
def question(ada: User, emmy: User, submit: Submit) -> Thread:
    return begin(ada, ada, "Why?", about=submit(ada))


def insert(client: Client, thread: Thread, reply: SavedReply, **form: object) -> str:
    return client.post(thread.get_absolute_url(), {"insert": "1", "reply": str(reply.uid), "text": ""} | form).text


def test_a_reply_is_saved_changed_and_deleted_with_an_undo(emmy: User, client_of: ClientOf) -> None:
    client = client_of(emmy)
    for _ in range(2):
        client.post(REPLIES, {"title": "Shapes", "text": "Print the shapes."})
    reply = SavedReply.objects.get()
    client.post(f"{REPLIES}{reply.uid}/", {"title": "Shapes first", "text": "Print them."})
    page = client.post(f"{REPLIES}{reply.uid}/delete/", follow=True).text
    assert not SavedReply.objects.exists()
    token = page.split('name="undo_token" value="')[1].split('"')[0]
    for _ in range(2):
        client.post(reverse("cohorts:restore_saved_reply"), {"undo_token": token})
    assert (SavedReply.objects.get().title, SavedReply.objects.get().text) == ("Shapes first", "Print them.")


def test_nobody_saves_a_reply_who_is_no_mentor_any_more(emmy: User) -> None:
    Membership.objects.filter(user=emmy).update(role=CohortRole.LEARNER)
    with pytest.raises(PermissionDenied):
        actions.add_saved_reply(mentor=emmy, title="Shapes", text="Print them.")


def test_it_is_inserted_with_its_placeholders_and_below_what_is_typed(
    emmy: User, question: Thread, reply: SavedReply, client_of: ClientOf
) -> None:
    page = insert(client_of(emmy), question, reply, text="Good start.")
    assert "Good start.\n\nHello Ada, see {line} of Backpropagation through two layers.</textarea>" in page
    assert Comment.objects.count() == 1
    reply.refresh_from_db()
    assert reply.uses == 1


def test_it_is_inserted_into_a_remark_that_is_still_empty(
    emmy: User, question: Thread, reply: SavedReply, client_of: ClientOf
) -> None:
    fields = remark_fields(1, "Good.", "1") | remark_fields(2, "", "1")
    page = insert(client_of(emmy), question, reply, text="Good start.", **fields)
    assert "Good start.</textarea>" in page
    assert "Good.</textarea>" in page
    assert "Hello Ada, see line 1 of Backpropagation through two layers.</textarea>" in page


def test_a_placeholder_without_a_value_stays(
    emmy: User, question: Thread, reply: SavedReply, client_of: ClientOf
) -> None:
    assert "see {line} of" in insert(client_of(emmy), question, reply)


def test_a_reply_that_makes_the_text_too_long_says_so_and_loses_nothing(
    emmy: User, question: Thread, reply: SavedReply, client_of: ClientOf
) -> None:
    page = insert(client_of(emmy), question, reply, text="x" * 3_990)
    assert 'class="errorlist"' in page
    assert "x" * 3_990 in page


def test_a_name_is_shown_as_text(
    ada: User, emmy: User, question: Thread, reply: SavedReply, client_of: ClientOf
) -> None:
    User.objects.filter(pk=ada.pk).update(name="{exercise} <b>A</b>")
    assert "Hello {exercise} &lt;b&gt;A&lt;/b&gt;, see" in insert(client_of(emmy), question, reply)


def test_saved_replies_are_private(
    ada: User, emmy: User, lena: User, question: Thread, reply: SavedReply, client_of: ClientOf
) -> None:
    client = client_of(lena)
    assert "Shapes" not in client.get(REPLIES).text
    assert str(reply.uid) not in client.get(question.get_absolute_url()).text
    for path in (f"{REPLIES}{reply.uid}/", f"{REPLIES}{reply.uid}/delete/"):
        assert client.post(path, {"title": "Mine", "text": "Mine."}).status_code == 404
    assert "Hello Ada" not in insert(client, question, reply, text="Mine.")
    assert "Hello Ada" not in insert(client_of(ada), question, reply, text="Mine.")
    assert client_of(ada).get(REPLIES).status_code == 404


@pytest.mark.parametrize(
    "form", [{"title": "", "text": "A"}, {"title": "A", "text": " \n"}, {"title": "A" * 81, "text": "B"}]
)
def test_bad_input_gets_an_error(emmy: User, client_of: ClientOf, form: dict[str, str]) -> None:
    assert 'class="errorlist"' in client_of(emmy).post(REPLIES, form).text
    assert 'class="errorlist"' in client_of(emmy).post(REPLIES, {"title": "A", "text": "x" * 4_001}).text
    assert not SavedReply.objects.exists()


def test_a_hundred_are_the_limit(emmy: User, client_of: ClientOf) -> None:
    rows = [SavedReply(mentor=emmy, title=f"Reply {number}", text="x") for number in range(100)]
    SavedReply.objects.bulk_create(rows)
    assert TOO_MANY_REPLIES in client_of(emmy).post(REPLIES, {"title": "One more", "text": "x"}).text


def test_a_former_mentor_keeps_them_for_later(
    emmy: User, spring: Cohort, reply: SavedReply, client_of: ClientOf
) -> None:
    spring.memberships.filter(user=emmy).delete()
    assert client_of(emmy).get(REPLIES).status_code == 404
    Membership.objects.create(cohort=spring, user=emmy, role=CohortRole.MENTOR)
    assert "Shapes" in client_of(emmy).get(REPLIES).text
    emmy.delete()
    assert not SavedReply.objects.exists()
