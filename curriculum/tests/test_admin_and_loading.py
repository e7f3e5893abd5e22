"""An admin's edits survive the next loading of the content files, and the admin shows which nodes were edited."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from curriculum.admin.nodes import AS_LOADED, EDITED_HERE
from curriculum.models import Topic
from curriculum.tests.test_admin_nodes import change_url, filled

ROADMAP = "linear-algebra-to-llms"


def test_loading_again_keeps_what_was_edited_here(
    grace: User, roadmap: None, client_of: Callable[[User], Client]
) -> None:
    client, topic = client_of(grace), Topic.objects.get(uid="calculus")
    assert AS_LOADED in client.get(change_url(topic)).content.decode()
    answer = client.post(change_url(topic), filled(client, topic, depth="Every rule by heart"))
    assert answer.status_code == 302, answer.context["errors"]
    call_command("load_curriculum", verbosity=0)
    topic.refresh_from_db()
    assert topic.depth == "Every rule by heart"
    assert EDITED_HERE in client.get(change_url(topic)).content.decode()


@pytest.mark.parametrize("number", ["1.2", "5.2", "7.1"])
def test_saving_without_a_change_is_no_edit(
    grace: User, roadmap: None, client_of: Callable[[User], Client], number: str
) -> None:
    client, topic = client_of(grace), Topic.objects.get(number=number, section__roadmap__uid=ROADMAP)
    answer = client.post(change_url(topic), filled(client, topic))
    assert answer.status_code == 302, answer.context["errors"]
    assert "As loaded" in client.get(change_url(topic)).content.decode()


def test_an_old_version_can_be_looked_at(grace: User, roadmap: None, client_of: Callable[[User], Client]) -> None:
    topic = Topic.objects.get(uid="calculus")
    url = reverse("admin:curriculum_topic_simple_history", args=[topic.pk, topic.history.latest().pk])
    assert client_of(grace).get(url).status_code == 200
