"""A mentor ticks questions in the queue and answers them with one text."""

from collections.abc import Callable, Sequence
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.mentor_queue.actions import claim_thread
from cohorts.mentor_queue.group_answer_views import TICK_SOME
from cohorts.mentor_queue.group_answers import ANSWERED, IS_ANSWERING, NONE_LEFT
from cohorts.tests.conftest import Fail, Learner
from cohorts.tests.test_several_learners import undo
from cohorts.tests.threads import begin, write
from cohorts.threads.models import Comment, Thread
from exercises.models import Exercise
from notices.models import Notice, NoticeKind

ClientOf = Callable[[User], Client]
QUEUE, ANSWER = "/questions/queue/", "/questions/queue/answer/"
TEXT = "Write the shapes down."
pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def questions(ada: User, emmy: User, spring: Cohort, new_learner: Learner) -> list[Thread]:
    """Ada's, Bo's and Cy's, about one exercise."""
    exercise, people = Exercise.objects.get(slug="dropout"), [new_learner(spring, name) for name in ("Bo Li", "Cy Low")]
    return [begin(who, who, f"Why, asks {who}?", about=exercise) for who in (ada, *people)]


def uids(threads: Sequence[Thread]) -> str:
    return " ".join(str(thread.uid) for thread in threads)


def send(client: Client, threads: Sequence[Thread], **fields: object) -> str:
    data = {"questions": uids(threads), "text": TEXT, "uid": str(uuid4()), **fields}
    return client.post(ANSWER, data, follow=True).text


def answers() -> list[tuple[str, str]]:
    rows = Comment.objects.filter(from_mentor=True).order_by("thread")
    return [(comment.thread.learner.name, comment.text) for comment in rows]


def test_ticks_lead_to_a_page_with_each_question(questions: list[Thread], emmy: User, client_of: ClientOf) -> None:
    client = client_of(emmy)
    assert client.get(QUEUE).text.count('name="question"') == 3
    page = client.post(ANSWER, {"question": [str(thread.uid) for thread in questions[:2]] + ["x"]})
    assert [question.thread for question in page.context["questions"]] == questions[:2]
    assert questions[0].comments.get().html in page.text
    assert questions[2].learner.name not in page.text


def test_the_box_for_all_takes_what_the_address_chooses(
    questions: list[Thread], ada: User, emmy: User, client_of: ClientOf
) -> None:
    begin(ada, ada, "And in general?")
    client = client_of(emmy)
    for query, count in (("", 4), ("?exercise=dropout", 3), (f"?learner={ada.uid}", 2)):
        page = client.post(ANSWER + query, {"all": "1"})
        assert page.context["count"] == count


def test_each_gets_the_answer_once_with_one_notice(questions: list[Thread], emmy: User, client_of: ClientOf) -> None:
    client, uid = client_of(emmy), str(uuid4())
    for _ in range(2):  # a second click
        assert "Answered 2 questions." in send(client, questions[:2], uid=uid)
    assert answers() == [("Ada", TEXT), ("Bo Li", TEXT)]
    assert Notice.objects.filter(kind=NoticeKind.ANSWER).count() == 2
    assert [item.thread for item in client.get(QUEUE).context["queue"].items] == questions[2:]


def test_a_preview_sends_nothing_and_an_empty_text_loses_no_tick(
    questions: list[Thread], emmy: User, client_of: ClientOf
) -> None:
    client = client_of(emmy)
    assert "<em>Hello</em>" in send(client, questions, text="*Hello*", preview="1")
    page = client.post(ANSWER, {"questions": uids(questions), "text": " "})
    assert page.context["form"].errors
    assert [question.thread for question in page.context["questions"]] == questions
    assert not answers()


def test_what_others_answer_is_left_out_and_named(
    questions: list[Thread], emmy: User, lena: User, client_of: ClientOf
) -> None:
    client = client_of(emmy)
    claim_thread(mentor=lena, thread=questions[0])
    write(lena, questions[1], "I’ve got it.")
    page = client.post(ANSWER, {"questions": uids(questions), "text": TEXT, "preview": "1"})
    assert page.context["count"] == 1
    for text in (page.text, send(client, questions)):
        assert IS_ANSWERING.format("Lena") in text
        assert ANSWERED in text
    assert answers() == [("Bo Li", "I’ve got it."), ("Cy Low", TEXT)]


def test_where_none_is_left_the_text_stays(
    questions: list[Thread], emmy: User, lena: User, client_of: ClientOf
) -> None:
    claim_thread(mentor=lena, thread=questions[0])
    page = send(client_of(emmy), questions[:1])
    assert NONE_LEFT in page
    assert TEXT in page


def test_undo_takes_it_back_where_nobody_has_replied(
    questions: list[Thread], ada: User, emmy: User, client_of: ClientOf
) -> None:
    client = client_of(emmy)
    page = send(client, questions)
    write(ada, questions[0], "Thanks!")
    for _ in range(2):
        undo(client, page)
    assert answers() == [("Ada", TEXT)]
    assert not Notice.objects.filter(kind=NoticeKind.ANSWER).exclude(person=ada).exists()
    assert len(client.get(QUEUE).context["queue"].items) == 3


def test_another_cohorts_questions_are_not_answered(
    questions: list[Thread], carl: User, ada: User, emmy: User, client_of: ClientOf
) -> None:
    send(client_of(carl), questions)
    assert client_of(ada).post(ANSWER, {"questions": uids(questions), "text": TEXT}).status_code == 404
    Membership.objects.filter(user=ada).delete()
    send(client_of(emmy), questions[:1])
    assert not answers()


def test_without_a_tick_it_says_what_to_do(questions: list[Thread], emmy: User, client_of: ClientOf) -> None:
    page = client_of(emmy).post(f"{ANSWER}?by=learner", follow=True)
    assert TICK_SOME in page.text
    assert page.request["QUERY_STRING"] == "by=learner"


def test_questions_about_one_mistake_offer_the_reply_to_everyone_who_made_it(
    ada: User, emmy: User, spring: Cohort, new_learner: Learner, fail: Fail, client_of: ClientOf
) -> None:
    people = [ada, new_learner(spring, "Bo Li")]
    threads = [begin(who, who, "Where?", about=fail(who)) for who in people]
    other = begin(ada, ada, "And here?", about=fail(ada, "another_mistake"))
    link = reverse("cohorts:write_shared_reply", args=["spring"])
    client = client_of(emmy)
    assert link in client.post(ANSWER, {"question": [thread.uid for thread in threads]}).text
    assert link not in client.post(ANSWER, {"question": [thread.uid for thread in (*threads, other)]}).text


def test_its_queries_do_not_grow_with_the_questions(questions: list[Thread], emmy: User, client_of: ClientOf) -> None:
    client = client_of(emmy)

    def count(threads: Sequence[Thread]) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.post(ANSWER, {"question": [thread.uid for thread in threads]})
        return len(queries)

    count(questions)
    assert count(questions[:1]) == count(questions)
