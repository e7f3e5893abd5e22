"""The version is stated once, in pyproject.toml. Pages, metrics and the REST interface name it and the commit."""

import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from descent import __version__
from django.conf import settings
from django.test import Client

from accounts.models import User
from config.operations.version import read_commit
from tests.site import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


COMMIT = "4f0a88b2c1d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7"


@pytest.fixture(params=[COMMIT, ""], ids=["with the commit", "without"])
def commit(request: pytest.FixtureRequest, settings: Any) -> str:
    settings.COMMIT = str(request.param)
    return str(request.param)


@pytest.mark.django_db
def test_the_footer_names_version_and_commit(client: Client, commit: str) -> None:
    name = f"Descent {PROJECT['version']}" + (f" ({commit[:8]})" if commit else "")
    assert f"<span>{name}</span>" in client.get("/accounts/login/").text


@pytest.mark.django_db
def test_the_status_page_names_them_in_full(client: Client, commit: str) -> None:
    name = f"Descent {PROJECT['version']}" + (f", commit {commit}" if commit else "")
    assert f">{name}</p>" in client.get("/status/").text


@pytest.mark.django_db
def test_metrics_name_them(client: Client, commit: str, settings: Any) -> None:
    settings.METRICS_TOKEN = "secret"
    metrics = client.get("/metrics", headers={"Authorization": "Bearer secret"}).text
    assert f'descent_info{{commit="{commit}",version="{PROJECT["version"]}"}} 1.0' in metrics


def test_the_interface_names_them(roadmap: None, ada: User, api_of: Callable[[User], Client], commit: str) -> None:
    site = api_of(ada).get("/api/v1/status/").json()["site"]
    assert site == {"version": PROJECT["version"], "commit": commit}
    info = api_of(ada).get("/api/v1/schema/?format=json").json()["info"]
    assert info["x-site-version"] == PROJECT["version"]


def test_the_command_line_has_the_version_of_the_site() -> None:
    assert __version__ == PROJECT["version"]


def test_the_commit_is_the_file_s_or_the_checkout_s(tmp_path: Path) -> None:
    assert read_commit(tmp_path) == ""
    git = ["git", "-C", str(tmp_path), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "First"]):
        subprocess.run([*git, *arguments], check=True)
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    assert read_commit(tmp_path) == head
    (tmp_path / "COMMIT").write_text(f"{COMMIT}\n")
    assert read_commit(tmp_path) == COMMIT


def test_the_settings_read_it_from_the_project() -> None:
    assert PROJECT["version"] == settings.VERSION


@pytest.mark.parametrize("key", ["authors", "description", "license", "readme", "classifiers", "requires-python"])
def test_the_project_says_what_it_is(key: str) -> None:
    assert PROJECT[key]


@pytest.mark.parametrize("name", PROJECT["license-files"])
def test_every_licence_file_is_there(name: str) -> None:
    assert list(ROOT.glob(name))
