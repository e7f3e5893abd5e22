"""The topic page: its path first, and for a long topic texts that fold."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from curriculum.models import Subtopic, Topic
from progress.topic.actions import mark_subtopic
from progress.topic.rules import TopicState

ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("roadmap")
FOLD = re.compile(r'<details class="fold" id="fold-([\w.-]+)"( open)?>')


@pytest.fixture
def client(ada: User, client_of: ClientOf) -> Client:
    return client_of(ada)


def read(client: Client, uid: str) -> str:
    return client.get(reverse("progress:topic_detail", args=[uid])).text


def test_a_short_topic_is_read_as_one_page(client: Client) -> None:
    page = read(client, "linear-algebra")
    assert FOLD.findall(page) == []


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "content"])
def test_only_parts_in_progress_are_open(client: Client, ada: User, headers: dict[str, str]) -> None:
    topmost = list(Subtopic.objects.current().filter(topic__uid="transformers", parent=None))
    mark_subtopic(learner=ada, subtopic=topmost[1], state=TopicState.DOING)
    page = client.get(reverse("progress:topic_detail", args=["transformers"]), headers=headers).text
    folds = dict(FOLD.findall(page))
    assert set(folds) == {part.uid for part in topmost}
    assert [uid for uid, is_open in folds.items() if is_open] == [topmost[1].uid]


def test_the_path_comes_before_hours_resources_and_the_note(client: Client) -> None:
    page = read(client, Topic.objects.get(uid="transformers").uid)
    positions = [page.index(sign) for sign in ('class="route"', 'id="my-hours"', 'id="resources"', 'id="my-note"')]
    assert positions == sorted(positions)
