"""The command line from the sign-in to a pass, on a real site with a worker and a sandbox."""

import json
import stat
from typing import Any

import pytest
from allauth.idp.oidc.models import Token
from descent import __version__
from descent.api import NOT_SIGNED_IN_THERE
from descent.errors import DescentError, ExitCode
from descent.magic import NOT_PASSED, USAGE
from descent.oauth import FOREIGN_ENDPOINT, NOT_ALLOWED, SIGNED_OUT
from django.conf import LazySettings
from django.test import Client
from IPython.core.interactiveshell import InteractiveShell

from accounts.api_tokens.actions import create_api_token
from accounts.models import User
from exercises.models import Submission
from exercises.tests.catalogue import mistake_source
from tests.cli.conftest import FOLDER, SLUG, Shell

pytestmark = [pytest.mark.host_clock, pytest.mark.django_db(transaction=True)]  # its workers send heartbeats
RIGHT = (FOLDER / "solution.py").read_text()
WRONG = mistake_source(FOLDER, "looks_one_ahead")


def test_a_learner_signs_in_starts_fails_passes_in_a_terminal_and_a_notebook_and_signs_out(
    workers: None,
    shell: Shell,
    tab: Client,
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    login = shell.sign_in(tab)
    assert (login.returncode, login.stderr) == (0, "")
    for path in (shell.home / "config" / "descent").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    assert shell.descent("start", SLUG).returncode == ExitCode.PASSED
    file = shell.home / f"{SLUG}.py"
    assert file.read_text() == (FOLDER / "starter.py").read_text()
    file.write_text(WRONG)
    assert shell.descent("start", SLUG).returncode == ExitCode.USAGE
    assert file.read_text() == WRONG

    located = shell.descent("submit", "--format", "gnu")
    assert located.returncode == ExitCode.FAILED
    assert all(line.startswith(f"{file.name}:") for line in located.stdout.splitlines())
    failed = shell.descent("submit", "--json")
    assert failed.returncode == ExitCode.FAILED
    report = json.loads(failed.stdout)
    assert (report["verdict"], report["mistake"]) == ("failed", "looks_one_ahead")
    assert report["mistake_message"] in shell.descent("submit", file.name).stdout

    file.write_text(RIGHT)
    example = shell.descent("test", "--json")
    assert (example.returncode, json.loads(example.stdout)["mode"]) == (ExitCode.PASSED, "try")
    call = shell.descent("test", "--call", "6 * 7")
    assert call.returncode == ExitCode.PASSED
    assert "42" in call.stdout
    passed = shell.descent("submit")
    assert passed.returncode == ExitCode.PASSED
    assert "\033" not in passed.stdout
    assert Submission.objects.passes().filter(learner=ada).count() == 1

    progress = json.loads(shell.descent("status", "--json").stdout)
    assert progress["exercises_passed"] == 1
    assert [row["exercise"] for row in progress["submissions"]] == [SLUG] * 5
    assert SLUG in shell.descent("status").stdout
    version, site_line = shell.descent("--version").stdout.splitlines()
    assert (version, site_line.endswith(f"This command is {version}.")) == (__version__, True)
    assert shell.descent("log", "1h30", "reading").returncode == ExitCode.PASSED
    assert ada.study_entries.get().minutes == 90

    _use_a_notebook(shell, monkeypatch, capsys)

    assert shell.descent("logout").returncode == ExitCode.PASSED
    assert shell.descent("--version").stdout == f"{__version__}\n"
    assert not Token.objects.exists()
    signed_out = shell.descent("submit")
    assert (signed_out.returncode, signed_out.stderr.strip()) == (
        ExitCode.SIGNED_OUT,
        NOT_SIGNED_IN_THERE.format(site=shell.site),
    )


def _use_a_notebook(shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A cell shows the report with its pictures."""
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, shell.environment[name])
    notebook: Any = InteractiveShell()  # type: ignore[no-untyped-call]  # the library has no types
    notebook.run_line_magic("load_ext", "descent")
    assert SLUG in notebook.complete(SLUG[:4], f"%%submit {SLUG[:4]}")[1]
    assert "--strict" in notebook.complete("--s", "%%submit --s")[1]
    page = notebook.run_cell_magic("submit", SLUG, WRONG)._repr_html_()
    assert "<svg" in page
    assert Submission.objects.latest("created_at").get_absolute_url() in page
    assert notebook.run_cell_magic("submit", f"{SLUG} --test", RIGHT).submission["verdict"] == "passed"
    assert notebook.run_cell_magic("submit", f"{SLUG} --strict", RIGHT).submission["verdict"] == "passed"
    for line, cell, said in (("", RIGHT, USAGE), (f"{SLUG} --strict", WRONG, NOT_PASSED), ("nosuch", RIGHT, "nosuch")):
        result = notebook.run_cell(f"%%submit {line}\n{cell}")
        assert isinstance(result.error_in_exec, DescentError)
        shown = capsys.readouterr().out
        assert said in shown
        assert "Traceback" not in shown


def test_without_a_runner_it_stops_waiting(catalogue: None, shell: Shell, ada: User) -> None:
    (shell.home / f"{SLUG}.py").write_text(RIGHT)
    key = {"DESCENT_TOKEN": create_api_token(person=ada, name="CI", days=1), "DESCENT_URL": shell.site}
    waited = shell.descent("submit", f"{SLUG}.py", "--timeout", "1", **key)
    assert waited.returncode == ExitCode.TIMEOUT
    assert str(Submission.objects.get().uid) in waited.stderr


def test_a_refusal_or_a_revoked_sign_in_is_told(shell: Shell, tab: Client) -> None:
    refused = shell.sign_in(tab, "refuse")
    assert (refused.returncode, refused.stderr.strip()) == (ExitCode.SIGNED_OUT, NOT_ALLOWED)
    shell.sign_in(tab)
    Token.objects.all().delete()
    revoked = shell.descent("start", SLUG)
    assert (revoked.returncode, revoked.stderr.strip()) == (ExitCode.SIGNED_OUT, SIGNED_OUT.format(site=shell.site))


def test_it_signs_in_at_the_site_s_own_address_only(shell: Shell, settings: LazySettings) -> None:
    settings.SITE_ROOT = "https://descent.example.org"
    refused = shell.descent("login", shell.site)
    endpoint = f"{settings.SITE_ROOT}/api/oauth/device/code"
    said = FOREIGN_ENDPOINT.format(site=shell.site, endpoint=endpoint)
    assert (refused.returncode, refused.stdout, refused.stderr.strip()) == (ExitCode.GRADER, "", said)


def test_a_token_that_ended_is_renewed(catalogue: None, shell: Shell, tab: Client) -> None:
    shell.sign_in(tab)
    Token.objects.filter(type=Token.Type.ACCESS_TOKEN).delete()  # the site knows it no more; the client does
    assert shell.descent("start", SLUG).returncode == ExitCode.PASSED
    file = shell.home / "config" / "descent" / "sign-in.json"
    stored = json.loads(file.read_text())
    stored["sites"][shell.site]["expires_at"] = 0
    file.write_text(json.dumps(stored))
    assert shell.descent("start", SLUG, "--file", "again.py").returncode == ExitCode.PASSED


def test_what_the_site_refuses_is_said(catalogue: None, shell: Shell, ada: User) -> None:
    key = {"DESCENT_TOKEN": create_api_token(person=ada, name="CI", days=1), "DESCENT_URL": shell.site}
    for words, code in (
        (("start", "no-such-exercise"), ExitCode.USAGE),
        (("log", "sometime reading"), ExitCode.USAGE),
        (("submit",), ExitCode.USAGE),
        (("submit", "nothing.py"), ExitCode.USAGE),
        (("start", "../x"), ExitCode.USAGE),
    ):
        answer = shell.descent(*words, **key)
        assert (answer.returncode, answer.stdout, bool(answer.stderr)) == (code, "", True), words
        assert "Traceback" not in answer.stderr
    wrong = shell.descent("status", DESCENT_TOKEN="descent_x", DESCENT_URL=shell.site)
    assert wrong.returncode == ExitCode.SIGNED_OUT
    version = shell.descent("--version", DESCENT_TOKEN="descent_x", DESCENT_URL="http://127.0.0.1:9")
    assert (version.returncode, version.stdout) == (ExitCode.PASSED, f"{__version__}\n")
    assert "127.0.0.1" in version.stderr
    gone = shell.descent("status", DESCENT_TOKEN="descent_x", DESCENT_URL="http://127.0.0.1:9")
    assert gone.returncode == ExitCode.GRADER
