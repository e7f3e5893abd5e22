"""How many tests are skipped on which host. CI asserts it: `pytest --skips usual` fails at any other number.

Each skipped test says why; the summary lists it. If you add a test that is skipped somewhere, change the number here.
Browser tests that are skipped for want of a Chromium are never usual: CI must have one.
"""

import importlib.util
import os
import shutil
from collections.abc import Generator
from typing import Any

import pytest

from tests.browser_setup import REASON
from tests.dependency_audit import PIP_AUDIT
from tests.engines.setup import FIREFOX, WEBKIT, is_missing
from tests.hosts.network import missing_right

_IS_ROOT = os.geteuid() == 0
_HAS_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
_HAS_SYSTEMD = shutil.which("systemd-analyze") is not None
_NO_HOSTS = "no PostgreSQL, or no rights to make hosts"
USUAL = {  # how many, and whether they are on this host
    "no GPU": (14, not os.path.exists("/dev/nvidiactl")),
    "no Triton, which requirements/triton.txt installs": (
        69 if _IS_ROOT else 49,  # 20 need root as well, and count below
        importlib.util.find_spec("triton") is None,
    ),
    "no pip-audit, which make dependencies installs": (1, not PIP_AUDIT.exists()),
    "no redis-server, which has TLS": (2, shutil.which("redis-server") is None),
    "PgBouncer serves PostgreSQL only": (1, not _HAS_POSTGRES),
    "about PostgreSQL only": (4, not _HAS_POSTGRES),
    _NO_HOSTS: (3, not _HAS_POSTGRES or bool(missing_right())),
    "no Firefox": (1, is_missing(FIREFOX)),
    "no WebKit": (1, is_missing(WEBKIT)),
    "no nginx": (10, shutil.which("nginx") is None),
    "no caddy": (10, shutil.which("caddy") is None),
    "no systemd-analyze": (9, not _HAS_SYSTEMD),
    "an ordinary user": (149 if _HAS_SYSTEMD else 147, not _IS_ROOT),
    "a GPU, and the test is about a host without": (9, os.path.exists("/dev/nvidiactl")),
    "not an x86_64": (37, os.uname().machine != "x86_64"),
}


def expected(wish: str) -> dict[str, int]:
    """What is skipped here, by reason. Where nothing may be, that is only what the machine has no rights for."""
    kept = {_NO_HOSTS} if _HAS_POSTGRES else set()
    return {why: number for why, (number, here) in USUAL.items() if here and (wish == "usual" or why in kept)}


def pytest_addoption(parser: pytest.Parser) -> None:
    told = "fail unless as many tests are skipped as is usual for the whole suite on this host, or unless none is"
    parser.addoption("--skips", choices=["usual", "none"], help=told)


def trouble(config: pytest.Config) -> str:
    """The problem in one sentence. Empty if the right number was skipped, or if the option isn't set."""
    wish = config.getoption("--skips")
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    if wish is None or reporter is None or hasattr(config, "workerinput"):
        return ""
    found, wanted = len(reporter.stats.get("skipped", [])), expected(wish)
    if found == sum(wanted.values()):
        return ""
    reasons = ", ".join(f"{number} for {why}" for why, number in wanted.items())
    return f"{found} tests were skipped instead of {sum(wanted.values())} ({reasons or 'none'}): see tests/skips.py"


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if exitstatus == pytest.ExitCode.OK and trouble(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Give the browser tests one place in the summary, which lists skipped tests by their place."""
    report = yield
    if report.skipped and REASON in str(report.longrepr):
        report.longrepr = ("tests/browser", 0, REASON)
    return report


def browser_sentence(reporter: Any) -> str:
    """How many browser tests were skipped, and why. Empty if none was."""
    count = sum(REASON in str(report.longrepr) for report in reporter.stats.get("skipped", []))
    return f"{count} browser test{'s were' if count > 1 else ' was'} skipped: {REASON}" if count else ""


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if sentence := browser_sentence(terminalreporter):
        terminalreporter.line(sentence, yellow=True)
    if sentence := trouble(config):
        terminalreporter.line(sentence, red=True)
