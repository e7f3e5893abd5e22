"""The workspace loses no draft, even offline or in two tabs, and works by keyboard and on a phone."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from exercises.workspace.queries import EDITED_ELSEWHERE
from tests.browser.conftest import Open
from tests.chromium import leads_to, open_account_menu, paste, sign_in
from tests.pages import LEARNER, MENTOR
from tests.site import ROOT, Site

pytestmark = pytest.mark.browser

# One exercise for each test, because they share a learner and a draft stays after its test.
KEPT = "/exercises/byte-pair-encoding/"


def constant(module: str, name: str) -> str:
    """A text of one of our scripts."""
    source = (ROOT / "static" / "js" / f"{module}.js").read_text(encoding="utf-8")
    text = re.search(rf'^const {name} = "([^"]*)";', source, re.MULTILINE)
    assert text, name
    return text[1]


def code(page: Page) -> str:
    expect(page.locator(".editor[data-mounted]")).to_be_attached()
    text = page.locator("textarea[name=source]").input_value()
    return str(text)


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_contain_text("Saved")


def trouble(page: Page, words: str) -> None:
    expect(page.locator("[data-trouble]")).to_contain_text(words)


def second_tab(page: Page) -> Page:
    tab = page.context.new_page()
    tab.goto(page.url)
    return tab


def sign_out(page: Page) -> None:
    open_account_menu(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()


def kept_here(context: BrowserContext) -> list[str]:
    keys: list[str] = context.pages[0].evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))")
    return keys


# ---------------------------------------------------------------- drafts


def test_a_draft_is_saved_and_opens_in_another_browser(open_as: Open) -> None:
    page = open_as(LEARNER, KEPT)
    paste(page, "def train(text, num_merges):\n    return []  # a thought")
    saved(page)
    page.reload()
    assert "a thought" in code(page)
    assert "a thought" in code(open_as(LEARNER, KEPT))


def test_offline_the_draft_is_kept_in_the_browser_and_saved_later(open_as: Open) -> None:
    page = open_as(LEARNER, "/exercises/two-layer-backprop/")
    code(page)
    page.context.set_offline(True)
    paste(page, "thought = 'under way'")
    trouble(page, "Offline" + constant("editor.drafts", "IN_BROWSER"))
    page.get_by_role("button", name="Reset").click()
    trouble(page, "Offline" + constant("editor.drafts", "IN_BROWSER"))
    assert code(page) == "thought = 'under way'"
    page.context.set_offline(False)
    saved(page)
    assert "under way" in code(open_as(LEARNER, "/exercises/two-layer-backprop/"))


def test_a_run_that_cannot_be_sent_says_so_and_loses_nothing(site: Site, open_as: Open) -> None:
    page = open_as(LEARNER, "/exercises/two-layer-backprop/")
    paste(page, "def loss_and_grads(params, x, y):\n    return 0, {}")
    page.route("**/exercises/two-layer-backprop/", lambda route: route.abort())
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#result")).to_contain_text("Not sent")
    expect(page.locator("[data-announce]")).to_contain_text(constant("results", "STILL_IN_EDITOR"))
    assert "return 0, {}" in code(page)
    page.unroute("**/exercises/two-layer-backprop/")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#result")).not_to_contain_text("Not sent")
    expect(page.locator("#result h2")).to_have_text(re.compile("checks? passed|Being graded"))


def test_a_tab_in_which_nobody_types_follows_the_other(open_as: Open) -> None:
    page = open_as(LEARNER, "/exercises/matmul/")
    tab = second_tab(page)
    code(tab)
    paste(page, "first = 'typed here'")
    expect(tab.locator(".cm-content")).to_contain_text("typed here")
    saved(page)
    page.locator(".cm-content").press("Control+End")
    page.locator(".cm-content").type("\nthen = 'here again'")
    expect(tab.locator(".cm-content")).to_contain_text("here again")
    saved(page)
    assert page.locator("[data-conflict]").count() == tab.locator("[data-conflict]").count() == 0


def test_two_tabs_in_which_somebody_typed_both_keep_their_version(open_as: Open) -> None:
    page = open_as(LEARNER, "/exercises/power-iteration/")
    tab = second_tab(page)
    code(tab)
    paste(page, "where = 'first tab'")
    saved(page)
    paste(tab, "where = 'second tab'")
    saved(tab)
    trouble(page, EDITED_ELSEWHERE.partition(",")[0])
    expect(page.locator(".conflict ins")).to_contain_text("first tab")
    expect(page.locator(".conflict del")).to_contain_text("second tab")
    assert code(page) == "where = 'first tab'"
    page.locator("button[name=choice][value=here]").click()
    saved(page)
    trouble(tab, EDITED_ELSEWHERE.partition(",")[0])
    assert code(tab) == "where = 'second tab'"


def test_two_devices_both_keep_their_version(open_as: Open) -> None:
    laptop, phone = (open_as(LEARNER, "/exercises/adam/", width=width) for width in (1280, 390))
    code(laptop), code(phone)
    paste(laptop, "where = 'laptop'")
    saved(laptop)
    paste(phone, "where = 'phone'")
    trouble(phone, EDITED_ELSEWHERE.partition(",")[0])
    expect(phone.locator(".conflict ins")).to_contain_text("phone")
    expect(phone.locator(".conflict del")).to_contain_text("laptop")
    phone.locator("button[name=choice][value=there]").click()
    expect(phone.locator(".cm-content")).to_contain_text("laptop")
    phone.get_by_role("button", name="Restore").click()
    expect(phone.locator(".cm-content")).to_contain_text("phone")
    saved(phone)


def test_starting_over_is_undone_with_one_button(open_as: Open) -> None:
    page = open_as(LEARNER, "/exercises/dropout/")
    paste(page, "long = 'work'")
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(".cm-content")).not_to_contain_text("work")
    page.get_by_role("button", name="Restore").click()
    expect(page.locator(".cm-content")).to_contain_text("work")


def test_another_person_in_the_same_browser_does_not_see_the_draft_and_signing_out_deletes_it(
    site: Site, open_as: Open
) -> None:
    page = open_as(LEARNER, KEPT)
    paste(page, "secret = 'a learner’s'")
    page.context.clear_cookies()  # the session expired; nobody signed out
    sign_in(page, site, MENTOR)
    page.goto(KEPT)
    assert "secret" not in code(page)
    sign_out(page)
    assert len(kept_here(page.context)) == 2  # the learner's draft, and this browser's name for them
    sign_in(page, site, LEARNER)
    page.goto(KEPT)
    assert "secret" in code(page)
    saved(page)
    sign_out(page)
    assert kept_here(page.context) == []


def test_signing_out_warns_about_a_draft_that_is_only_in_this_browser(open_as: Open) -> None:
    page = open_as(LEARNER, "/exercises/adam/")
    page.route("**/draft", lambda route: route.abort())
    paste(page, "only = 'here'")
    trouble(page, constant("editor.drafts", "IN_BROWSER"))
    open_account_menu(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("main").get_by_role("link", name="adam")).to_be_visible()
    assert any("adam" in key for key in kept_here(page.context))
    page.locator("[data-delete-unsaved]").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
    assert kept_here(page.context) == []


def test_when_the_session_ends_signing_in_leads_back_to_the_draft(site: Site, open_as: Open) -> None:
    page = open_as(LEARNER, KEPT)
    code(page)
    page.context.clear_cookies(name="sessionid")
    paste(page, "typed = 'after the session'")
    trouble(page, constant("editor.drafts", "SIGNED_OUT").strip())
    page.locator("[data-trouble]").get_by_role("link").click()
    address, password = site.sign_in(LEARNER)
    page.locator("input[name=login]").fill(address)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    leads_to(page, f"**{KEPT}")
    assert code(page) == "typed = 'after the session'"
    saved(page)


# ---------------------------------------------------------------- keyboard, phone, stillness


def test_from_sign_in_to_a_verdict_by_keyboard_alone(site: Site, open_as: Open) -> None:
    page = open_as("", "/accounts/login/?next=/exercises/two-layer-backprop/")
    address, password = site.sign_in(LEARNER)
    for words, name in ((address, "login"), (password, "password")):
        tab_to(page, f"input[name={name}]")
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    leads_to(page, "**/exercises/two-layer-backprop/")
    code(page)
    tab_to(page, ".cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type("def loss_and_grads(params, x, y):\nreturn 1, {}")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Submit")).to_be_focused()
    expect(page.locator("[data-announce]")).to_have_text(constant("editor", "LEFT_EDITOR"))
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-announce]")).to_contain_text("0 of 7 checks passed")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until it has the focus, through the editor's shadow root as well."""
    focused = """selector => {
        let active = document.activeElement;
        while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
        return active.matches(selector);
    }"""
    for _ in range(60):
        if page.evaluate(focused, selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {selector}")


PLACES = """() => [".task", ".bench", ".outcome"].map((part) => {
    const element = document.querySelector(`.workspace > ${part}`);
    const { left, top } = element.getBoundingClientRect();
    return element.checkVisibility() ? [left, top] : null;
})"""


@pytest.mark.parametrize(
    ("width", "columns", "parts"), [(390, 1, 1), (1024, 1, 1), (1100, 2, 2), (1280, 2, 2), (1440, 2, 3), (1920, 2, 3)]
)
def test_the_number_of_columns_and_parts_fits_the_width(open_as: Open, width: int, columns: int, parts: int) -> None:
    page = open_as(LEARNER, "/exercises/two-layer-backprop/", width=width)
    task, bench, outcome = page.evaluate(PLACES)
    assert [part is not None for part in (task, bench, outcome)] == [True, parts > 1, parts > 2]
    assert len({part[0] for part in (task, bench, outcome) if part}) == columns
    if columns == 2:  # text to read on the left, the editor on the right
        assert task[0] < bench[0]
        assert task[1] == bench[1]
    statement = page.locator(".task > .prose").evaluate("prose => prose.getBoundingClientRect().width")
    assert columns == 1 or statement >= 30 * 16
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 390])
def test_after_submitting_the_verdict_is_in_view_beside_the_editor(open_as: Open, width: int) -> None:
    page = open_as(LEARNER, "/exercises/two-layer-backprop/", width=width)
    paste(page, "def loss_and_grads(params, x, y):\n    return 1, {}")
    page.get_by_role("button", name="Try the example").click()
    expect(page.locator("#result h2")).to_be_in_viewport()
    if width == 1280:
        expect(page.locator(".cm-content")).to_be_in_viewport()
        expect(page.get_by_role("button", name="Submit")).to_be_in_viewport()


