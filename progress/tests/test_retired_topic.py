"""A topic that was retired says so to everybody, and where its content went."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.test import Client

from accounts.models import User
from curriculum.models import Topic
from progress.hours.actions import log_study
from progress.log_line.study_line import StudyLine
from progress.topic.models import TopicMark

PAGE = "/roadmap/topics/calculus/"


@pytest.fixture
def retire(roadmap: None) -> Callable[[str], None]:
    def do(successor: str) -> None:
        topic = Topic.objects.get(uid="calculus")
        topic.retired, topic.successor = True, successor
        topic.save()

    return do


Retire = Callable[[str], None]


@pytest.mark.parametrize(
    ("successor", "link"),
    [
        ("linear-algebra", "/roadmap/topics/linear-algebra/"),
        ("linear-algebra.norms", "/roadmap/topics/linear-algebra/#linear-algebra.norms"),
    ],
)
def test_a_visitor_is_led_to_its_successor(retire: Retire, successor: str, link: str) -> None:
    retire(successor)
    answer = Client().get(PAGE)
    assert answer.status_code == HTTPStatus.GONE
    assert 'id="retired"' in answer.text
    assert f'href="{link}"' in answer.text


def test_without_a_successor_it_only_says_so(retire: Retire) -> None:
    retire("")
    answer = Client().get(PAGE)
    assert 'id="retired"' in answer.text
    assert 'id="successor"' not in answer.text


def test_it_follows_successors_that_were_retired_too(retire: Retire) -> None:
    retire("optimization-theory")
    Topic.objects.filter(uid="optimization-theory").update(retired=True, successor="linear-algebra")
    assert 'href="/roadmap/topics/linear-algebra/"' in Client().get(PAGE).text


def test_successors_in_a_circle_end(retire: Retire) -> None:
    retire("optimization-theory")
    Topic.objects.filter(uid="optimization-theory").update(retired=True, successor="calculus")
    assert 'id="successor"' not in Client().get(PAGE).text


def test_a_learner_who_worked_on_it_keeps_the_page_with_the_link(
    retire: Retire, ada: User, client_of: Callable[[User], Client]
) -> None:
    TopicMark.objects.create(learner=ada, topic=Topic.objects.get(uid="calculus"), state="done")
    retire("linear-algebra")
    answer = client_of(ada).get(PAGE)
    assert answer.status_code == HTTPStatus.OK
    assert 'id="successor"' in answer.text


def test_a_learner_who_only_logged_hours_on_it_keeps_the_page(
    retire: Retire, ada: User, client_of: Callable[[User], Client]
) -> None:
    log_study(learner=ada, study=StudyLine(minutes=30, kind="reading", day=ada.today, topic_uid="calculus"))
    retire("")
    assert client_of(ada).get(PAGE).status_code == HTTPStatus.OK


def test_a_learner_who_did_nothing_on_it_gets_no_page(
    retire: Retire, ada: User, client_of: Callable[[User], Client]
) -> None:
    log_study(learner=ada, study=StudyLine(minutes=30, kind="reading", day=ada.today, topic_uid="linear-algebra"))
    retire("")
    assert client_of(ada).get(PAGE).status_code == HTTPStatus.GONE


def test_a_topic_that_never_was_is_not_found(roadmap: None) -> None:
    assert Client().get("/roadmap/topics/nothing/").status_code == HTTPStatus.NOT_FOUND
