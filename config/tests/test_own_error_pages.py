"""With DEBUG on, as in `make run`, a visitor sees our error pages and not Django's lists of addresses and settings."""

import pytest
from django.conf import LazySettings
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.views import debug

from config import urls as site
from config.web.errors import NOT_NOW, use_own_pages


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of the code")


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("a secret of the code")


def without_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("a secret of the code")


urlpatterns = [
    path("broken/", broken),
    path("suspicious/", suspicious),
    path("without-database/", without_database),
    path("api/v1/without-database/", without_database),
    *site.urlpatterns,
]
handler500 = site.handler500


@pytest.fixture
def client(settings: LazySettings, monkeypatch: pytest.MonkeyPatch, db: None) -> Client:
    for name in ("technical_404_response", "technical_500_response"):
        monkeypatch.setattr(debug, name, getattr(debug, name))  # so that it is put back afterwards
    settings.DEBUG = True
    settings.ROOT_URLCONF = __name__
    use_own_pages()
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "template"),
    [
        ("/no/such/page/", 404, "404.html"),
        ("/exercises/no-such-exercise/", 404, "404.html"),
        ("/broken/", 500, "500.html"),
        ("/without-database/", 503, "503.html"),
        ("/suspicious/", 400, "400.html"),
    ],
)
def test_errors_have_our_own_pages(client: Client, address: str, status: int, template: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert template in [used.name for used in answer.templates]
    assert "a secret of the code" not in answer.text
    assert "urlpatterns" not in answer.text


@pytest.mark.parametrize("debug", [True, False])
def test_the_rest_api_says_when_to_try_again_while_the_database_is_away(
    client: Client, settings: LazySettings, debug: bool
) -> None:
    settings.DEBUG = debug
    answer = client.get("/api/v1/without-database/")
    assert answer.status_code == 503
    assert answer.json()["detail"] == NOT_NOW
    assert int(answer["Retry-After"]) > 0


def test_the_log_says_where(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/broken/")
    [record] = [record for record in caplog.records if record.name == "django.request"]
    assert record.exc_info
    assert "a secret of the code" in str(record.exc_info[1])
