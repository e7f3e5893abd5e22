"""The hours page: a timer left running, a timer beside a typed line, and the figures on pace, other learners and
the hours left.
"""

import math
import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from progress.forecast.changes import PACE_CHANGED
from progress.timer.actions import TimerAsksError
from progress.timer.views import TIMER_STARTED
from progress.topic.experience import OTHERS_NEEDED
from tests.browser.conftest import Open
from tests.pages import LEARNER
from tests.patience import PATIENCE_S
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]

TOPIC = "/roadmap/topics/neural-networks/"
TimerBegan = Callable[[timedelta], None]


@pytest.fixture
def timer_began(site: Site) -> TimerBegan:
    """`timer_began(timedelta(hours=11))` sets the running timer's start to 11 hours ago, after all entries.

    No timer runs at first, whatever an earlier test left.
    """
    with sqlite3.connect(site.var / "descent.sqlite3", timeout=PATIENCE_S) as left:
        left.execute("DELETE FROM progress_timer")
    left.close()

    def moved(ago: timedelta) -> None:
        began = (datetime.now(UTC) - ago).replace(tzinfo=None)
        before = began - timedelta(minutes=1)
        with sqlite3.connect(site.var / "descent.sqlite3", timeout=PATIENCE_S) as database:
            database.execute("UPDATE progress_timer SET started_at = ?", [began.isoformat(" ")])
            database.execute("UPDATE progress_studyentry SET created_at = min(created_at, ?)", [before.isoformat(" ")])
        database.close()

    return moved


def main_of(page: Page) -> Locator:
    return page.get_by_role("main")


def log(page: Page, line: str) -> None:
    page.goto("/hours/")
    page.get_by_label("Log study time").fill(line)
    page.get_by_role("button", name="Log", exact=True).click()
    expect(main_of(page)).to_contain_text("Logged ")


def take_back(page: Page, note: str) -> None:
    """Delete every entry with that note, so that the next test starts with the original hours."""
    page.goto("/hours/")
    while (row := page.get_by_role("listitem").filter(has_text=note)).count():
        with page.expect_response("**/delete/"):  # the message may still be there from the last deletion
            row.first.get_by_role("button", name="Delete").click()
        expect(main_of(page)).to_contain_text("Deleted ")
        page.goto("/hours/")


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop and log").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_timer_left_running_overnight_asks_for_the_time_and_can_be_restored(
    open_as: Open, timer_began: TimerBegan, javascript: bool
) -> None:
    page = open_as(LEARNER, TOPIC, javascript=javascript, width=390)
    page.get_by_text("Use the timer").click()
    page.get_by_role("button", name="Start reading").click()
    expect(main_of(page)).to_contain_text(TIMER_STARTED)
    timer_began(timedelta(hours=11, minutes=20))
    page.goto(TOPIC)
    expect(main_of(page)).to_contain_text("11:20 on Neural networks, reading")
    stop(page)
    asked = page.get_by_role("heading", name=str(TimerAsksError(11 * 60 + 20)))
    expect(asked).to_be_visible()
    page.get_by_label("Study time").fill("12h")
    page.get_by_role("button", name="Log time").click()
    expect(asked).to_be_visible()
    expect(main_of(page)).to_contain_text("between 1 min and 11 h 20 min")
    page.get_by_label("Study time").fill("1h17")
    page.get_by_role("button", name="Log time").click()
    expect(main_of(page)).to_contain_text("Logged 1 h 17 min of reading on Neural networks")
    assert page.url.endswith(TOPIC)

    page.goto("/hours/")
    delete = page.get_by_role("button", name="Delete 1 h 17 min")
    delete.click()
    expect(main_of(page)).to_contain_text("Deleted 1 h 17 min of reading.")
    page.goto("/plan/")
    page.goto("/hours/")
    page.get_by_role("button", name="Undo").click()  # still there after leaving the page
    delete.click()
    expect(main_of(page)).to_contain_text("Deleted 1 h 17 min of reading.")


