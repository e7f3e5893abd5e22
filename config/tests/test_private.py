"""What differs by person stays out of every cache but their own, whatever a cache makes of `Vary`."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User

ClientOf = Callable[[User], Client]


@pytest.mark.parametrize("path", ["/", "/hours/", "/hours/hours.csv", "/account/data/archive.zip", "/api/v1/timer/"])
def test_pages_for_one_person_are_private(roadmap: None, client_of: ClientOf, ada: User, path: str) -> None:
    assert client_of(ada).get(path).headers["Cache-Control"] == "private"


def test_pages_that_differ_for_visitors_are_private(roadmap: None, client: Client) -> None:
    assert client.get("/roadmap/").headers["Cache-Control"] == "private"


def test_a_view_s_own_header_stays_as_it_is(roadmap: None, client: Client) -> None:
    ground = re.search(r"/roadmap/ground-\w+\.svg", client.get("/roadmap/").text)
    assert ground
    assert client.get(ground[0]).headers["Cache-Control"] == "public, max-age=31536000, immutable"
