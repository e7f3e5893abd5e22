"""Why tests may be skipped, by host. CI asserts it: `pytest --skips usual` fails at any other reason.

Each skipped test gives its reason, and the summary lists it. If a new test is skipped somewhere, add its reason here.
Browser tests that are skipped for want of a Chromium are never usual: CI must have one.
"""

import importlib.util
import os
import shutil
from collections import Counter
from collections.abc import Generator
from typing import Any

import pytest

from tests.browser_setup import REASON
from tests.dependency_audit import PIP_AUDIT
from tests.engines.setup import FIREFOX, WEBKIT, is_missing
from tests.hosts.network import missing_right

_IS_ROOT = os.geteuid() == 0
_HAS_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
_HAS_CARD = os.path.exists("/dev/nvidiactl")
USUAL = {  # a part of each reason, and whether this host gives it
    "no GPU": not _HAS_CARD,
    "no card in service": not _HAS_CARD,
    "a GPU, and the test is about a host without": _HAS_CARD,
    "Triton isn't installed": importlib.util.find_spec("triton") is None,
    "no pip-audit": not PIP_AUDIT.exists(),
    "no redis-server": shutil.which("redis-server") is None,
    "no nginx": shutil.which("nginx") is None,
    "no caddy": shutil.which("caddy") is None,
    "no systemd-analyze": shutil.which("systemd-analyze") is None,
    "no Firefox": is_missing(FIREFOX),
    "no WebKit": is_missing(WEBKIT),
    "PostgreSQL": not _HAS_POSTGRES,
    "SQLite only": _HAS_POSTGRES,
    "ordinary user": not _IS_ROOT,
    "root": not _IS_ROOT,
    "x86_64": os.uname().machine != "x86_64",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "fail if a test is skipped for a reason that is not usual on this host, or if any is"
    parser.addoption("--skips", choices=["usual", "none"], help=text)


def unusual(reasons: Counter[str], choice: str) -> dict[str, int]:
    """The reasons that this host should not give, with the number of tests.

    A host that may make no other hosts skips those tests of PostgreSQL, whatever the choice.
    """
    usual = [missing_right()] if missing_right() else []
    usual += [part for part, is_so in USUAL.items() if is_so and choice == "usual"]
    return {reason: count for reason, count in reasons.items() if not any(part in reason for part in usual)}


def problem(config: pytest.Config) -> str:
    """The problem in one sentence. Empty if there is none, or if the option isn't set."""
    choice = config.getoption("--skips")
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    if choice is None or reporter is None or hasattr(config, "workerinput"):
        return ""
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in reporter.stats.get("skipped", []))
    parts = ", ".join(f"{reason} ({count})" for reason, count in unusual(reasons, choice).items())
    return f"Skipped for a reason that is not usual here: {parts}. See tests/skips.py." if parts else ""


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if exitstatus == pytest.ExitCode.OK and problem(session.config):
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
    if sentence := problem(config):
        terminalreporter.line(sentence, red=True)
