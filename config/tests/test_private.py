"""What differs by person stays out of every cache but their own, whatever a cache makes of `Vary`."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User

ClientOf = Callable[[User], Client]


@pytest.mark.parametrize("path", ["/", "/hours/", "/hours/hours.csv", "/account/data/archive.zip", "/api/v1/timer/"])
def test_what_somebody_is_shown_is_private(roadmap: None, client_of: ClientOf, ada: User, path: str) -> None:
    assert client_of(ada).get(path).headers["Cache-Control"] == "private"


def test_so_is_what_a_visitor_is_shown_where_others_are_shown_more(roadmap: None, client: Client) -> None:
    assert client.get("/roadmap/").headers["Cache-Control"] == "private"


def test_a_page_that_says_more_than_that_is_left_alone(roadmap: None, client: Client) -> None:
    assert "no-store" in client.get("/accounts/login/").headers["Cache-Control"]
