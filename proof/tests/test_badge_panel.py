"""A reached checkpoint is news once, and its page makes the badge in one step."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tests.conftest import PASSWORD
from curriculum.models import Checkpoint
from exercises.models import Submission
from proof.models import Badge, EvidencePage
from proof.tests.conftest import GATE

ClientOf = Callable[[User], Client]
CHECKPOINT = reverse("progress:checkpoint_detail", args=[GATE])
PUBLISH = reverse("proof:publish_badge", args=[GATE])
NEWS = 'class="reached news"'
STATE = 'class="reached"'


@pytest.fixture
def client(ada: User, passes: list[Submission], client_of: ClientOf) -> Client:
    """Ada's, who proved all that an exercise can prove."""
    return client_of(ada)


def answer(client: Client, value: str) -> str:
    url = reverse("progress:answer_criterion", args=["phase-1.why-cross-entropy"])
    return client.post(url, {"answer": value}, follow=True).text


def test_reaching_it_is_news_on_the_response_and_a_state_afterwards(client: Client) -> None:
    assert NEWS in answer(client, "yes")
    assert STATE in client.get(CHECKPOINT).text
    assert NEWS not in answer(client, "yes")


def test_one_step_turns_the_page_on_and_makes_the_badge(client: Client, ada: User) -> None:
    page = client.post(PUBLISH, {"name": "Ada L."}, follow=True).text
    badge, evidence = Badge.objects.get(), EvidencePage.objects.get()
    assert (badge.name, evidence.name, evidence.is_listed) == ("Ada L.", "Ada L.", False)
    for form in ("png", "svg", "json", "jwt"):
        assert reverse("proof:badge", args=[evidence.token, badge.uid, form]) in page
    assert f'{evidence.get_absolute_url()}"' in page


def test_that_step_asks_for_the_password_and_then_goes_on(ada: User, passes: list[Submission]) -> None:
    client = Client()
    client.force_login(ada, backend="accounts.backends.AddressBackend")
    question = client.post(PUBLISH, {"name": "Ada L."})
    assert not EvidencePage.objects.exists()
    client.post(question.headers["Location"], {"password": PASSWORD, "next": PUBLISH})
    assert Badge.objects.get().name == "Ada L."


def test_nothing_is_published_where_the_badge_is_refused(client: Client) -> None:
    Checkpoint.objects.filter(uid=GATE).update(badge_share=60)
    assert "15 more needed" in client.post(PUBLISH, {"name": "Ada L."}, follow=True).text
    assert not EvidencePage.objects.exists()


def test_a_name_that_cannot_be_shown_publishes_nothing(client: Client) -> None:
    client.post(PUBLISH, {"name": "ada@example.org"})
    assert not EvidencePage.objects.exists()


def test_it_says_what_the_badge_needs_before_it_is_reached(client_of: ClientOf, carl: User, roadmap: None) -> None:
    assert "Badge: 0 of 27 exercises of phase 1 passed, 17 more needed (60%)." in client_of(carl).get(CHECKPOINT).text