COLUMNS = """line => {
  const range = document.createRange();
  range.selectNodeContents(line);
  const rows = new Map();
  for (const { top, left } of range.getClientRects()) {
    rows.set(Math.round(top), Math.min(left, rows.get(Math.round(top)) ?? left));
  }
  range.setEnd(document.createTreeWalker(line, NodeFilter.SHOW_TEXT).nextNode(), 1);
  const [first, ...below] = rows.values();
  return below.map((left) => (left - first) / range.getBoundingClientRect().width);
}"""


def test_a_long_line_wraps_with_two_columns_of_indent(open_as: Open) -> None:
    page = open_as(LEARNER, "/exercises/two-layer-backprop/", width=390)
    paste(page, "    y = 'one two three four five six seven eight nine ten eleven twelve'")
    below = page.locator(".cm-line").evaluate(COLUMNS)
    assert below
    assert below == pytest.approx([4 + 2] * len(below), abs=0.1)


WIDE_FORMULAS = ("softmax-jacobian", "linear-regression-gradient", "entropy-cross-entropy-kl", "decoder-block")
UNFIT = """() => [...document.querySelectorAll(".task math")].filter((math) => {
    const column = math.closest(".prose").getBoundingClientRect();
    const own = math.getBoundingClientRect();
    const scrolls = math.getAttribute("display") === "block" && getComputedStyle(math).overflowX === "auto";
    return own.right > column.right + 1 || (math.scrollWidth > math.clientWidth + 1 && !scrolls && math.clientWidth);
}).map((math) => math.textContent)"""
SCROLLING = """() => [...document.querySelectorAll(".task math[display=block]")]
    .filter((math) => math.scrollWidth > math.clientWidth + 1).map((math) => math.textContent)"""


