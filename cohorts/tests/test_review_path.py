"""A mentor gets from their home through an answer to the next question in three actions besides typing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cohorts.tests.threads import begin

ClientOf = Callable[[User], Client]

pytestmark = pytest.mark.usefixtures("roadmap")


def test_three_actions_lead_from_home_through_an_answer_to_the_next_question(
    ada: User, emmy: User, client_of: ClientOf
) -> None:
    first, second = begin(ada, ada, "Why?"), begin(ada, ada, "And how?")
    first.comments.update(written_at=timezone.now() - timedelta(hours=1))
    client, queue, following = client_of(emmy), reverse("cohorts:review"), reverse("cohorts:claim_next")
    assert f'href="{queue}"' in client.get("/").text
    assert f'action="{following}"' in client.get(queue).text  # 1: the link
    page = client.post(following, follow=True)  # 2: the button
    assert page.redirect_chain[-1][0] == f"{first.get_absolute_url()}#thread"
    assert 'name="next"' in page.text
    answer = client.post(first.get_absolute_url(), {"text": "The mean.", "next": "1"})  # 3: Send and next
    assert answer["Location"] == f"{second.get_absolute_url()}#thread"
