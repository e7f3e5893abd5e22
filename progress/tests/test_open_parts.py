"""Starting a topic and finishing it as a whole: what its parts get, and the way back."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from curriculum.models import Topic
from progress.topic.actions import mark_subtopic
from progress.topic.models import TopicMark
from progress.topic.rules import TopicState

ClientOf = Callable[[User], Client]
MARK = reverse("progress:mark_topic", args=["linear-algebra"])
TOPIC = reverse("progress:topic_detail", args=["linear-algebra"])
OFFER = 'id="mark-parts"'


@pytest.fixture
def client(ada: User, client_of: ClientOf) -> Client:
    return client_of(ada)


def part_states(learner: User) -> set[str]:
    return set(TopicMark.objects.filter(learner=learner).exclude(subtopic=None).values_list("state", flat=True))


def undo(client: Client, page: str) -> None:
    undo_token = page.partition('name="undo_token" value="')[2].partition('"')[0]
    client.post(reverse("progress:undo_mark"), {"undo_token": undo_token})


def finish(client: Client) -> str:
    return client.post(MARK, {"state": "done"}, follow=True).text


def test_start_on_the_home_page_sets_the_state_and_can_be_undone(client: Client, linear_algebra: Topic) -> None:
    start = client.get(reverse("progress:learning")).text.partition('id="start"')[0].rpartition("<form")[2]
    assert f'action="{MARK}"' in start
    page = client.post(MARK, {"state": "doing"}, follow=True).text
    assert TopicMark.objects.get().state == "doing"
    undo(client, page)
    assert not TopicMark.objects.exists()


def test_a_finished_topic_offers_to_mark_its_open_parts(client: Client, ada: User, linear_algebra: Topic) -> None:
    assert OFFER not in client.get(TOPIC).text
    count = linear_algebra.subtopics.count()
    assert re.search(rf"its\s+{count}\s+open\s+parts", finish(client))
    page = client.post(MARK, {"state": "done", "parts": "on"}, follow=True).text
    assert OFFER not in page
    assert TopicMark.objects.filter(subtopic__topic=linear_algebra, state="done").count() == count


def test_a_skipped_part_stays_skipped(client: Client, ada: User, linear_algebra: Topic) -> None:
    mark_subtopic(learner=ada, subtopic=linear_algebra.subtopics.all()[0], state=TopicState.SKIPPED)
    finish(client)
    client.post(MARK, {"state": "done", "parts": "on"})
    assert part_states(ada) == {"done", "skipped"}


def test_undo_gives_each_part_its_earlier_state(client: Client, ada: User, linear_algebra: Topic) -> None:
    part = linear_algebra.subtopics.all()[0]
    mark_subtopic(learner=ada, subtopic=part, state=TopicState.DOING)
    finish(client)
    undo(client, client.post(MARK, {"state": "done", "parts": "on"}, follow=True).text)
    mark = TopicMark.objects.exclude(subtopic=None).get()
    assert (mark.subtopic, mark.state) == (part, "doing")
    assert TopicMark.objects.get(subtopic=None).state == "done"


def test_undoing_done_leaves_what_the_parts_amount_to(client: Client, ada: User, linear_algebra: Topic) -> None:
    mark_subtopic(learner=ada, subtopic=linear_algebra.subtopics.all()[0], state=TopicState.DOING)
    undo(client, finish(client))
    mark = TopicMark.objects.get(subtopic=None)
    assert (mark.by_parts, mark.state) == (True, "doing")


def test_a_retired_topic_takes_no_marks_of_its_parts(client: Client, ada: User, linear_algebra: Topic) -> None:
    finish(client)
    Topic.objects.filter(pk=linear_algebra.pk).update(retired=True)
    client.post(MARK, {"state": "done", "parts": "on"})
    assert part_states(ada) == set()
