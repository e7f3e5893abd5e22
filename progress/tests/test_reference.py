"""All topics and parts of the roadmap, filtered by stars and by words."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from curriculum.models import Subtopic, Topic
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
URL = reverse("progress:reference")


def reference(page: str) -> str:
    """The part of the page that the filters change."""
    return squeeze(page[page.index('id="reference"') :])


def topics_in(page: str) -> set[str]:
    """The uids of topics that stand there for themselves, not only for their parts."""
    rows = re.findall(r'<li( class="context")?><span> <span class="soft">[\d.]*</span> <a href="([^"]+)"', page)
    return {href.rstrip("/").rsplit("/", 1)[1] for context, href in rows if not context}


def test_it_lists_every_topic_and_part(client_of: ClientOf, ada: User, roadmap: None) -> None:
    page = reference(client_of(ada).get(URL).text)
    assert topics_in(page) == set(Topic.objects.values_list("uid", flat=True))
    for uid in Subtopic.objects.values_list("uid", flat=True):
        assert f"#{uid}" in page


def test_hours_are_those_of_my_background(client_of: ClientOf, ada: User, carl: User, roadmap: None) -> None:
    assert "8 to 12 h" in reference(client_of(ada).get(URL).text)
    assert "20 to 30 h" in reference(client_of(carl).get(URL).text)


@pytest.mark.parametrize("stars", [1, 2, 3, 4, 5])
def test_stars_filter_topics_and_parts(client_of: ClientOf, ada: User, roadmap: None, stars: int) -> None:
    page = reference(client_of(ada).get(URL, {"stars": stars}).text)
    assert topics_in(page) == set(Topic.objects.filter(stars=stars).values_list("uid", flat=True))
    for uid in Subtopic.objects.filter(stars=stars).values_list("uid", flat=True):
        assert f"#{uid}" in page
    for uid in Subtopic.objects.filter(subtopics=None).exclude(stars=stars).values_list("uid", flat=True):
        assert f'#{uid}"' not in page


def test_search_finds_topics_and_parts_by_their_words(client_of: ClientOf, ada: User, roadmap: None) -> None:
    page = reference(client_of(ada).get(URL, {"q": "Linear ALGEBRA"}).text)
    assert topics_in(page) == {"linear-algebra"}
    page = reference(client_of(ada).get(URL, {"q": "cosine"}).text)
    assert topics_in(page) == set()


def test_search_looks_into_the_texts_when_no_name_has_the_words(client_of: ClientOf, ada: User, roadmap: None) -> None:
    page = reference(client_of(ada).get(URL, {"q": "manhattan"}).text)
    assert "“manhattan” in" in page
    assert "#linear-algebra.norms" in page


def test_stars_and_search_combine_and_keep_each_other(client_of: ClientOf, ada: User, roadmap: None) -> None:
    page = reference(client_of(ada).get(URL, {"stars": "4", "q": "optim"}).text)
    assert topics_in(page) == {"optimization-theory"}
    assert 'href="?stars=5&amp;q=optim"' in page
    assert '<input type="hidden" name="stars" value="4">' in page


def test_a_search_without_matches_offers_everything(client_of: ClientOf, ada: User, roadmap: None) -> None:
    page = reference(client_of(ada).get(URL, {"q": "blockchain", "stars": "5"}).text)
    assert "with 5 stars named “blockchain”." in page
    assert "Show everything" in page


@pytest.mark.parametrize("query", [{"stars": "9"}, {"stars": "many"}, {"stars": "²"}, {"q": "  "}])
def test_an_invalid_filter_is_ignored(client_of: ClientOf, ada: User, roadmap: None, query: dict[str, str]) -> None:
    assert len(topics_in(reference(client_of(ada).get(URL, query).text))) == Topic.objects.count()


def test_a_search_on_the_roadmaps_page_leads_here(client_of: ClientOf, ada: User, roadmap: None) -> None:
    answer = client_of(ada).get(reverse("progress:roadmap"), {"stars": "5", "q": "attention"})
    assert answer.headers["Location"] == f"{URL}?stars=5&q=attention"
