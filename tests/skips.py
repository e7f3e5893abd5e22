"""How many tests are skipped on which host. CI asserts it: `pytest --skips usual` fails at any other number.

Each skipped test says why; the summary lists it. Who adds one that skips somewhere changes the number here.
"""

import os
from pathlib import Path
from typing import Any

import pytest

NBGRADER = Path(__file__).resolve().parent.parent / "var" / "peers" / "nbgrader" / "bin" / "python"  # see bench.peers
USUAL = {  # how many, and whether they are on this host
    "no GPU": (13, not os.path.exists("/dev/nvidiactl")),
    "no nbgrader, which make bench-peers installs": (3, not NBGRADER.exists()),
    "an ordinary user": (37, os.geteuid() != 0),
    "not an x86_64": (30, os.uname().machine != "x86_64"),
}


def expected(wish: str) -> dict[str, int]:
    return {why: number for why, (number, here) in USUAL.items() if here and wish == "usual"}


def pytest_addoption(parser: pytest.Parser) -> None:
    told = "fail unless as many tests are skipped as is usual for the whole suite on this host, or unless none is"
    parser.addoption("--skips", choices=["usual", "none"], help=told)


def trouble(config: pytest.Config) -> str:
    """In one sentence; empty where as many were skipped as should be, or nobody asked."""
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


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if sentence := trouble(config):
        terminalreporter.line(sentence, red=True)
