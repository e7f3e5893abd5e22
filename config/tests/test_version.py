"""The version is stated once, in pyproject.toml, and shown on every page and in full on the status page."""

import tomllib

import pytest
from django.conf import settings
from django.test import Client

from tests.site import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.mark.django_db
def test_the_footer_names_the_version(client: Client) -> None:
    assert f"Descent {PROJECT['version'].rpartition('.')[0]}" in client.get("/accounts/login/").content.decode()


@pytest.mark.django_db
def test_the_status_page_names_it_in_full(client: Client) -> None:
    assert f"Descent {PROJECT['version']}" in client.get("/status/").content.decode()


def test_the_settings_read_it_from_the_project() -> None:
    assert PROJECT["version"] == settings.VERSION


@pytest.mark.parametrize("key", ["authors", "description", "license", "readme", "classifiers", "requires-python"])
def test_the_project_says_what_it_is(key: str) -> None:
    assert PROJECT[key]


@pytest.mark.parametrize("name", PROJECT["license-files"])
def test_every_licence_file_is_there(name: str) -> None:
    assert (ROOT / name).is_file()
