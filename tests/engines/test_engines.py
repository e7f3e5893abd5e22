"""Firefox and WebKit, too: a learner signs in, logs time, writes code in the editor and gets a verdict."""

import pytest

from tests.engines.webdriver import Tab
from tests.pages import LEARNER

pytestmark = pytest.mark.browser

EXERCISE = "/exercises/matmul/"
RIGHT = "def matmul(A, B): return (A.reshape(len(A), len(B), 1) * B).sum(axis=1)"
WRONG = RIGHT.replace("axis=1", "axis=0")
CONTROL, DELETE = "\ue009", "\ue017"  # keys, as WebDriver names them


def sign_in(tab: Tab) -> None:
    address, password = tab.site.sign_in(LEARNER)
    tab.go("/accounts/login/")
    tab.type("input[name=login]", address)
    tab.type("input[name=password]", password)
    tab.click("form[action='/accounts/login/'] .row button")
    assert tab.shows("main", "Next")


def write(tab: Tab, source: str) -> None:
    """Replace the editor's content, key by key. In a narrow window the code is a tab, which its address opens."""
    tab.go(EXERCISE)
    tab.go(f"{EXERCISE}#code")
    assert tab.has(".cm-content")
    tab.type(".cm-content", f"{CONTROL}a{DELETE}")  # the end of a command releases the key
    tab.type(".cm-content", source)
    assert tab.shows(".cm-content", source)


def test_sign_in_log_line_editor_and_verdict(tab: Tab) -> None:
    sign_in(tab)

    tab.go("/roadmap/topics/calculus/")
    tab.type("input[name=line]", "25m reading")
    assert tab.shows("#log-said", "25 min")
    tab.click("#log")
    assert tab.shows(".messages", "25 min")

    write(tab, WRONG)
    tab.click("button[value=submit]")
    assert tab.has(".verdict.not-yet")
    write(tab, RIGHT)
    tab.click("button[value=submit]")
    assert tab.has(".verdict.passed")
