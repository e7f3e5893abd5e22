"""A search engine reads what a visitor is meant to read, and asks for nothing else."""

from fnmatch import fnmatchcase
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import User
from authoring.demo import make_draft
from tests.pages import PAGES

FOR_PEOPLE = ("/accounts/", "/api/", "/admin/", "/lti/", "/search/")  # signing in, programs, and pages without number
EXERCISE = "/exercises/two-layer-backprop/"
PARTS = (
    "compare/",
    "draft",
    "solutions/",
    "submissions/",
    f"submissions/{UUID(int=1)}/",
    "try/",
    f"try/{UUID(int=1)}/",
)


def may_be_asked_for(path: str) -> bool:
    """By RFC 9309: a star stands for anything, and a rule for all that begins with it."""
    answer = Client().get("/robots.txt")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain")
    first, *rules = answer.text.splitlines()
    assert first == "User-agent: *"
    return not any(fnmatchcase(path, rule.removeprefix("Disallow: ") + "*") for rule in rules)


@pytest.mark.usefixtures("roadmap")
def test_robots_may_read_what_visitors_may(grace: User) -> None:
    make_draft()  # one of the pages says what a version changed
    for path in {page.path for page in PAGES}:
        is_open = Client().get(path).status_code == 200 and not path.startswith(FOR_PEOPLE)
        assert may_be_asked_for(path) == is_open, path


def test_static_files_are_allowed_and_learner_pages_are_not(db: None) -> None:
    assert may_be_asked_for("/static/css/descent.css")
    assert [part for part in PARTS if may_be_asked_for(EXERCISE + part)] == []
