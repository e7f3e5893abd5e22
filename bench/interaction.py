"""How long a learner waits to see that an action was taken, in Chromium: `python -m bench.interaction [--json]`.

For each action, on a site of its own: `inp_ms`, the time from the press to the next paint, as the longest of its events
in the Event Timing API, and `cls`, the page's cumulative layout shift until the result has settled. The median and the
worst of five.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.chromium import launch, paste, sign_in
from tests.pages import LEARNER
from tests.site import Site

RUNS = 5
SETTLE_MS = 700
TOPIC, EXERCISE = "/roadmap/topics/regularization/", "/exercises/two-layer-backprop/"
CHECKPOINT = "/checkpoints/phase-3-checkpoint/"
# An event shorter than the API's floor of 16 ms leaves no entry: it is counted as 16.
WATCH = """
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.interactionId) window.said(["event", entry.duration]);
}).observe({ type: "event", durationThreshold: 16, buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.said(["shift", entry.value]);
}).observe({ type: "layout-shift", buffered: true });
window.said(["watching", 0]);
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
    Action(name="start the timer", path=TOPIC, ready=nothing, press=button("Start reading")),
    Action(name="stop the timer", path="/hours/", ready=nothing, press=button("Stop")),
    Action(name="mark a part", path=TOPIC, ready=nothing, press=first(".part button[value=done]")),
    Action(
        name="undo the mark",
        path=TOPIC,
        ready=first(".part .more:has([value=todo]) summary"),
        press=first(".part button[value=todo]"),
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
    """Events that the browser reports for every page opened from now on: presses and layout shifts."""
    events: list[list[Any]] = []
    page.expose_function("said", lambda entry: events.append(entry))  # Playwright accepts only a plain Python function
    page.add_init_script(WATCH)
    return events


def act(page: Page, action: Action, events: list[list[Any]]) -> tuple[float, float]:
    """(ms to the next paint, layout shift of the page) of one action."""
    events.clear()
    page.goto(action.path, wait_until="networkidle")
    action.ready(page)
    page.wait_for_timeout(SETTLE_MS)
    before = len(events)
    action.press(page)
    page.wait_for_timeout(SETTLE_MS)
    page.wait_for_load_state("networkidle")
    wait_ms = max([16.0, *(value for kind, value in events[before:] if kind == "event")])
    return wait_ms, sum(value for kind, value in events if kind == "shift")


def measure() -> list[dict[str, Any]]:
    with Site() as site, sync_playwright() as playwright:
        site.shell(MAKE_REVIEWS_DUE)
        browser = launch(playwright)
        # High enough that no button is scrolled to just before its press: Chromium would count the scroll as its wait.
        page = browser.new_page(base_url=site.address, viewport={"width": 1280, "height": 900})
        events = watch(page)
        sign_in(page, site, LEARNER)
        runs = [[act(page, action, events) for action in ACTIONS] for _ in range(RUNS)]
        browser.close()
    return [row(action, [run[k] for run in runs]) for k, action in enumerate(ACTIONS)]


def row(action: Action, took: list[tuple[float, float]]) -> dict[str, Any]:
    waits, shifts = zip(*took, strict=True)
    return {
        "action": action.name,
        "page": action.path,
        "inp_ms": round(statistics.median(waits)),
        "worst_ms": round(max(waits)),
        "cls": round(max(shifts), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.interaction", description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    rows = measure()
    if as_json:
        sys.stdout.write(json.dumps(rows) + "\n")
        return
    for one in rows:
        sys.stdout.write(f"{one['action']:20} {one['inp_ms']:5} ms  worst {one['worst_ms']:5} ms  cls {one['cls']}\n")


if __name__ == "__main__":
    main()