def test_time_typed_while_a_timer_ran_counts_once(open_as: Open, timer_began: TimerBegan) -> None:
    page = open_as(LEARNER, "/hours/")
    page.get_by_role("button", name="Start coding").click()
    expect(main_of(page)).to_contain_text(TIMER_STARTED)
    timer_began(timedelta(minutes=64, seconds=30))
    log(page, "45m coding 4.1 – typed meanwhile")
    stop(page)
    asked = page.get_by_role("heading", name="The timer ran 1 h 4 min, and you logged 45 min")
    expect(asked).to_be_visible()
    expect(page.get_by_label("Study time")).to_have_value("19 min")
    page.locator("form[action*=discard] button").last.click()
    expect(page.locator("form[action*=discard]")).to_have_count(0)
    take_back(page, "typed meanwhile")


@pytest.mark.parametrize("url", ["/", "/hours/", TOPIC])
def test_a_line_that_cannot_be_read_changes_only_the_message(open_as: Open, url: str) -> None:
    page = open_as(LEARNER, url)
    heading = page.get_by_role("heading", level=1).inner_text()
    line = page.get_by_label("Log study time")
    height = _height(page)
    line.fill("90 reading – clumsy")
    line.press("Enter")
    expect(page.locator("#log-said.asks")).to_contain_text("“90m”")
    expect(line).to_be_focused()
    assert _height(page) == height
    expect(line).to_have_value("90 reading – clumsy")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    line.fill("90m reading – clumsy")
    line.press("Enter")
    expect(main_of(page)).to_contain_text("Logged 1 h 30 min of reading")
    take_back(page, "clumsy")


@pytest.mark.parametrize("url", ["/hours/", TOPIC])
def test_the_preview_of_a_line_moves_nothing(open_as: Open, url: str) -> None:
    page = open_as(LEARNER, url, width=390)
    height = _height(page)
    line = page.get_by_label("Log study time")
    for text, button in (
        ("1h15 reading attention", None),
        ("2h", "Log as Reading"),
        ("1-2h", "1 h"),
        ("1h math", "1.1 Linear algebra"),
    ):
        line.fill(text)
        if button:
            expect(page.locator("#log-said").get_by_role("button", name=button, exact=True)).to_be_visible()
        else:
            expect(page.locator("#log-said")).to_contain_text("1 h 15 min")
        assert _height(page) == height, text


def test_an_answer_logs_what_was_chosen(open_as: Open) -> None:
    page = open_as(LEARNER, "/hours/")
    page.get_by_label("Log study time").fill("1-2h reading – either")
    page.get_by_role("button", name="2 h", exact=True).click()
    expect(main_of(page)).to_contain_text("Logged 2 h of reading")
    take_back(page, "either")


def test_without_javascript_the_message_keeps_the_typed_line(open_as: Open) -> None:
    page = open_as(LEARNER, TOPIC, javascript=False)
    page.get_by_label("Log study time").fill("90 reading")
    page.get_by_role("button", name="Log", exact=True).click()
    expect(page.locator("#log-said.asks")).to_contain_text("“90m”")
    expect(page.get_by_label("Log study time")).to_have_value("90 reading")
    expect(page.get_by_label("Log study time")).to_be_focused()
    page.get_by_label("Log study time").fill("90m reading – clumsy")
    page.get_by_role("button", name="Log", exact=True).click()
    expect(main_of(page)).to_contain_text("Logged 1 h 30 min of reading on Neural networks")
    assert page.url.endswith(TOPIC)
    take_back(page, "clumsy")


LOGGED = re.compile(r"✓ done ([\d.]+) h logged\D+([\d.]+) to ([\d.]+) h\.")


def _height(page: Page) -> int:
    height: int = page.evaluate("document.documentElement.scrollHeight")
    return height


