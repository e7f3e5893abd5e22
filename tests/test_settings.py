"""The settings run with nothing set, and say in one sentence what production lacks."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "k" * 60,
    "SITE_ROOT": "https://descent.example.org",
    "CELERY_BROKER_URL": "redis://broker:6379/0",
    "CACHE_URL": "redis://cache:6379/0",
}


def check(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return python("manage.py", "check", tmp_path=tmp_path, **variables)


def python(*arguments: str, tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        env=clean | {"DESCENT_VAR": str(tmp_path)} | variables,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_runs_with_nothing_set(tmp_path: Path) -> None:
    assert check(tmp_path).returncode == 0


def test_an_empty_mail_server_is_none(tmp_path: Path) -> None:
    """Compose passes on what .env leaves out as an empty variable."""
    assert check(tmp_path, **PRODUCTION, EMAIL_URL="").returncode == 0


def test_it_runs_with_everything_production_needs(tmp_path: Path) -> None:
    assert check(tmp_path, **PRODUCTION).returncode == 0


@pytest.mark.parametrize(
    ("missing", "check_id"),
    [
        ("SECRET_KEY", "config.E001"),
        ("SITE_ROOT", "config.E002"),
        ("CELERY_BROKER_URL", "config.E003"),
    ],
)
def test_it_says_what_production_lacks(tmp_path: Path, missing: str, check_id: str) -> None:
    checked = check(tmp_path, **{name: value for name, value in PRODUCTION.items() if name != missing})

    assert checked.returncode == 1
    assert check_id in checked.stderr
    assert "HINT:" in checked.stderr
    assert "Traceback" not in checked.stderr


@pytest.mark.parametrize("missing", ["OIDC_CLIENT_ID", "OIDC_DOMAINS"])
def test_it_says_what_a_provider_lacks(tmp_path: Path, missing: str) -> None:
    complete = {"OIDC_ISSUER": "https://login.example.edu", "OIDC_CLIENT_ID": "x", "OIDC_DOMAINS": "example.edu"}
    assert check(tmp_path, **complete).returncode == 0
    checked = check(tmp_path, **complete | {missing: ""})
    assert checked.returncode == 1
    assert f"without {missing}" in checked.stderr


@pytest.mark.parametrize(
    "missing", ["SAML_ENTITY_ID", "SAML_DOMAINS", "SAML_VOUCHES_FOR_ADDRESSES", "SAML_METADATA_URL"]
)
def test_it_says_what_saml_lacks(tmp_path: Path, missing: str) -> None:
    """Or that its packages aren't there, which tests/requirement_files.py tries."""
    complete = {
        "SAML_ENTITY_ID": "https://login.example.edu", "SAML_METADATA_URL": "https://login.example.edu/metadata",
        "SAML_DOMAINS": "example.edu", "SAML_VOUCHES_FOR_ADDRESSES": "1",
    }  # fmt: skip
    assert check(tmp_path, **complete).returncode == 0
    checked = check(tmp_path, **complete | {missing: "0" if missing.endswith("ADDRESSES") else ""})
    assert checked.returncode == 1
    assert missing in checked.stderr


@pytest.mark.parametrize(
    "cache", ["redis://broker:6379/2", "redis://broker", "rediss://web:secret@BROKER:6379/0?ssl_cert_reqs=required"]
)
def test_it_refuses_a_cache_on_the_server_that_runner_hosts_reach(tmp_path: Path, cache: str) -> None:
    checked = check(tmp_path, **PRODUCTION | {"CACHE_URL": cache})

    assert checked.returncode == 1
    assert "config.E005" in checked.stderr


@pytest.mark.parametrize(
    ("change", "check_id"),
    [
        ({"EMAIL_URL": "smtp://mail"}, "config.W001"),
        ({"EMAIL_URL": "smtp://mail", "DEFAULT_FROM_EMAIL": "descent"}, "config.W001"),
        ({"CONTACT": ""}, "config.W002"),
        ({"TRUSTED_PROXY_COUNT": "0"}, "config.W003"),
        ({"TRUSTED_PROXY_COUNT": "${TRUSTED_PROXY_COUNT:-1}"}, "config.W004"),
        ({"METRICS_TOKEN": "$TOKEN"}, "config.W004"),
        ({"SITE_ROOT": "https://${SITE_HOST}"}, "config.W004"),
    ],
)
def test_it_advises_what_production_should_have(tmp_path: Path, change: dict[str, str], check_id: str) -> None:
    complete = PRODUCTION | {"TRUSTED_PROXY_COUNT": "1", "CONTACT": "help@example.org"}
    checked = python("manage.py", "check", "--deploy", tmp_path=tmp_path, **complete | change)

    assert checked.returncode == 0
    assert check_id in checked.stderr


def test_it_advises_nothing_where_all_is_set(tmp_path: Path) -> None:
    complete = PRODUCTION | {"TRUSTED_PROXY_COUNT": "1", "CONTACT": "help@example.org", "EMAIL_URL": "smtp://mail"}
    sender = "Descent <descent@example.org>"
    checked = python("manage.py", "check", "--deploy", tmp_path=tmp_path, **complete, DEFAULT_FROM_EMAIL=sender)

    assert "config.W" not in checked.stderr


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("k" * 60)
    variables = {name: value for name, value in PRODUCTION.items() if name != "SECRET_KEY"}

    assert check(tmp_path, **variables, SECRET_KEY_FILE=str(secret)).returncode == 0


