"""The page about the site, and the links of the footer to what lies elsewhere."""

from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

pytestmark = pytest.mark.django_db


def test_it_says_whom_to_write_to(client: Client, settings: LazySettings) -> None:
    settings.CONTACT = "help@example.org"
    assert 'href="mailto:help@example.org"' in client.get("/about/").text


def test_security_txt_says_whom_to_tell_about_a_vulnerability(client: Client, settings: LazySettings) -> None:
    path = "/.well-known/security.txt"
    assert client.get(path).status_code == 404
    settings.CONTACT, settings.SITE_ROOT = "help@example.org", "https://descent.example.org"
    answer = client.get(path)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == "mailto:help@example.org"
    assert fields["Canonical"] == f"https://descent.example.org{path}"
    assert timezone.now() < datetime.fromisoformat(fields["Expires"]) < timezone.now() + timedelta(days=365)


@pytest.mark.parametrize(("url", "sends"), [("", False), ("smtp://mail.example.org", True)])
def test_it_says_whether_the_site_sends_mail(url: str, sends: bool, client: Client, settings: LazySettings) -> None:
    settings.EMAIL_URL = url
    assert ("doesn’t send any" in client.get("/about/").text) is not sends


def test_the_footer_links_only_what_there_is(client: Client, settings: LazySettings) -> None:
    assert "Source" not in client.get("/about/").text
    settings.DOCS_URL, settings.SOURCE_URL = "https://docs.example.org/", "https://code.example.org/descent"
    page = client.get("/about/").text
    assert '<a href="https://docs.example.org/">Docs</a>' in page
    assert '<a href="https://code.example.org/descent">Source</a>' in page