def _said(page: Page) -> str:
    """The page's text with plain spaces, because figures and units are joined by non-breaking ones."""
    return " ".join(main_of(page).inner_text().split())


PACE = re.compile(r"taking ([\d.]+)× the estimated time \((\d+) topics so far\)\. By kind: ")


def test_the_pace_follows_from_the_pages_numbers_and_changes_the_hours_left(open_as: Open) -> None:
    page = open_as(LEARNER, "/hours/")
    assert _pace(page) == pytest.approx(_pace_of_rows(page), abs=0.06)  # both use rounded figures
    before = _ahead(page)
    for _ in range(2):
        log(page, "9h watching 1.1 – slow")
    assert _pace(page) == pytest.approx(_pace_of_rows(page), abs=0.06)
    expect(main_of(page)).to_contain_text("write some code next.")
    assert all(now > then for now, then in zip(_ahead(page), before, strict=True))
    page.goto("/")
    changes = page.locator("#changes")
    changes.locator("summary").click()
    expect(changes).to_contain_text(PACE_CHANGED.partition(" {}")[0])
    page.goto("/hours/")
    take_back(page, "slow")
    assert _ahead(page) == before


def _pace(page: Page) -> float:
    said = PACE.search(_said(page))
    assert said, _said(page)
    return float(said[1])


def _pace_of_rows(page: Page) -> float:
    """The geometric mean of logged over estimated hours and three ones, as the page explains it."""
    rows = [[float(figure) for figure in row] for row in LOGGED.findall(_said(page))]
    ratios = [min(max(logged / ((low + high) / 2), 0.25), 4) for logged, low, high in rows]
    return math.exp(sum(map(math.log, ratios)) / (len(ratios) + 3))


def _ahead(page: Page) -> list[int]:
    """The hours left, checked to be the same on home, roadmap and plan."""
    said = {
        url: re.search(pattern, (page.goto(url), _said(page))[1])
        for url, pattern in {
            "/": r"(\d+) to (\d+) h to go",
            "/roadmap/": r"(\d+) to (\d+) h to go",
            "/plan/": r"You have (\d+) to (\d+) h left",
        }.items()
    }
    figures = {tuple(map(int, found.groups())) for found in said.values() if found}
    assert all(said.values()), said
    [ahead] = figures
    return list(ahead)


def test_other_learners_hours_are_a_range_with_their_number(open_as: Open) -> None:
    page = open_as(LEARNER, "/roadmap/topics/calculus/")
    expect(main_of(page)).to_contain_text(
        re.compile(OTHERS_NEEDED.format(learners=r"\b([5-9]|[1-9]\d)", hours=r"[\d.]+ to [\d.]+ h"))
    )


@pytest.mark.parametrize("javascript", [True, False])
def test_what_if_moves_the_finish(open_as: Open, javascript: bool) -> None:
    page = open_as(LEARNER, "/plan/", javascript=javascript, width=390)
    answer = page.locator("#what-if")
    expect(answer).to_contain_text("At 8 h a week: ")
    page.get_by_label("Hours a week").fill("20")
    if not javascript:
        page.locator("form[action*='what-if'] button").click()
    expect(answer).to_contain_text("At 20 h a week: ")


def test_the_calendar_is_one_tab_stop_with_arrow_keys(open_as: Open) -> None:
    page = open_as(LEARNER, "/hours/")
    days = page.locator(".calendar a")
    stop = page.locator(".calendar a[tabindex='0']")
    expect(stop).to_have_count(1)
    latest = stop.get_attribute("title") or ""
    stop.focus()
    page.keyboard.press("Home")
    expect(stop).to_be_focused()
    expect(days.and_(page.get_by_title(latest, exact=True))).to_have_attribute("tabindex", "-1")
    chosen = stop.get_attribute("title") or ""
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text=chosen.partition(":")[0])).to_be_visible()
    expect(stop).to_be_focused()
