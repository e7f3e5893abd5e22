"""A URL that somebody made up gets an answer and breaks nothing."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User

ClientOf = Callable[[User], Client]


@pytest.mark.parametrize(
    "day",
    [
        *("0001-01-01", "0001-02-20", "0002-01-01", "9998-12-31", "9999-12-31"),
        *("2026-02-30", "2026-13-01", "2026-W48-1", "١٢٣٤-٠١-٠١", "", "yesterday"),
    ],
)
def test_the_hours_before_any_day(roadmap: None, ada: User, client_of: ClientOf, day: str) -> None:
    assert client_of(ada).get("/hours/", {"before": day}).status_code == 200


@pytest.mark.parametrize(
    "where", ["nowhere", "-1", "home", "//elsewhere.example/", "https://elsewhere.example/", "\\\\x"]
)
def test_foreign_addresses_redirect_to_the_hours(ada: User, client_of: ClientOf, where: str) -> None:
    answer = client_of(ada).post("/hours/timer/start/", {"kind": "coding", "next": where})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/hours/")
