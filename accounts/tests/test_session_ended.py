"""The session has ended while a page stood open. Signing in takes the whole page, never a part of it."""

from urllib.parse import quote

import pytest
from django.test import Client

from accounts.models import User

LOG = "/hours/log/"
PAGE = "/checkpoints/phase-3-checkpoint/?open=1"
ENTRY = {"line": "1h30 reading"}


def htmx(page: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Current-URL": page}


@pytest.mark.parametrize(("method", "url"), [("post", LOG), ("get", "/hours/")])
def test_htmx_is_sent_to_sign_in_and_back_to_the_page_it_was_on(db: None, method: str, url: str) -> None:
    response = getattr(Client(), method)(url, ENTRY, headers=htmx(f"http://testserver{PAGE}"))
    assert response.status_code == 200
    assert response["HX-Redirect"] == f"/accounts/login/?next={quote(PAGE)}"
    assert response.content == b""


def test_a_page_of_another_site_is_nowhere_to_come_back_to(db: None) -> None:
    response = Client().post(LOG, ENTRY, headers=htmx("https://elsewhere.example/checkpoints/"))
    assert response["HX-Redirect"] == "/accounts/login/?next=/"


@pytest.mark.parametrize("page", [f"http://testserver{PAGE}", f"{PAGE}"])
def test_a_form_leads_back_to_the_page_that_it_is_on(db: None, page: str) -> None:
    response = Client().post(LOG, ENTRY, headers={"Referer": page})
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={quote(PAGE)}")
    assert "HX-Redirect" not in response


@pytest.mark.parametrize(
    "page", ["", "https://elsewhere.example/hours/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_a_form_of_unknown_origin_leads_back_to_its_own_address(db: None, page: str) -> None:
    assert Client().post(LOG, ENTRY, headers={"Referer": page})["Location"] == f"/accounts/login/?next={LOG}"


def test_a_page_leads_back_to_itself(db: None) -> None:
    response = Client().get("/hours/", headers={"Referer": f"http://testserver{PAGE}"})
    assert response["Location"] == "/accounts/login/?next=/hours/"


def test_other_redirects_are_left_to_htmx(ada: User) -> None:
    client = Client()
    client.force_login(ada, backend="accounts.backends.AddressBackend")
    response = client.post(LOG, ENTRY, headers=htmx("http://testserver/"))
    assert "HX-Redirect" not in response
    assert (response.status_code, response["Location"]) == (302, "/hours/")
