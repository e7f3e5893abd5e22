"""A roster is shown line by line before anybody is invited, and applied as a whole or not at all."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.joining.models import Invitation
from cohorts.joining.roster import INVALID_ADDRESS, NO_ADDRESS, SEVERAL_ADDRESSES, RosterError, RosterLine, read_roster
from cohorts.rosters.decoding import MAX_BYTES

ClientOf = Callable[[User], Client]
ROSTER = "/cohorts/spring/invitations/roster/"
ASKED = {"role": "learner", "days": "14"}


def problems(text: str) -> dict[int, str]:
    return {line.number: line.problem for line in read_roster(text) if line.problem}


def addresses(text: str) -> list[str]:
    return [line.address for line in read_roster(text) if not line.problem]


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.org\nbo@example.org",
        "Name,E-mail\nAda,ada@example.org\nBo,bo@example.org\n",
        "Name;Email\r\nAda;ADA@example.org\r\nBo;bo@example.org\r\n",
        "email\tname\nada@example.org\tAda\nbo@example.org\tBo",
        "Ada <ada@example.org>\n\n  bo@example.org  ",
        '"Brandt, Ada",ada@example.org\n"Bo",bo@example.org',
        "\ufeffada@example.org\rbo@example.org",
    ],
)
def test_it_reads_common_roster_formats(text: str) -> None:
    assert addresses(text) == ["ada@example.org", "bo@example.org"]


def test_each_unusable_line_has_a_reason() -> None:
    text = "ada@example.org\nAda\nADA@example.org\n\nada@@example.org\na@" + "x" * 300 + ".org\na@x.org b@x.org"
    assert problems(text) == {
        2: NO_ADDRESS, 3: "Duplicate of line 1", 5: INVALID_ADDRESS, 6: INVALID_ADDRESS,
        7: SEVERAL_ADDRESSES,
    }  # fmt: skip


def test_a_long_line_is_cut_for_the_table() -> None:
    [line] = read_roster(f"{'x' * 5000},ada@example.org")
    assert len(line.text) == 80
    assert line.address == "ada@example.org"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac-roman"])
def test_a_file_in_any_usual_encoding_is_read(encoding: str, lena: User, client_of: ClientOf) -> None:
    """Only the addresses count, so nobody is asked which encoding it is."""
    file = SimpleUploadedFile("people.csv", "Name;Email\nJürgen Müller;jm@example.org".encode(encoding))
    page = client_of(lena).post(ROSTER, ASKED | {"file": file})
    assert page.context["preview"].addresses == ["jm@example.org"]
    assert "Jürgen Müller" in page.text


@pytest.mark.parametrize("content", [b"ada\0bo", b"x" * (MAX_BYTES + 1), b"\xff\xfea", b"PK\x03\x04\0\xff"])
def test_a_file_that_is_no_text_is_refused_with_a_reason(content: bytes, lena: User, client_of: ClientOf) -> None:
    page = client_of(lena).post(ROSTER, ASKED | {"file": SimpleUploadedFile("people.csv", content)})
    assert page.context["form"].errors


@pytest.mark.parametrize("text", ["", "\n\n", "x\n" * 10_000, "\n".join(f"l{at}@example.org" for at in range(501))])
def test_an_empty_or_an_endless_roster_is_refused(text: str) -> None:
    with pytest.raises(RosterError):
        read_roster(text)


def confirm(client: Client, page: str) -> str:
    signed = page.split('name="roster" value="')[1].split('"')[0]
    return client.post(ROSTER, {"roster": signed}, follow=True).text


def test_nothing_is_applied_before_it_is_confirmed(
    ada: User, lena: User, spring: Cohort, client_of: ClientOf, settings: Settings
) -> None:
    settings.EMAIL_URL = "smtp://mail"
    client = client_of(lena)
    page = client.post(ROSTER, ASKED | {"text": "nadia@example.org\nada@example.org\nnobody"}).text
    assert not Invitation.objects.exists()
    assert page.count("<tr>") == 4
    confirm(client, page)
    assert Invitation.objects.get().address == "nadia@example.org"  # Ada is in the cohort
    confirm(client, page)
    assert Invitation.objects.count() == 1
    assert not Membership.objects.filter(user__email="nadia@example.org").exists()


def test_a_file_is_read_too(lena: User, spring: Cohort, client_of: ClientOf) -> None:
    file = io.BytesIO("\ufeffName;E-Mail\r\nNadia;nadia@example.org\r\n".encode())
    file.name = "roster.csv"
    assert "nadia@example.org" in client_of(lena).post(ROSTER, ASKED | {"file": file}).text


def test_a_site_without_mail_gives_the_links_once(
    lena: User, spring: Cohort, client_of: ClientOf, client: Client
) -> None:
    page = client_of(lena).post(ROSTER, ASKED | {"text": "nadia@example.org"}).text
    links = confirm(client_of(lena), page)
    secret = links.split("/join/")[1].split("/")[0]
    assert client.get(f"/join/{secret}/").status_code == 200
    assert "/join/" not in confirm(client_of(lena), page)


def test_a_roster_works_only_for_its_author_and_cohort(
    lena: User, emmy: User, grace: User, spring: Cohort, client_of: ClientOf
) -> None:
    page = client_of(lena).post(ROSTER, ASKED | {"text": "nadia@example.org"}).text
    confirm(client_of(grace), page)
    assert client_of(emmy).post(ROSTER, {"roster": "x"}).status_code == 404
    client_of(lena).post(ROSTER, {"roster": "forged"})
    assert not Invitation.objects.exists()


def test_a_roster_of_three_hundred_has_the_same_queries_as_one_of_three(
    lena: User, spring: Cohort, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries, settings: Settings,
) -> None:  # fmt: skip
    settings.EMAIL_URL = "smtp://mail"
    client = client_of(lena)

    def roster(count: int) -> dict[str, str]:
        return ASKED | {"text": "\n".join(f"{count}-{at}@example.org" for at in range(count))}

    client.post(ROSTER, roster(3))
    with django_assert_max_num_queries(15) as few:
        small = client.post(ROSTER, roster(3)).text
    with django_assert_num_queries(len(few)):
        large = client.post(ROSTER, roster(300)).text
    signed = [page.split('name="roster" value="')[1].split('"')[0] for page in (small, large)]
    with django_assert_max_num_queries(30) as few:
        client.post(ROSTER, {"roster": signed[0]})
    with django_assert_max_num_queries(len(few) + 5):  # SQLite takes about seventy rows in one statement
        client.post(ROSTER, {"roster": signed[1]})
    assert Invitation.objects.count() == 303


def test_it_does_not_say_who_has_an_account(lena: User, carl: User, spring: Cohort, client_of: ClientOf) -> None:
    page = client_of(lena).post(ROSTER, ASKED | {"text": f"{carl.email}\nnadia@example.org"}).text
    results = [cell.split("</td>")[0] for cell in page.split("<td>")[2::2]]
    assert results[0] == results[1]


def test_the_example_of_a_line() -> None:
    assert read_roster("Sam,sam@example.org") == [
        RosterLine(number=1, text="Sam, sam@example.org", address="sam@example.org")
    ]
