"""A visitor can read the whole roadmap: every link leads somewhere, and the visit leaves no trace."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from curriculum.models import Checkpoint, Criterion, Phase, Topic
from exercises.models import Exercise
from progress.checkpoints.models import CriterionMark
from tests.markup import squeeze

TRIES = {f"/exercises/{slug}/try/" for slug in settings.TRIAL_EXERCISES}
CHECKPOINT = "/checkpoints/phase-3-checkpoint/"


@pytest.fixture
def visitor(roadmap: None) -> Client:
    return Client()


def links_of(html: str, page: str) -> set[str]:
    """The paths on this site that a page links to."""
    links = (urlsplit(urljoin(page, unescape(href))) for href in re.findall(r'<a [^>]*href="([^"]+)"', html))
    return {link.path for link in links if not link.netloc and link.scheme in ("", "http")}


def test_every_link_from_the_front_page_on_leads_to_a_page_that_may_be_read(visitor: Client) -> None:
    targets, ahead = set[str](), {"/"}
    while ahead:
        page = ahead.pop()
        targets.add(page)
        answer = visitor.get(page)
        assert answer.status_code == 200, page
        if not page.startswith("/accounts/"):  # its forms carry a token, and an entrance need not lead on
            assert not answer.cookies, page
            posts_to = set(re.findall(r'<form[^>]*method="post"[^>]*action="([^"]+)"', answer.text))
            assert posts_to <= TRIES, page
            ahead |= links_of(answer.text, page) - targets
    assert not Session.objects.exists()
    assert {f"/roadmap/phases/{row.number}/" for row in Phase.objects.current()} <= targets
    assert {f"/roadmap/topics/{row.uid}/" for row in Topic.objects.current()} <= targets
    assert {f"/checkpoints/{row.uid}/" for row in Checkpoint.objects.current()} <= targets
    assert {row.get_absolute_url() for row in Exercise.objects.open()} <= targets


def test_a_checkpoint_shows_its_criteria_and_their_exercises(visitor: Client) -> None:
    page = visitor.get(CHECKPOINT).text
    for criterion in Criterion.objects.current().filter(checkpoint__uid="phase-3-checkpoint"):
        assert criterion.text_html in page
    assert "Passing" in page
    assert f'href="/accounts/signup/?next={CHECKPOINT}"' in page
    for learners in ("○ open", "none answered yet", "<textarea"):
        assert learners not in page


def test_only_signed_in_learners_can_answer(visitor: Client) -> None:
    url = "/checkpoints/criteria/phase-3.backprop-by-hand/"
    assert visitor.post(url, {"answer": "yes"})["Location"] == f"/accounts/login/?next={url}"
    assert not CriterionMark.objects.exists()


@pytest.mark.parametrize(
    ("url", "queries"), [("/", 4), ("/checkpoints/", 1), (CHECKPOINT, 1), ("/roadmap/topics/transformers/", 2)]
)
def test_the_number_of_queries_does_not_grow(
    url: str, queries: int, visitor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    transformers = Topic.objects.get(uid="transformers")
    criterion = Criterion.objects.filter(checkpoint__uid="phase-3-checkpoint")[0]
    for more in (0, 40):
        for number in range(more):
            added = Exercise.objects.create(
                uid=f"e{number}", slug=f"e{number}", section="more", title=f"E{number}", stars=3, minutes=9, starter="#"
            )
            added.topics.add(transformers)
            added.criteria.add(criterion)
        visitor.get(url)
        with django_assert_num_queries(queries):
            visitor.get(url)


def test_the_front_page_counts_only_what_this_site_can_grade(visitor: Client) -> None:
    exercises = Exercise.objects.filter(slug__in=["matmul", "dropout"])
    Exercise.objects.exclude(pk__in=exercises).update(retired=True)
    Exercise.objects.filter(slug="dropout").update(needs=["triton"])
    assert "1 exercise, most graded" in squeeze(visitor.get("/").text)
