"""The roadmap's page: the map, the card of a topic, the list of all topics, and the hours of each phase."""

import re
from collections.abc import Callable, Sequence
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from curriculum.models import Roadmap, Topic
from exercises.models import Exercise, Submission
from progress.outline.outline import outline_for
from progress.plan.actions import save_plan
from progress.topic.actions import mark_topic
from progress.topic.rules import TopicState
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
URL = reverse("progress:roadmap")
CARD = {"HX-Request": "true", "HX-Target": "card"}
pytestmark = pytest.mark.usefixtures("roadmap")


def card_of(page: str) -> str:
    return squeeze(page.split('id="card"')[1].split("</section>")[0])


def names_on_map(page: str) -> Sequence[str]:
    """The accessible names of the topics on the wide map, in its order."""
    wide = page.split('<svg class="wide"')[1].split("</svg>")[0] if '<svg class="wide"' in page else page
    return re.findall(r'<a class="station[^>]*aria-label="([^"]+)"', squeeze(wide))


def test_it_begins_with_the_map_and_the_card_of_the_topic_to_go_on_with(client_of: ClientOf, ada: User) -> None:
    page = client_of(ada).get(URL).text
    here = outline_for(ada).here
    assert here
    assert here.title in card_of(page)
    assert page.index("<h1") < page.index('class="map"') < page.index('id="card"')


def test_topics_are_numbered_by_phase_on_every_page(client_of: ClientOf, ada: User) -> None:
    client = client_of(ada)
    outline = outline_for(ada)
    numbers = [topic.number for topic in outline.phases[2].topics]
    assert numbers == [f"3.{position}" for position in range(1, len(numbers) + 1)]
    for path in (URL, outline.phases[2].url):
        page = squeeze(client.get(path).text)
        assert [number for number in re.findall(r'<span class="soft">(\d\.\d)</span>', page) if number in numbers] == (
            numbers
        )


def test_a_topic_opens_its_card_at_an_address_of_its_own(client_of: ClientOf, ada: User) -> None:
    client, topic = client_of(ada), Topic.objects.get(uid="transformers")
    page = client.get(URL, {"topic": topic.uid})
    assert topic.title in card_of(page.text)
    assert f'data-topic="{topic.uid}" aria-current="true"' in squeeze(page.text)
    assert "no-such" not in client.get(URL, {"topic": "no-such"}).text


def test_htmx_gets_the_card_alone(client_of: ClientOf, ada: User) -> None:
    answer = client_of(ada).get(URL, {"topic": "transformers"}, headers=CARD)
    assert Topic.objects.get(uid="transformers").title in answer.text
    assert '<svg class="wide"' not in answer.text
    assert "HX-Target" in answer.headers["Vary"]


def test_a_card_says_what_to_do_next(client_of: ClientOf, ada: User, exercise: Exercise) -> None:
    topic = exercise.topics.all()[0]
    card = card_of(client_of(ada).get(URL, {"topic": topic.uid}).text)
    first = next(line for line in outline_for(ada).topics[topic.pk].open_exercises)
    assert f"{first.minutes} min" in card
    assert f"Difficulty: {first.difficulty} of 3" in card
    assert reverse("exercises:exercise_detail", args=[first.slug]) in card


def test_a_topic_is_marked_on_its_card_and_the_page_comes_back_with_it(
    client_of: ClientOf, ada: User, linear_algebra: Topic
) -> None:
    client = client_of(ada)
    next_url = f"{URL}?topic={linear_algebra.uid}"
    answer = client.post(
        reverse("progress:mark_topic", args=[linear_algebra.uid]), {"state": "done", "next": next_url}, follow=True
    )
    assert answer.redirect_chain == [(next_url, 302)]
    assert "◇ claimed" in card_of(answer.text)
    assert "Start Calculus" in squeeze(answer.text)
    undo_url = re.search(r'action="(/roadmap/marks/undo/[^"]*)"', answer.text)
    token = re.search(r'name="undo_token" value="([^"]+)"', answer.text)
    assert undo_url
    assert token
    undone = client.post(unescape(undo_url[1]), {"undo_token": unescape(token[1])}, follow=True)
    assert undone.redirect_chain == [(next_url, 302)]
    assert "◇ claimed" not in card_of(undone.text)


def test_claimed_and_proven_are_never_mixed(
    client_of: ClientOf, ada: User, linear_algebra: Topic, run: Callable[..., Submission]
) -> None:
    mark_topic(learner=ada, topic=linear_algebra, state=TopicState.DONE)
    client, total = client_of(ada), outline_for(ada).topics[linear_algebra.pk].exercise_count
    page = client.get(URL).text
    assert f"0 of {total} proven, claimed" in names_on_map(page)[0]
    assert "0 of 18 topics proven, 1 claimed." in squeeze(page)
    for exercise in Exercise.objects.filter(topics=linear_algebra):
        run(exercise, ada)
    page = client.get(URL).text
    assert f"{total} of {total} proven" in names_on_map(page)[0]
    assert "claimed" not in names_on_map(page)[0]
    assert "1 of 18 topics proven." in squeeze(page)


def test_the_finish_is_the_plans(client_of: ClientOf, ada: User) -> None:
    save_plan(learner=ada, minutes_a_day=90, weekdays=[1, 3], start=ada.today)
    client = client_of(ada)
    finish = re.search(r"On pace to finish [^.<]+", squeeze(client.get("/plan/").text))
    assert finish
    assert finish[0] in squeeze(client.get(URL).text)


def test_a_visitor_may_read_it() -> None:
    page = squeeze(Client().get(URL).text)
    assert "Linear algebra" in page
    for learners in ("Start Linear algebra", "proven", "Mark it"):
        assert learners not in page


def test_the_maps_ground_is_cached_for_long(client_of: ClientOf, ada: User, carl: User) -> None:
    match = re.search(r'href="(/roadmap/ground-\w+\.svg)', client_of(ada).get(URL).text)
    assert match
    assert match[1] in client_of(carl).get(URL).text  # whatever the background
    response = Client().get(match[1])
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert "immutable" in response.headers["Cache-Control"]
    assert Client().get("/roadmap/ground-0.svg").status_code == 404


def test_before_a_roadmap_is_loaded_it_says_so(client_of: ClientOf, ada: User) -> None:
    Roadmap.objects.update(retired=True)
    for url in ("/", URL, reverse("progress:hours"), reverse("progress:guide"), reverse("progress:checkpoint_list")):
        assert "No roadmap yet" in client_of(ada).get(url).text


def test_an_admin_is_led_to_the_ways_to_bring_one(client_of: ClientOf, grace: User) -> None:
    Roadmap.objects.update(retired=True)
    assert reverse("authoring:import_new") in client_of(grace).get("/").text