def test_a_file_may_end_with_a_line_break(tmp_path: Path) -> None:
    """An editor and `echo` write one, which would become part of the database's name."""
    file = tmp_path / "database_url"
    file.write_text("postgres://descent:secret@postgres:5432/descent\n")
    code = "from config import settings; print([settings.DATABASES['default']['NAME']])"
    ended = python("-c", code, tmp_path=tmp_path, DATABASE_URL_FILE=str(file))
    assert ended.stdout.strip() == "['descent']", ended.stderr


@pytest.mark.parametrize("where", ["SECRET_KEY", "SECRET_KEY_FILE"])
def test_a_secret_may_begin_with_any_character(tmp_path: Path, where: str) -> None:
    secret = "$" + "k" * 60
    (tmp_path / "secret").write_text(secret)
    variables = {name: value for name, value in PRODUCTION.items() if name != "SECRET_KEY"}
    variables[where] = secret if where == "SECRET_KEY" else str(tmp_path / "secret")

    assert check(tmp_path, **variables).returncode == 0


def test_the_development_key_survives_a_restart(tmp_path: Path) -> None:
    check(tmp_path)
    first = (tmp_path / "secret_key").read_text()
    check(tmp_path)

    assert (tmp_path / "secret_key").read_text() == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("variables", "message"), [({"EMAIL_URL": "smtp://mail:25"}, "True\n"), ({}, "False\n")])
def test_account_changes_are_mailed_if_the_site_can_send_mail(
    tmp_path: Path, variables: dict[str, str], message: str
) -> None:
    asked = "from config import settings; print(settings.ACCOUNT_EMAIL_NOTIFICATIONS)"

    assert python("-c", asked, tmp_path=tmp_path, **variables).stdout == message


COOKIES = (
    "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
    "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY", "CSRF_COOKIE_SAMESITE",
)  # fmt: skip
ONE_PAGE = """
import django; django.setup()
from django.conf import settings
from django.http import HttpResponse
from accounts.preferences.views import set_theme
from config.web.message_storage import PrefixedCookieStorage
from exercises.trials.visitors import COOKIE
answer = HttpResponse()
set_theme(answer, "dark")
print([getattr(settings, name) for name in {names}], PrefixedCookieStorage.cookie_name, COOKIE, answer.cookies)
"""


def test_cookies_belong_to_this_host_alone_under_https(tmp_path: Path) -> None:
    code = ONE_PAGE.format(names=COOKIES)
    variables = PRODUCTION | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    printed = python("-c", code, tmp_path=tmp_path, **variables).stdout

    assert "['__Host-sessionid', True, True, 'Lax', '__Host-csrftoken', True, True, 'Lax']" in printed
    assert "__Host-messages __Host-visitor Set-Cookie: __Host-theme=dark;" in printed
    assert "Path=/" in printed
    assert "Secure" in printed.partition("__Host-theme")[2]
    assert "Domain" not in printed


@pytest.mark.parametrize(("variables", "has_subdomains"), [({}, "False"), ({"HSTS_SUBDOMAINS": "1"}, "True")])
def test_https_is_remembered_for_a_year_and_for_subdomains_if_asked_for(
    tmp_path: Path, variables: dict[str, str], has_subdomains: str
) -> None:
    asked = "from config import settings as s; print(s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS)"

    answer = python("-c", asked, tmp_path=tmp_path, **PRODUCTION | variables)
    assert answer.stdout.split() == ["31536000", has_subdomains], answer.stderr


def test_a_page_does_not_wait_while_postgresql_is_down(tmp_path: Path) -> None:
    code = (
        "import django; django.setup(); from django.db import OperationalError, connection\n"
        "try: connection.ensure_connection()\n"
        "except OperationalError as error: print(error)"
    )
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # and nobody listens
        url = f"postgres://descent@127.0.0.1:{closed.getsockname()[1]}/descent"
        asked = python("-c", code, tmp_path=tmp_path, DATABASE_URL=url, DJANGO_SETTINGS_MODULE="config.settings")
    assert "Connection refused" in asked.stdout, asked.stderr


def test_mail_names_the_site_as_its_sender_and_not_the_machine(tmp_path: Path) -> None:
    code = (
        "import django; django.setup();"
        "from django.core.mail import DNS_NAME, EmailMessage;"
        "print(EmailMessage(to=['a@example.org']).message()['Message-ID'], DNS_NAME)"
    )
    variables = PRODUCTION | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    answer = python("-c", code, tmp_path=tmp_path, **variables).stdout
    assert answer.endswith("@descent.example.org> descent.example.org\n")


@pytest.mark.service
@pytest.mark.skipif(not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="about PostgreSQL only")
def test_it_refuses_a_database_that_can_not_store_every_text(tmp_path: Path) -> None:
    server, _, name = os.environ["DATABASE_URL"].rpartition("/")
    name = f"{name}_ascii"
    subprocess.run(["dropdb", "--if-exists", f"--maintenance-db={server}/postgres", name], check=True)
    options = ["--encoding=SQL_ASCII", "--template=template0", "--locale=C"]
    subprocess.run(["createdb", *options, f"--maintenance-db={server}/postgres", name], check=True)
    checked = python("manage.py", "migrate", tmp_path=tmp_path, DATABASE_URL=f"{server}/{name}")

    assert checked.returncode == 1
    assert "config.E007" in checked.stderr
    assert "SQL_ASCII" in checked.stderr
    assert "Traceback" not in checked.stderr
