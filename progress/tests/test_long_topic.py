"""The topic page: its content first, and for a long topic a table of contents and parts that fold."""

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
CONTENTS_LINK = re.compile(r'<a href="#([\w.-]+)">')


@pytest.fixture
def client(ada: User, client_of: ClientOf) -> Client:
    return client_of(ada)


def read(client: Client, uid: str) -> str:
    return client.get(reverse("progress:topic_detail", args=[uid])).text


def contents(page: str) -> list[str]:
    return CONTENTS_LINK.findall(page.partition('class="contents')[2].partition("</details>")[0])


def test_the_table_of_contents_leads_to_the_parts_and_their_own_parts(client: Client) -> None:
    page = read(client, "transformers")
    links = contents(page)
    parts = Subtopic.objects.current().filter(topic__uid="transformers", parent__parent=None)
    assert {*parts.values_list("uid", flat=True), "resources", "exercises"} == set(links)
    assert all(page.count(f'id="{link}"') == 1 for link in links)


def test_a_short_topic_is_read_as_one_page(client: Client) -> None:
    page = read(client, "linear-algebra")
    assert contents(page) == []
    assert FOLD.findall(page) == []


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "content"])
def test_only_parts_in_progress_are_open(client: Client, ada: User, headers: dict[str, str]) -> None:
    topmost = list(Subtopic.objects.current().filter(topic__uid="transformers", parent=None))
    mark_subtopic(learner=ada, subtopic=topmost[1], state=TopicState.DOING)
    page = client.get(reverse("progress:topic_detail", args=["transformers"]), headers=headers).text
    folds = dict(FOLD.findall(page))
    assert set(folds) == {part.uid for part in topmost}
    assert [uid for uid, is_open in folds.items() if is_open] == [topmost[1].uid]


def test_the_content_comes_before_resources_exercises_and_hours(client: Client) -> None:
    page = read(client, Topic.objects.get(uid="transformers").uid)
    positions = [
        page.index(sign)
        for sign in ('class="parts', 'id="resources"', 'id="exercises"', 'id="my-hours"', 'id="my-note"')
    ]
    assert positions == sorted(positions)
