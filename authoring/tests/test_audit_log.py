"""Admins search the audit log and download it."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from audit_log.actions import AuditTarget, record
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from authoring.audit.queries import ENTRIES_PER_PAGE, find_entries

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
URL = "/authoring/site/log/"


@pytest.fixture
def _entries(emmy: User, ada: User, carl: User) -> None:
    target = AuditTarget(kind="cohort", uid="spring", title="=Spring")
    record(AuditAction.MEMBER_ADDED, actor=emmy, person=ada, cohort="spring", target=target, fields={"role": "learner"})
    record(AuditAction.TOKEN_CREATED, actor=carl)
    AuditEntry(
        action=AuditAction.TOKEN_REVOKED, actor_id=carl.uid, day=timezone.now().date() - timedelta(days=9)
    ).save()


def actions(**filters: object) -> list[str]:
    return [entry.action for entry in find_entries(filters)]


@pytest.mark.usefixtures("_entries")
def test_a_person_is_found_by_name_address_and_uid_in_either_part(emmy: User, ada: User, carl: User) -> None:
    assert actions(person=ada.name) == actions(person=str(emmy.uid)) == [AuditAction.MEMBER_ADDED]
    assert actions(person=carl.email.upper()) == [AuditAction.TOKEN_REVOKED, AuditAction.TOKEN_CREATED]
    assert actions(person="nobody of this name") == []


@pytest.mark.usefixtures("_entries")
def test_an_erased_person_is_found_by_uid(ada: User) -> None:
    uid = ada.uid
    ada.delete()
    assert actions(person=str(uid)) == [AuditAction.MEMBER_ADDED]


@pytest.mark.usefixtures("_entries")
def test_action_cohort_and_dates_narrow_it_down() -> None:
    today = timezone.now().date()
    assert actions(action=AuditAction.TOKEN_CREATED) == [AuditAction.TOKEN_CREATED]
    assert actions(cohort="spring") == [AuditAction.MEMBER_ADDED]
    assert actions(until=today - timedelta(days=5)) == [AuditAction.TOKEN_REVOKED]
    assert AuditAction.TOKEN_REVOKED not in actions(since=today - timedelta(days=5))


@pytest.mark.usefixtures("_entries")
def test_the_page_shows_who_did_what_to_whom(grace: User, emmy: User, ada: User, client_of: ClientOf) -> None:
    page = client_of(grace).get(URL).text
    assert all(text in page for text in (emmy.name, ada.name, AuditAction.MEMBER_ADDED.label, "spring"))


@pytest.fixture
def _role_changes(grace: User, emmy: User, ada: User, carl: User, client_of: ClientOf) -> None:
    """A lead's on the page of a member, and an admin's in Django's admin: of an account, and of two members."""
    spring = emmy.memberships.get().cohort
    emmy.memberships.update(role="lead")
    client_of(emmy).post(f"/cohorts/spring/members/{ada.uid}/", {"role": "mentor"})
    admin = client_of(grace)
    account = {"name": carl.name, "email": carl.email, "role": "mentor", "time_zone": "UTC", "is_active": "on"}
    admin.post(f"/admin/accounts/user/{carl.pk}/change/", account)
    member = spring.memberships.get(user=ada)
    url = "/admin/cohorts/membership/"
    admin.post(f"{url}{member.pk}/change/", {"role": "learner", "joined_on": member.joined_on})
    admin.post(url, {"action": "delete_selected", "_selected_action": member.pk, "post": "yes"})


@pytest.mark.usefixtures("_role_changes")
def test_role_changes_say_who_whom_which_cohort_and_from_what_to_what(
    grace: User, emmy: User, ada: User, client_of: ClientOf
) -> None:
    page = client_of(grace).get(URL, {"person": ada.email, "cohort": "spring"}).text
    lines = [" ".join(re.sub("<[^>]+>", " ", item).split()) for item in re.findall(r"(?s)<li>(.*?)</li>", page)]
    lines = [line for line in lines if f"({ada.name})" in line]
    changed, removed = AuditAction.MEMBER_ROLE_CHANGED.label, AuditAction.MEMBER_REMOVED.label
    by_admin, by_lead = f"{grace.name} {{}}: “Spring” ({ada.name})", f"{emmy.name} {{}}: “Spring” ({ada.name})"
    expected = [
        (by_admin.format(removed), "in spring (role: learner)"),
        (by_admin.format(changed), "in spring (from mentor to learner)"),
        (by_lead.format(changed), "in spring (from learner to mentor)"),
    ]
    assert [
        (line.startswith(begin), line.endswith(end)) for line, (begin, end) in zip(lines, expected, strict=True)
    ] == [(True, True)] * 3


