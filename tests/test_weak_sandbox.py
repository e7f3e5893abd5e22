"""The weaker sandbox of development is said on every page, and refused in production."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from exercises.fleet.capacity import capacity
from exercises.models import Worker
from exercises.tests.reports import record_worker
from runner.protocol import WEAK_MODE
from tests.test_settings import PRODUCTION, check

BANNER = 'id="weak-sandbox"'
_REPORT = {"name": "cpu@here", "start": "a", "queues": ["cpu"], "device": "cpu", "processes": 1, "versions": {},
           "layers": [{"name": WEAK_MODE, "ok": True, "evidence": "asked for", "fix": "unset it"}]}  # fmt: skip
PAGES = ("home", "status", "account_login")


@pytest.mark.parametrize("page", [*PAGES, "a page that is not there"])
def test_every_page_says_so(db: None, settings: Settings, page: str) -> None:
    url = reverse(page) if page in PAGES else "/nowhere/"
    assert BANNER not in Client().get(url).content.decode()
    settings.SANDBOX = "weak"
    assert BANNER in Client().get(url).content.decode()


def test_it_says_so_to_signed_in_people_too(ada: User, client_of: Callable[[User], Client], settings: Settings) -> None:
    settings.SANDBOX = "weak"
    assert BANNER in client_of(ada).get(reverse("home")).content.decode()


def test_production_refuses_it(tmp_path: Path) -> None:
    checked = check(tmp_path, DESCENT_SANDBOX="weak", **PRODUCTION)
    assert checked.returncode == 1
    assert "DESCENT_SANDBOX asks for a weak sandbox" in checked.stderr
    assert check(tmp_path, DESCENT_SANDBOX="weak", DEBUG="1").returncode == 0


def test_a_runner_in_it_is_fit_for_development_alone(db: None, settings: Settings) -> None:
    settings.DEBUG = True
    assert record_worker(data=_REPORT)
    assert Worker.objects.get().fit
    settings.DEBUG = False
    assert record_worker(data=_REPORT)
    worker = Worker.objects.get()
    assert not worker.fit
    assert worker.failing_layers == ["weak mode"]


def test_production_says_that_it_does_not_accept_its_verdicts(db: None, settings: Settings) -> None:
    settings.DEBUG = False
    record_worker(data=_REPORT)
    page = Client().get(reverse("status")).content.decode()
    assert "! weak sandbox" in page
    assert "Weak mode" in page
    problem = capacity("cpu").problem
    assert "CPU runner only has the weak development sandbox" in problem
    assert problem in page


def test_the_status_page_names_it(db: None, settings: Settings) -> None:
    settings.DEBUG = True
    record_worker(data=_REPORT)
    page = Client().get(reverse("status")).content.decode()
    assert "no namespaces" in page
    assert "sandbox layers working" not in page
