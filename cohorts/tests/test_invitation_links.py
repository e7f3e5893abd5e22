"""Links to hand out: as a file and as slips, once, for leads alone. New ones end the earlier ones."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort
from cohorts.joining import link_views
from cohorts.joining.actions import create_link, find_by_secret, invite_people
from cohorts.joining.links import COLUMNS, qr_code
from cohorts.joining.models import Invitation

ClientOf = Callable[[User], Client]
LINKS = "/cohorts/spring/invitations/links/"


@pytest.fixture
def two(lena: User, spring: Cohort) -> Cohort:
    """A cohort to which Nadia and Bo are invited, and which has a link for several people."""
    invite_people(person=lena, cohort=spring, addresses=["nadia@example.org", "bo@example.org"], role="learner", days=9)
    Invitation.objects.filter(address="bo@example.org").update(name="=Bo()")
    create_link(person=lena, cohort=spring, role="learner", days=9, max_uses=5)
    return spring


def secrets_of(client: Client) -> str:
    return str(client.post(LINKS).context["secrets"])


def lines_of(client: Client, secrets: str) -> list[dict[str, str]]:
    text = client.post(f"{LINKS}file/", {"secrets": secrets}).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_page_and_the_file_have_the_same_links_and_they_work(
    lena: User, two: Cohort, client: Client, client_of: ClientOf
) -> None:
    page = client_of(lena).post(LINKS)
    lines = lines_of(client_of(lena), page.context["secrets"])
    assert tuple(lines[0]) == COLUMNS
    assert {line["email"] for line in lines} == {"nadia@example.org", "bo@example.org"}
    for line in lines:
        assert line["link"] in page.text
        assert client.get(line["link"]).status_code == 200
    assert page.text.count("<svg") - page.text.count("<svg", 0, page.text.index('class="slips"')) >= 2
    assert "no-store" in page["Cache-Control"]


def test_new_links_end_the_earlier_ones_but_not_the_link_for_several(
    lena: User, two: Cohort, client_of: ClientOf
) -> None:
    several = Invitation.objects.get(address="").digest
    earlier = secrets_of(client_of(lena)).split()
    later = secrets_of(client_of(lena))
    assert [find_by_secret(secret) for secret in earlier] == [None, None]
    assert lines_of(client_of(lena), " ".join(earlier)) == []
    assert len(lines_of(client_of(lena), later)) == 2
    assert Invitation.objects.get(address="").digest == several


def test_nothing_shows_or_stores_them_again(lena: User, two: Cohort, client_of: ClientOf) -> None:
    secrets = secrets_of(client_of(lena)).split()
    page = client_of(lena).get("/cohorts/spring/invitations/").text
    stored = str(list(Invitation.objects.values()))
    assert not any(secret in page or secret in stored for secret in secrets)
    assert client_of(lena).get(LINKS).status_code == 405


def test_only_a_lead_makes_and_reads_them(lena: User, emmy: User, ada: User, two: Cohort, client_of: ClientOf) -> None:
    secrets = secrets_of(client_of(lena))
    for person in (emmy, ada):
        assert client_of(person).post(LINKS).status_code == 404
        assert client_of(person).post(f"{LINKS}file/", {"secrets": secrets}).status_code == 404
    assert len(lines_of(client_of(lena), secrets)) == 2


def test_a_file_has_no_links_of_another_cohort(lena: User, grace: User, two: Cohort, client_of: ClientOf) -> None:
    secrets = secrets_of(client_of(lena))
    Cohort.objects.create(slug="other", title="Other", started_on="2026-01-01")
    answer = client_of(grace).post("/cohorts/other/invitations/links/file/", {"secrets": secrets})
    assert "nadia" not in answer.content.decode()


def test_a_name_is_no_formula(lena: User, two: Cohort, client_of: ClientOf) -> None:
    lines = lines_of(client_of(lena), secrets_of(client_of(lena)))
    assert {line["name"] for line in lines} == {"", "'=Bo()"}


def test_the_audit_log_counts_them(lena: User, two: Cohort, client_of: ClientOf) -> None:
    secrets_of(client_of(lena))
    entry = AuditEntry.objects.get(action=AuditAction.INVITATION_LINKS_MADE)
    assert entry.fields["count"] == 2


def test_for_too_many_people_there_is_a_file_and_no_slips(
    lena: User, two: Cohort, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_views, "MAX_SLIPS", 1)
    page = client_of(lena).post(LINKS)
    assert 'class="slips"' not in page.text
    assert len(lines_of(client_of(lena), page.context["secrets"])) == 2


def test_a_code_is_a_square_of_modules() -> None:
    code = qr_code("https://example.org/join/" + "x" * 32 + "/")
    assert code.size == 33 + 2 * 4
    assert code.path.startswith("M4 4h7v1h-7z")
