"""Threads for scripts: the same actions as the pages."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.tests.conftest import Learner, Submit
from cohorts.tests.threads import begin, write
from cohorts.threads.actions import UNREAD_COMMENT
from cohorts.threads.models import Comment, Thread
from curriculum.models import Topic
from exercises.models import Exercise, ModeChoice

ClientOf = Callable[[User], Client]
V1 = "/api/v1/threads/"
JSON = "application/json"
QUESTION = {"cohort": "spring", "text": "Why $x$?"}

pytestmark = pytest.mark.usefixtures("roadmap")


def test_a_learner_asks_and_reads_the_answer(ada: User, emmy: User, api_of: ClientOf) -> None:
    client = api_of(ada)
    created = client.post(V1, QUESTION | {"topic": "calculus"}, JSON)
    assert (created.status_code, created.json()["turn"]) == (201, "mentor")
    path = f"{V1}{created.json()['uid']}/"
    answered = api_of(emmy).post(f"{path}comments/", {"text": "Because."}, JSON)
    assert answered.status_code == 201
    thread = client.get(path).json()
    assert [(row["writer"], row["text"]) for row in thread["comments"]] == [("Ada", "Why $x$?"), ("Emmy", "Because.")]
    assert (thread["topic"], thread["learner"], thread["turn"]) == ("calculus", str(ada.uid), "learner")


def test_the_same_uid_and_text_make_one_thread(ada: User, emmy: User, api_of: ClientOf) -> None:
    body = QUESTION | {"uid": str(uuid4())}
    answers = [api_of(ada).post(V1, body, JSON).json()["uid"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Comment.objects.count() == 1


def test_a_mentor_begins_a_thread_with_their_learner_only(
    ada: User, carl: User, emmy: User, submit: Submit, api_of: ClientOf
) -> None:
    client = api_of(emmy)
    run, example = submit(ada), submit(ada, mode=ModeChoice.TRY)
    for uid, code in ((run.uid, 201), (example.uid, 404), (uuid4(), 404)):
        body = QUESTION | {"learner": str(ada.uid), "submission": str(uid)}
        assert client.post(V1, body, JSON).status_code == code
    assert client.post(V1, QUESTION | {"learner": str(carl.uid)}, JSON).status_code == 404
    assert api_of(carl).post(V1, QUESTION, JSON).status_code == 404


@pytest.mark.parametrize(
    "change",
    [{"text": " "}, {"text": "x" * 4_001}, {"cohort": "no slug!"}, {"topic": "calculus", "exercise": "matmul"}],
)
def test_it_rejects_invalid_threads(ada: User, emmy: User, api_of: ClientOf, change: dict[str, str]) -> None:
    assert api_of(ada).post(V1, QUESTION | change, JSON).status_code == 400
    assert not Thread.objects.exists()


def test_nobody_asks_in_an_archived_cohort(ada: User, emmy: User, api_of: ClientOf) -> None:
    Cohort.objects.update(archived_at=timezone.now())
    assert set(api_of(ada).post(V1, QUESTION, JSON).json()["errors"]) == {"text"}


def test_nobody_else_sees_the_list_or_the_thread(ada: User, carl: User, thread: Thread, api_of: ClientOf) -> None:
    client, path = api_of(carl), f"{V1}{thread.uid}/"
    assert client.get(V1).json()["count"] == 0
    assert client.get(path).status_code == 404
    for action in ("comments", "settle", "reopen"):
        assert client.post(f"{path}{action}/", {"text": "x"}, JSON).status_code == 404
    assert thread.comments.count() == 1


def test_settling_fails_after_an_unread_comment(ada: User, thread: Thread, api_of: ClientOf) -> None:
    client, first = api_of(ada), thread.comments.get()
    newest = write(ada, thread, "And then?")
    path = f"{V1}{thread.uid}/settle/"
    assert client.post(path, {"last_read": str(first.uid)}, JSON).json()["errors"] == {"last_read": [UNREAD_COMMENT]}
    assert client.post(path, {"last_read": str(newest.uid)}, JSON).json()["turn"] == "nobody"
    assert client.post(f"{V1}{thread.uid}/reopen/").json()["turn"] == "mentor"


def test_the_list_is_filtered_and_its_queries_do_not_grow(ada: User, emmy: User, api_of: ClientOf) -> None:
    client, counts = api_of(emmy), []
    client.get(V1)
    for texts in (["One?", "Two?"], ["Three?", "Four?", "Five?"]):
        threads = [begin(ada, ada, text) for text in texts]
        write(emmy, threads[0], "Yes.")
        with CaptureQueriesContext(connection) as queries:
            client.get(V1)
            client.get(f"{V1}?waiting=true&cohort=spring")
            client.get(f"{V1}{threads[0].uid}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert client.get(f"{V1}?waiting=true").json()["count"] == 3
    assert client.get(f"{V1}?waiting=false&cohort=spring").json()["count"] == 2
    assert client.get(f"{V1}?cohort=other").json()["count"] == 0


def test_the_list_is_filtered_by_exercise_topic_and_learner(
    ada: User, emmy: User, spring: Cohort, submit: Submit, new_learner: Learner, api_of: ClientOf
) -> None:
    bo, run = new_learner(spring, "Bo"), submit(ada)
    other = Exercise.objects.exclude(pk=run.exercise_id).exclude(topics__in=run.exercise.topics.all())[0]
    topic, unrelated = run.exercise.topics.all()[0], Topic.objects.get(uid="calculus")
    about = {
        "run": begin(ada, ada, "Why?", about=run),
        "exercise": begin(bo, bo, "Why?", about=run.exercise),
        "other exercise": begin(ada, ada, "Why?", about=other),
        "topic": begin(ada, ada, "Why?", about=topic),
        "unrelated": begin(bo, bo, "Why?", about=unrelated),
    }
    names = {str(thread.uid): name for name, thread in about.items()}

    def listed(query: str) -> set[str]:
        return {names[row["uid"]] for row in api_of(emmy).get(f"{V1}?{query}").json()["results"]}

    assert listed(f"exercise={run.exercise.slug}") == {"run", "exercise"}
    assert listed(f"topic={topic.uid}") == {"run", "exercise", "topic"}
    assert listed(f"topic={unrelated.uid}") == {"unrelated"}
    assert listed(f"learner={bo.uid}") == {"exercise", "unrelated"}
    assert listed(f"learner={ada.uid}&exercise={run.exercise.slug}") == {"run"}
    assert listed(f"learner={uuid4()}") == set()
    for query in ("exercise=nothing", "topic=nothing", "learner=nobody"):
        refused = api_of(emmy).get(f"{V1}?{query}")
        assert (refused.status_code, set(refused.json()["errors"])) == (400, {query.partition("=")[0]})
