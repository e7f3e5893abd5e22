"""Each main action works, and moves nothing on the page, whether before the press or after it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.chromium import paste
from tests.pages import FURTHER_ON
from tests.site import Site

pytestmark = pytest.mark.browser

SETTLE_MS = 700
TOPIC, EXERCISE = "/roadmap/topics/regularization/", "/exercises/two-layer-backprop/"
CHECKPOINT = "/checkpoints/phase-3-checkpoint/"
WATCH = """
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.report(["shift", entry.value]);
}).observe({ type: "layout-shift", buffered: true });
window.report(["watching", 0]);
"""
MAKE_REVIEWS_DUE = """
from datetime import timedelta
from django.db.models import F
from progress.models import CriterionMark
CriterionMark.objects.update(marked_at=F("marked_at") - timedelta(days=30))
"""


@dataclass(frozen=True, kw_only=True)
class Action:
    """`ready` prepares the page for the press. Only what happens after it counts as the action."""

    name: str
    path: str
    ready: Callable[[Page], object]
    press: Callable[[Page], object]


def button(name: str, *, exact: bool = False) -> Callable[[Page], object]:
    return lambda page: page.get_by_role("button", name=name, exact=exact).first.click()


def first(selector: str) -> Callable[[Page], object]:
    return lambda page: page.locator(selector).first.click()


def write(page: Page) -> None:
    paste(page, "def loss_and_grads(params, x, y):\n    return 0.0, {}\n")


def nothing(page: Page) -> None:
    """The page needs no preparation."""


ACTIONS = (
    Action(
        name="log hours",
        path=TOPIC,
        ready=lambda page: page.get_by_label("Log study time").fill("10m reading"),
        press=button("Log", exact=True),
    ),
    Action(
        name="start the timer",
        path=TOPIC,
        ready=first("details:has(button[value=reading]) > summary"),
        press=button("Start reading"),
    ),
    Action(name="stop the timer", path="/hours/", ready=nothing, press=button("Stop")),
    Action(
        name="mark a part",
        path=TOPIC,
        ready=first(".stop .mark-menu > summary"),
        press=first(".stop .mark-menu button[value=done]"),
    ),
    Action(
        name="undo the mark",
        path=TOPIC,
        ready=first(".stop .mark-menu > summary"),
        press=first(".stop .mark-menu button[value=todo]"),
    ),
    Action(name="answer a criterion", path=CHECKPOINT, ready=nothing, press=first("button[value=not_yet]")),
    Action(
        name="ask what if",
        path="/plan/",
        ready=lambda page: page.locator("#id_hours").fill(""),
        press=lambda page: page.keyboard.type("9"),
    ),
    Action(name="try a run", path=EXERCISE, ready=write, press=button("Try the example")),
    Action(name="submit", path=EXERCISE, ready=write, press=button("Submit")),
    Action(name="answer a review", path="/review/", ready=nothing, press=first("button[name=recall]")),
)


def watch(page: Page) -> list[list[Any]]:
    """Return a list that receives the layout shifts of every page opened from now on."""
    events: list[list[Any]] = []
    # Playwright accepts only a plain Python function.
    page.expose_function("report", lambda entry: events.append(entry))
    page.add_init_script(WATCH)
    return events


def layout_shift_of(page: Page, action: Action, events: list[list[Any]]) -> float:
    """Take the action. Return the page's cumulative layout shift until the result has settled."""
    events.clear()
    page.goto(action.path, wait_until="networkidle")
    action.ready(page)
    page.wait_for_timeout(SETTLE_MS)
    action.press(page)
    page.wait_for_timeout(SETTLE_MS)
    page.wait_for_load_state("networkidle")
    return sum(float(value) for kind, value in events if kind == "shift")


def test_each_action_works_and_moves_nothing(open_as: Open, site: Site) -> None:
    page = open_as(FURTHER_ON, "/")
    events = watch(page)
    site.shell(MAKE_REVIEWS_DUE)
    shifts = {action.name: layout_shift_of(page, action, events) for action in ACTIONS}
    assert ["watching", 0] in events
    assert {name: shift for name, shift in shifts.items() if shift} == {}
