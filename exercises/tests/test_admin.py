"""Admins can view exercises and submissions but not edit them, because rows mirror folders and runs."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from exercises.models import Regrade, Submission
from exercises.tests.reports import record_report, report_on


@pytest.mark.parametrize("model", ["exercise", "submission"])
def test_an_admin_sees_but_cannot_add_change_or_delete(
    submitted: Submission, grace: User, client_of: Callable[[User], Client], model: str
) -> None:
    record_report(data=report_on(submitted))
    client, listing = client_of(grace), f"/admin/exercises/{model}/"
    pk = submitted.pk if model == "submission" else submitted.exercise_id
    assert "Causal attention" in client.get(listing).content.decode()
    page = client.get(f"{listing}{pk}/change/").content.decode()
    assert "Causal attention" in page
    assert 'name="_save"' not in page
    assert client.post(f"{listing}{pk}/change/", {"title": "Changed"}).status_code == 403
    assert client.get(f"{listing}add/").status_code == 403
    assert client.post(f"{listing}{pk}/delete/", {"post": "yes"}).status_code == 403


def test_nobody_else_gets_in(submitted: Submission, emmy: User, client_of: Callable[[User], Client]) -> None:
    assert client_of(emmy).get("/admin/exercises/submission/").status_code == 302


def test_the_admins_action_opens_the_scope_of_a_regrade_and_sends_nothing(
    submitted: Submission, grace: User, client_of: Callable[[User], Client]
) -> None:
    record_report(data=report_on(submitted))
    selection = {"action": "regrade", "_selected_action": [submitted.exercise_id]}
    response = client_of(grace).post("/admin/exercises/exercise/", selection)
    assert response["Location"] == f"{reverse('authoring:start_regrade')}?exercise=causal-attention"
    assert not Regrade.objects.exists()
