"""The file of a request comes as a download, never as a page, and only to those who may see the request."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from cohorts.sign_offs.models import SignOff, SignOffFile
from cohorts.tests.sign_offs import PDF, ask

ClientOf = Callable[[User], Client]

pytestmark = pytest.mark.usefixtures("roadmap")


def url_of(sign_off: SignOff) -> str:
    return f"{sign_off.get_absolute_url()}file/"


def test_it_is_an_attachment_that_no_browser_runs(ada: User, emmy: User, client_of: ClientOf) -> None:
    sign_off = ask(ada, file=("naïve “notes”.pdf", PDF))
    for reader in (ada, emmy):
        answer = client_of(reader).get(url_of(sign_off))
        assert answer.content == PDF
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''na%C3%AFve")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "private" in answer.headers["Cache-Control"]


def test_text_that_looks_like_a_page_is_text(ada: User, emmy: User, client_of: ClientOf) -> None:
    sign_off = ask(ada, file=("a.md", b"<script>alert(1)</script>"))
    answer = client_of(emmy).get(url_of(sign_off))
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a.md"'


def test_nobody_else_can_download_it(ada: User, emmy: User, carl: User, client_of: ClientOf) -> None:
    sign_off = ask(ada, file=("a.pdf", PDF))
    assert client_of(carl).get(url_of(sign_off)).status_code == 404
    assert Client().get(url_of(sign_off)).status_code == 302


def test_a_request_without_one_has_none(ada: User, emmy: User, client_of: ClientOf) -> None:
    assert client_of(ada).get(url_of(ask(ada))).status_code == 404


def test_it_goes_with_the_account(ada: User, emmy: User) -> None:
    ask(ada, file=("a.pdf", PDF))
    ada.delete()
    assert not SignOffFile.objects.exists()
