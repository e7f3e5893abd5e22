"""Who signs up from a page is asked two questions and comes back to that page, and never to another site."""

import re
from urllib.parse import parse_qs

import pytest
from django.test import Client

from accounts.models import User

SIGNUP = {"name": "Nora", "email": "nora@example.org", "password1": "a long enough password"}
ANSWERS = {"background": "refresher", "time_zone": "Europe/Berlin"}
EXERCISE = "/exercises/softmax/"
BACK, START = "<button>Save and go back</button>", "<button>Save and start</button>"


def signed_up(client: Client, going: str) -> str:
    """Where signing up leads."""
    return client.post("/accounts/signup/", SIGNUP | {"next": going})["Location"]


def test_it_leads_back_to_the_page_by_way_of_the_questions(client: Client, db: None) -> None:
    questions = signed_up(client, EXERCISE)

    assert questions == "/start/?next=%2Fexercises%2Fsoftmax%2F"
    assert BACK in client.get(questions).text
    assert client.post(questions, ANSWERS)["Location"] == EXERCISE
    assert User.objects.get().background == "refresher"


def test_from_nowhere_it_leads_to_the_home_page(client: Client, db: None) -> None:
    questions = signed_up(client, "")

    assert questions == "/start/"
    assert START in client.get(questions).text
    assert client.post(questions, ANSWERS)["Location"] == "/"


def test_it_leads_to_no_other_site(client: Client, db: None) -> None:
    assert signed_up(client, "https://evil.example/") == "/start/"
    assert client.post("/start/?next=https://evil.example/", ANSWERS)["Location"] == "/"
    assert client.post("/start/?next=//evil.example/", ANSWERS)["Location"] == "/"


def test_what_was_answered_wrong_is_asked_again_and_the_way_is_not_lost(client: Client, db: None) -> None:
    page = client.get(signed_up(client, EXERCISE))
    answer = client.post(page.request["PATH_INFO"] + "?next=" + EXERCISE, ANSWERS | {"time_zone": "Mars/Olympus"})

    assert answer.status_code == 200
    assert BACK in answer.text


def test_signing_in_asks_nothing(client: Client, ada: User) -> None:
    answer = client.post(
        "/accounts/login/", {"login": ada.email, "password": "a long enough password", "next": EXERCISE}
    )
    assert answer["Location"] == EXERCISE


@pytest.mark.parametrize(("page", "other"), [("signup", "login"), ("login", "signup")])
def test_between_signing_up_and_signing_in_the_way_is_kept(page: str, other: str, client: Client, db: None) -> None:
    links = re.findall(
        rf'href="/accounts/{other}/\?([^"]+)"', client.get(f"/accounts/{page}/", {"next": EXERCISE}).text
    )
    assert [parse_qs(link)["next"] for link in links] == [[EXERCISE]]