@pytest.mark.usefixtures("_role_changes")
def test_an_account_s_new_role_says_from_what_to_what(grace: User, carl: User, client_of: ClientOf) -> None:
    page = client_of(grace).get(URL, {"action": AuditAction.ROLE_CHANGED}).text
    assert f"({carl.name})" in page
    assert "(from learner to mentor)" in page


@pytest.mark.usefixtures("_role_changes")
def test_the_files_have_role_changes_with_names_and_the_cohort(
    grace: User, emmy: User, ada: User, client_of: ClientOf
) -> None:
    answer = client_of(grace).get(f"{URL}csv/", {"action": AuditAction.MEMBER_ROLE_CHANGED})
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert [(row["actor_name"], row["person_name"], row["cohort"], json.loads(row["fields"])) for row in rows] == [
        (grace.name, ada.name, "spring", {"before": "mentor", "after": "learner"}),
        (emmy.name, ada.name, "spring", {"before": "learner", "after": "mentor"}),
    ]


def test_a_row_without_a_title_says_what_it_is(grace: User, client_of: ClientOf) -> None:
    record(AuditAction.ADMIN_CHANGED, actor=grace, target=AuditTarget(kind="site", uid=42))
    assert "site 42" in client_of(grace).get(URL).text


def test_a_long_log_has_pages_and_a_page_always_costs_the_same(grace: User, client_of: ClientOf) -> None:
    client = client_of(grace)
    record(AuditAction.TOKEN_CREATED, actor=grace)
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    for _ in range(ENTRIES_PER_PAGE):
        record(AuditAction.TOKEN_CREATED, actor=grace)
    with CaptureQueriesContext(connection) as many:
        page = client.get(URL).text
    assert len(many) == len(few)
    assert "?page=2" in page
    assert client.get(f"{URL}?page=2").status_code == 200


def test_what_cannot_be_read_filters_nothing_and_says_so(grace: User, client_of: ClientOf) -> None:
    page = client_of(grace).get(URL, {"since": "soon", "person": "x" * 300, "page": "many"})
    assert page.status_code == 200
    assert 'value="soon"' in page.text
    assert page.context["form"].errors.keys() == {"since", "person"}


@pytest.mark.usefixtures("_entries")
def test_a_csv_file_has_what_the_filter_shows_and_no_formulas(grace: User, client_of: ClientOf) -> None:
    answer = client_of(grace).get(f"{URL}csv/", {"cohort": "spring"})
    [row] = csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")))
    assert (row["action"], row["target_title"]) == (AuditAction.MEMBER_ADDED, "'=Spring")
    assert json.loads(row["fields"]) == {"role": "learner"}


@pytest.mark.usefixtures("_entries")
def test_a_jsonl_file_has_an_entry_on_each_line(grace: User, client_of: ClientOf) -> None:
    lines = client_of(grace).get(f"{URL}jsonl/").text.splitlines()
    assert [json.loads(line)["action"] for line in lines] == actions()[1:]


def test_a_download_is_recorded_without_the_name_that_was_looked_for(grace: User, client_of: ClientOf) -> None:
    client_of(grace).get(f"{URL}csv/", {"person": "Ada", "cohort": "spring"})
    entry = AuditEntry.objects.get(action=AuditAction.AUDIT_LOG_EXPORTED)
    assert entry.actor_id == grace.uid
    assert entry.fields == {"kind": "csv", "filters": {"cohort": "spring"}}


def test_there_is_no_other_kind_of_file(grace: User, client_of: ClientOf) -> None:
    assert client_of(grace).get(f"{URL}xml/").status_code == 404
