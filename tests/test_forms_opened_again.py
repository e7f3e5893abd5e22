"""A refused form is answered at its own address. Opened again, as by a reload, that leads to the form's page."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User

UID = uuid.UUID(int=1)


@pytest.mark.parametrize(
    ("view", "page", "arguments"),
    [
        ("exercises:start_trial", "exercises:exercise_detail", {"slug": "dropout"}),
        ("exercises:draft", "exercises:exercise_detail", {"slug": "dropout"}),
        ("exercises:set_stage", "exercises:lifecycle_detail", {"slug": "dropout"}),
        ("progress:check_gaps", "progress:review", {}),
        ("progress:check_prediction", "progress:review", {}),
        ("cohorts:answer_ticked", "cohorts:review", {}),
        ("cohorts:bulk", "cohorts:cohort_detail", {"slug": "autumn"}),
        ("cohorts:decide_sign_off", "cohorts:sign_off_detail", {"uid": UID}),
    ],
)
def test_its_address_leads_to_the_page_of_the_form(
    view: str, page: str, arguments: dict[str, object], grace: User, client_of: Callable[[User], Client]
) -> None:
    address = reverse(view, kwargs=arguments)
    for client in (Client(), client_of(grace)):
        assert client.get(address)["Location"] == client.head(address)["Location"] == reverse(page, kwargs=arguments)
        assert client.put(address).status_code in (403, 405)
