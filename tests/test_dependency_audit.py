"""`make dependencies` is content only if a service answered for every package."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.dependency_audit import (
    ALL_WELL,
    FIXED_IN,
    NO_ANSWER,
    PIP_AUDIT,
    UNCHECKED,
    VULNERABLE,
    WHAT_TO_DO,
    audit,
    installed_packages,
    read_outcome,
)

PACKAGES = ["Django==5.2.1", "typing_extensions==4.15.0"]
FLAW = {"id": "PYSEC-2025-47", "fix_versions": ["5.2.3"], "aliases": ["CVE-2025-48432"], "description": "Log injection"}
SAFE: list[dict[str, object]] = [
    {"name": "django", "version": "5.2.1", "vulns": []},
    {"name": "typing-extensions", "version": "4.15.0", "vulns": []},
]
# What pip-audit 2.10.1 wrote.
NOT_FOUND = {"name": "django", "skip_reason": "Dependency not found on PyPI and could not be audited: django (5.2.1)"}


def outcome_of(rows: list[dict[str, object]], errors: str = "") -> tuple[str, bool]:
    outcome = read_outcome(PACKAGES, json.dumps({"dependencies": rows, "fixes": []}) if rows else "", errors)
    return outcome.text, outcome.is_good


def test_it_is_content_when_all_were_checked() -> None:
    assert outcome_of(SAFE) == (ALL_WELL.format(count=2), True)


def test_a_vulnerability_fails_it_and_names_the_fix() -> None:
    ids = "PYSEC-2025-47, CVE-2025-48432"
    sentence = VULNERABLE.format(name="django", version="5.2.1", ids=ids, fix=FIXED_IN.format(versions="5.2.3"))
    assert outcome_of([SAFE[0] | {"vulns": [FLAW]}, SAFE[1]]) == (sentence, False)


@pytest.mark.parametrize("rows", [[NOT_FOUND, SAFE[1]], SAFE[1:]])
def test_a_package_that_was_not_checked_fails_it(rows: list[dict[str, object]]) -> None:
    text, is_good = outcome_of(rows)
    assert not is_good
    assert text == f"{UNCHECKED.format(count=1, total=2, names=PACKAGES[0])}\n{WHAT_TO_DO}"


def test_no_answer_fails_it_and_says_what_to_do() -> None:
    error = "ERROR:pip_audit._cli:Tip: your network may be blocking this service. Try another service with `-s SERVICE`"
    assert outcome_of([], f"{error}\n\n") == (f"{NO_ANSWER.format(error=error)}\n{WHAT_TO_DO}", False)


def test_it_asks_about_what_is_installed_without_the_label_of_a_build() -> None:
    packages = installed_packages()
    assert {"django", "torch"} <= {package.partition("==")[0].lower() for package in packages}
    assert not [package for package in packages if "+" in package]


class _Advisories(BaseHTTPRequestHandler):
    """Answers as the OSV API does: it knows one flaw, of Django."""

    def do_POST(self) -> None:
        query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = query["package"]["name"]
        package = {"name": "django", "ecosystem": "PyPI"}
        affected = [{"package": package, "ranges": [{"type": "ECOSYSTEM", "events": [{"fixed": "5.2.3"}]}]}]
        flaw = {"id": FLAW["id"], "aliases": FLAW["aliases"], "summary": "Log injection", "affected": affected}
        body = json.dumps({"vulns": [flaw]} if name == "django" else {}).encode()
        self.send_response(500 if name == "broken" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def advisories() -> Iterator[list[str]]:
    """The options that name an advisory service on this machine."""
    if not PIP_AUDIT.exists():
        pytest.skip("no pip-audit, which make dependencies installs")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Advisories)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield ["--vulnerability-service", "osv", "--osv-url", f"http://127.0.0.1:{server.server_port}/v1/query"]
    server.shutdown()
    server.server_close()


def test_pip_audit_asks_a_service_about_each(advisories: list[str]) -> None:
    found = audit(PACKAGES, advisories)
    assert (found.is_good, "CVE-2025-48432" in found.text, "5.2.3" in found.text) == (False, True, True)
    assert audit(PACKAGES[1:], advisories).is_good
    assert NO_ANSWER.split(":")[0] in audit(["broken==1.0"], advisories).text
    nobody = [*advisories[:-1], "http://127.0.0.1:9/v1/query"]
    assert NO_ANSWER.split(":")[0] in audit(PACKAGES, nobody).text
