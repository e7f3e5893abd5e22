"""A browser learns which form was accepted, and only then forgets what was typed into it."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from config.web.accepted_forms import COOKIE, FIELD

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
FORM = "/problems/new/topic/calculus/"
DRAFT = "k3x9a"


def fields(**others: str) -> dict[str, str]:
    return {"kind": "fact", "text": "The sign is wrong.", "uid": str(uuid4()), FIELD: DRAFT} | others


@pytest.mark.usefixtures("roadmap")
def test_an_accepted_form_names_its_draft(ada: User, client_of: ClientOf) -> None:
    response = client_of(ada).post(FORM, fields())
    assert response.status_code == 302
    cookie = response.cookies[COOKIE + DRAFT]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == ("", "Lax", "/")  # the page's script reads it


@pytest.mark.usefixtures("roadmap")
@pytest.mark.parametrize("draft", ["", "A", "é", "x" * 21, "a; path=/", "a=b"])
def test_other_names_set_no_cookie(ada: User, client_of: ClientOf, draft: str) -> None:
    response = client_of(ada).post(FORM, fields(**{FIELD: draft}))
    assert response.status_code == 302
    assert not [name for name in response.cookies if name.startswith(COOKIE)]


@pytest.mark.usefixtures("roadmap")
def test_a_form_that_was_not_accepted_names_nothing(ada: User, client: Client, client_of: ClientOf) -> None:
    """It's shown again, leads to the sign-in, or to a page that warns, where the warning is still read."""
    learner = client_of(ada)
    shown_again = learner.post(FORM, fields(text=""))
    signed_out = client.post(FORM, fields())
    refused = learner.post("/sign-offs/decisions/undo/", {"undo_token": "made up", FIELD: DRAFT})
    assert [response.status_code for response in (shown_again, signed_out, refused)] == [200, 302, 302]
    for response in (shown_again, signed_out, refused):
        assert COOKIE + DRAFT not in response.cookies
    assert 'class="warning"' in learner.get("/about/").text
