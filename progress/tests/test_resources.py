"""A resource is ticked and logged in one click, with undo."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from curriculum.models import Resource, Topic
from progress.hours.models import StudyEntry
from progress.kinds import format_kind
from progress.log_line.study_line import TOO_LONG
from progress.topic.actions import study_resource, undo_resource
from progress.topic.models import ResourceMark
from progress.topic.views import LOGGED_RESOURCE, NO_MINUTES, TICKED_RESOURCE

ClientOf = Callable[[User], Client]
TOPIC = "linear-algebra"
TOPIC_PAGE = f"/roadmap/topics/{TOPIC}/"


@pytest.fixture
def resource(roadmap: None) -> Resource:
    row: Resource = Resource.objects.current().filter(topics__uid=TOPIC)[0]
    return row


@pytest.fixture
def send(ada: User, client_of: ClientOf, resource: Resource) -> Callable[..., str]:
    client = client_of(ada)

    def post(do: str, minutes: str = "") -> str:
        url = f"/roadmap/topics/{TOPIC}/resources/{resource.uid}/"
        return client.post(url, {"do": do, "minutes": minutes}, follow=True).text

    return post


def test_one_click_logs_and_ticks(send: Callable[..., str], resource: Resource, ada: User) -> None:
    page = send("done", "45")
    entry = StudyEntry.objects.get()
    assert (entry.minutes, entry.kind, entry.day) == (45, resource.medium, ada.today)
    assert entry.topic
    assert (entry.topic.uid, entry.note) == (TOPIC, resource.title)
    assert ResourceMark.objects.get().resource == resource
    assert LOGGED_RESOURCE.format("45 min", format_kind(resource.medium), resource.title) in page
    assert TICKED_RESOURCE.format(resource.title) in page


def test_a_tick_without_minutes_logs_nothing(send: Callable[..., str]) -> None:
    send("done")
    send("done")  # a second click changes nothing
    assert (ResourceMark.objects.count(), StudyEntry.objects.count()) == (1, 0)
    send("open")
    assert not ResourceMark.objects.exists()


def test_a_log_without_a_tick_leaves_it_open(send: Callable[..., str]) -> None:
    send("log", "30")
    assert (ResourceMark.objects.count(), StudyEntry.objects.count()) == (0, 1)


def test_undo_takes_both_back(send: Callable[..., str], ada: User, client_of: ClientOf) -> None:
    undo_token = send("done", "45").partition('name="undo_token" value="')[2].partition('"')[0]
    answer = client_of(ada).post("/roadmap/resources/undo/", {"undo_token": undo_token})
    assert answer["Location"] == f"/roadmap/topics/{TOPIC}/"
    assert (ResourceMark.objects.count(), StudyEntry.objects.count()) == (0, 0)


def test_undo_keeps_a_tick_that_was_there_before(send: Callable[..., str], ada: User, resource: Resource) -> None:
    send("done")
    undo_token = study_resource(
        learner=ada, resource=resource, topic=Topic.objects.get(uid=TOPIC), minutes=5, is_done=True
    )
    undo_resource(learner=ada, undo_token=undo_token)
    assert (ResourceMark.objects.count(), StudyEntry.objects.count()) == (1, 0)


@pytest.mark.parametrize("minutes", ["", "0", "-5", "x"])
def test_logging_needs_minutes(send: Callable[..., str], minutes: str) -> None:
    assert NO_MINUTES in send("log", minutes)
    assert not StudyEntry.objects.exists()


def test_a_day_is_not_longer_than_a_day(send: Callable[..., str]) -> None:
    assert TOO_LONG in send("done", "1441")
    assert not ResourceMark.objects.exists()


def test_a_resource_of_another_topic_is_not_found(ada: User, client_of: ClientOf, resource: Resource) -> None:
    other = Topic.objects.exclude(resources=resource).first()
    assert other
    url = f"/roadmap/topics/{other.uid}/resources/{resource.uid}/"
    assert client_of(ada).post(url, {"do": "done"}).status_code == 404


def test_ticks_are_one_s_own(send: Callable[..., str], carl: User, client_of: ClientOf) -> None:
    send("done")
    page = client_of(carl).get(f"/roadmap/topics/{TOPIC}/").text
    assert 'value="done"' in page
    assert 'name="do" value="open"' not in page


def test_the_forms_have_the_readers_own_token(ada: User, carl: User, resource: Resource) -> None:
    """The list is rendered once for all who ticked the same."""
    address = f"/roadmap/topics/{TOPIC}/resources/{resource.uid}/"
    for learner in (carl, ada, ada):
        client = Client(enforce_csrf_checks=True)
        client.force_login(learner, backend="accounts.backends.AddressBackend")
        form = client.get(TOPIC_PAGE).text.partition(f'id="study-{resource.uid}"')[2].partition("</form>")[0]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
        assert token
        assert client.post(address, {"do": "done", "csrfmiddlewaretoken": token[1]}).status_code == 302
    assert ResourceMark.objects.count() == 2


def test_a_visitor_gets_no_form_after_a_learner_has_read_the_page(client: Client, send: Callable[..., str]) -> None:
    assert 'id="study-' in send("done")
    assert 'id="study-' not in client.get(TOPIC_PAGE).text