@pytest.mark.parametrize("slug", WIDE_FORMULAS)
def test_no_formula_is_cut_off_and_none_scrolls_beside_the_editor(open_as: Open, slug: str) -> None:
    page = open_as(LEARNER, f"/exercises/{slug}/", javascript=False)
    for width in (360, 390, 768, 1024, 1100, 1280, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(UNFIT) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width >= 768:
            assert page.evaluate(SCROLLING) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_when_a_verdict_arrives(open_as: Open, width: int) -> None:
    page = open_as(LEARNER, "/exercises/two-layer-backprop/", width=width)
    paste(page, "def loss_and_grads(params, x, y):\n    import time; time.sleep(1)\n    return 1, {}")
    saved(page)
    page.evaluate("""() => {
        window.shift = 0;
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shift += entry.value; })
            .observe({ type: "layout-shift" });
    }""")
    page.get_by_role("button", name="Try the example").click()
    expect(page.locator("[data-announce]")).to_contain_text("Your loss")
    assert page.evaluate("window.shift") == 0


def test_hints_come_one_at_a_time(open_as: Open) -> None:
    page = open_as(LEARNER, KEPT, javascript=False)
    expect(page.get_by_text("Hint 1 of")).to_be_visible()
    expect(page.get_by_text("Hint 2 of")).to_be_hidden()
    page.get_by_text("Hint 1 of").click()
    expect(page.get_by_text("Hint 2 of")).to_be_visible()


def test_without_javascript_the_draft_is_saved_by_a_button(open_as: Open) -> None:
    page = open_as(LEARNER, "/exercises/two-layer-backprop/", javascript=False)
    page.locator("textarea[name=source]").fill("plain = 'HTML'")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    expect(page.locator("textarea[name=source]")).to_have_value("plain = 'HTML'")
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="Restore").click()
    expect(page.locator("textarea[name=source]")).to_have_value("plain = 'HTML'")
