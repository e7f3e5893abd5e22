"""Whatever somebody types is there again, however they leave the page before it's saved."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Locator, Page, Route, expect

from tests.browser.conftest import signed_in
from tests.chromium import leads_to, new_context, open_account_menu, sign_in
from tests.pages import ADMIN, EDITOR, LEARNER, MENTOR, PAGES, visit
from tests.pages import Page as Listed
from tests.site import Site

pytestmark = pytest.mark.browser

TEXT = "Half a sentence that nobody else"
FORM = "/problems/new/topic/neural-networks/"  # everybody has it
NOTES = "/roadmap/topics/calculus/"
Leave = Callable[["Tab"], None]


class Tab:
    """A browser in which somebody types a text into a form, on which its tests leave it."""

    def __init__(self, site: Site, browser: Browser, role: str = MENTOR, width: int = 1280) -> None:
        self.site, self.browser, self.role = site, browser, role
        state = signed_in(site, browser, role)
        size = {"width": width, "height": 900}
        self.use(new_context(browser, base_url=site.address, storage_state=state, viewport=size))

    def use(self, context: BrowserContext) -> None:
        self.context, self.page = context, context.new_page()

    def type(self, path: str = FORM, field: str = "textarea[name=text]", text: str = TEXT) -> None:
        self.page.goto(path)
        _field(self.page, field).fill(text)

    def send(self) -> None:
        self.page.locator("input[name=kind]").first.check()
        self.page.get_by_role("main").get_by_role("button", name="Send").click()

    def answer_with(self, answer: Callable[[Route], None]) -> None:
        """Let `answer` answer the form instead of the site."""

        def handle(route: Route) -> None:
            answer(route) if route.request.method == "POST" else route.continue_()

        self.page.route(f"**{FORM}", handle)

    def sign_out(self) -> None:
        open_account_menu(self.page)
        self.page.get_by_role("button", name="Sign out").click()
        leads_to(self.page, "**/accounts/logout/")
        self.page.get_by_role("main").get_by_role("button", name="Sign out", exact=True).click()
        expect(self.page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()

    def sign_in_anew(self) -> None:
        self.context.clear_cookies()
        self.sign_in()

    def sign_in(self, role: str = "") -> None:
        sign_in(self.page, self.site, role or self.role)


def _field(page: Page, field: str = "textarea[name=text]") -> Locator:
    """The field, in whatever is folded around it."""
    found = page.locator(field).first
    found.wait_for(state="attached")
    found.evaluate("field => field.closest('details')?.setAttribute('open', '')")
    if not found.is_visible():
        page.get_by_role("tab", name="Code").click()
    return found


@pytest.fixture
def tab(site: Site, browser: Browser) -> Iterator[Tab]:
    tab = Tab(site, browser)
    yield tab
    tab.context.close()


# ---------------------------------------------------------------- the ways


def link(tab: Tab) -> None:
    tab.page.get_by_role("contentinfo").get_by_role("link", name="About").click()
    leads_to(tab.page, "**/about/")


def link_and_back(tab: Tab) -> None:
    link(tab)
    tab.page.go_back()


def back(tab: Tab) -> None:
    tab.page.goto("/about/")
    tab.type()
    tab.page.go_back()


def back_and_forward(tab: Tab) -> None:
    back(tab)
    tab.page.go_forward()


def address(tab: Tab) -> None:
    tab.page.goto("/about/")


def reload(tab: Tab) -> None:
    tab.page.reload()


def close(tab: Tab) -> None:
    tab.page.close(run_before_unload=True)
    tab.page = tab.context.new_page()


def die(tab: Tab) -> None:
    """No event tells the page."""
    tab.page.close()
    tab.page = tab.context.new_page()


def crash(tab: Tab) -> None:
    with tab.page.expect_event("crash"), suppress(Error):
        tab.page.goto("chrome://crash")
    tab.page = tab.context.new_page()


def end_browser(tab: Tab) -> None:
    state = tab.context.storage_state()
    tab.context.close()
    tab.use(new_context(tab.browser, base_url=tab.site.address, storage_state=state))


def sign_out_and_in(tab: Tab) -> None:
    tab.sign_out()
    tab.sign_in()


def other_person_between(tab: Tab) -> None:
    tab.sign_out()
    tab.sign_in(LEARNER)
    tab.page.goto(FORM)
    expect(_field(tab.page)).to_have_value("")
    tab.page.goto("/accounts/logout/")
    tab.page.get_by_role("main").get_by_role("button", name="Sign out", exact=True).click()
    tab.sign_in()


def sign_out_elsewhere(tab: Tab) -> None:
    """Another tab signs out, and this one sends its form."""
    first, tab.page = tab.page, tab.context.new_page()
    tab.page.goto("/about/")
    tab.sign_out()
    tab.page = first
    tab.send()
    tab.sign_in()


def expire(tab: Tab) -> None:
    tab.context.clear_cookies(name="sessionid")
    tab.page.goto("/roadmap/")
    tab.sign_in()


def expire_and_send(tab: Tab) -> None:
    tab.context.clear_cookies(name="sessionid")
    tab.send()
    leads_to(tab.page, "**/accounts/login/")
    tab.sign_in()


def expire_and_another_signs_in(tab: Tab) -> None:
    tab.context.clear_cookies(name="sessionid")
    tab.sign_in(LEARNER)
    tab.page.goto(FORM)
    expect(_field(tab.page)).to_have_value("")
    tab.context.clear_cookies(name="sessionid")
    tab.sign_in()


def csrf(tab: Tab) -> None:
    tab.context.clear_cookies(name="csrftoken")
    with tab.page.expect_response(lambda response: response.status == 403):
        tab.send()


def csrf_and_back(tab: Tab) -> None:
    csrf(tab)
    tab.page.go_back()


def _status(status: int) -> Leave:
    def leave(tab: Tab) -> None:
        tab.answer_with(lambda route: route.fulfill(status=status, body="<h1>Sorry</h1>", content_type="text/html"))
        with tab.page.expect_response(lambda response: response.status == status):
            tab.send()

    return leave


def _broken(error: str) -> Leave:
    def leave(tab: Tab) -> None:
        tab.answer_with(lambda route: route.abort(error))
        with tab.page.expect_event("requestfailed"):
            tab.send()

    return leave


def answer_lost(tab: Tab) -> None:
    """The site accepts it, but its answer never arrives. Once too often is better than never."""

    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    tab.answer_with(lose)
    with tab.page.expect_event("requestfailed"):
        tab.send()
    tab.context.clear_cookies(name=re.compile("accepted-draft"))  # Playwright's own request has got it


def offline(tab: Tab) -> None:
    tab.context.set_offline(True)
    with tab.page.expect_event("requestfailed"):
        tab.send()
    tab.context.set_offline(False)


def stop_and_follow_a_redirect(tab: Tab) -> None:
    """The form is never answered. The link's redirect says nothing about it."""
    tab.answer_with(lambda route: None)
    with tab.page.expect_request(lambda request: request.method == "POST"):
        tab.page.locator("input[name=kind]").first.check()
        tab.page.evaluate("setTimeout(() => document.querySelector('main form').requestSubmit())")
    tab.page.goto("/authoring/")


def refused(tab: Tab) -> None:
    """It's shown again with its mistake. What was typed is now what the page came with."""
    tab.page.evaluate("document.querySelector('main form').noValidate = true")
    tab.page.get_by_role("main").get_by_role("button", name="Send").click()
    expect(tab.page.locator("main .errorlist").first).to_be_visible()
    expect(_field(tab.page)).to_have_value(TEXT)


def refused_and_link(tab: Tab) -> None:
    refused(tab)
    link(tab)


def refused_and_reload(tab: Tab) -> None:
    refused(tab)
    tab.page.reload()


WAYS: dict[str, Leave] = {
    "link": link,
    "link and back": link_and_back,
    "back": back,
    "back and forward": back_and_forward,
    "another address": address,
    "reload": reload,
    "closing the tab": close,
    "the tab is killed": die,
    "the page crashes": crash,
    "the browser ends": end_browser,
    "signing out and in": sign_out_and_in,
    "signing out, and another person": other_person_between,
    "signing out in another tab": sign_out_elsewhere,
    "the session ends": expire,
    "the session ends, and sending": expire_and_send,
    "the session ends, and another person": expire_and_another_signs_in,
    "an expired form": csrf,
    "an expired form, and back": csrf_and_back,
    "status 400": _status(400),
    "status 404": _status(404),
    "status 413": _status(413),
    "status 429": _status(429),
    "status 500": _status(500),
    "a proxy’s 502": _status(502),
    "status 503": _status(503),
    "offline": offline,
    "the connection is reset": _broken("connectionreset"),
    "the connection times out": _broken("timedout"),
    "the name isn’t found": _broken("namenotresolved"),
    "the answer is lost": answer_lost,
    "never answered": stop_and_follow_a_redirect,
    "refused, and link": refused_and_link,
    "refused, and reload": refused_and_reload,
}
STAYS = ("link and back", "back and forward", "an expired form, and back")  # these end on the form's page


@pytest.mark.sample(10)
@pytest.mark.parametrize("way", WAYS)
def test_what_was_typed_is_there_again(tab: Tab, way: str) -> None:
    if "signing out" in way:
        tab.sign_in_anew()  # the other tests share a session
    tab.type()
    WAYS[way](tab)
    tab.page.unroute_all(behavior="ignoreErrors")
    if way not in STAYS:
        tab.page.goto(FORM)
    expect(_field(tab.page)).to_have_value(TEXT)


# ---------------------------------------------------------------- the forms


FORMS: dict[str, tuple[str, str, str]] = {  # who writes, the form's page, the field
    "an announcement": (MENTOR, "/cohorts/autumn/announcements/write/", "textarea[name=text]"),
    "a question": (LEARNER, "/questions/ask/?topic=neural-networks", "textarea[name=text]"),
    "a remark on a sign-off": (MENTOR, "/cohorts/autumn/sign-offs/", "textarea[name=text]"),
    "a node": (ADMIN, f"{EDITOR}nodes/calculus/", "textarea[name=why]"),
    "an own call": (LEARNER, "/exercises/adam/", "textarea[name=call]"),
    "study time": (LEARNER, "/hours/", "input[name=line]"),
    "a folded note": (LEARNER, "/checkpoints/phase-3-checkpoint/", "textarea[name=note]"),
}


@pytest.mark.sample(3)
@pytest.mark.parametrize("form", FORMS)
def test_each_kind_of_form_keeps_it_at_a_phone_too(site: Site, browser: Browser, form: str) -> None:
    role, path, field = FORMS[form]
    tab = Tab(site, browser, role, width=390)
    tab.type(path, field)
    link(tab)
    tab.page.goto(path)
    expect(_field(tab.page, field)).to_have_value(TEXT)
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
    tab.context.close()


# ---------------------------------------------------------------- what else may happen to a draft

DISCARD, UNDO, SHOW = "Discard it", "Undo", "Show it"


def _press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def test_a_text_that_was_accepted_is_kept_no_longer(tab: Tab) -> None:
    tab.type()
    tab.send()
    leads_to(tab.page, "**/roadmap/topics/neural-networks/")
    tab.page.goto(FORM)
    expect(_field(tab.page)).to_have_value("")
    expect(tab.page.get_by_role("button", name=DISCARD)).to_have_count(0)
    assert not [cookie for cookie in tab.context.cookies() if "accepted" in cookie["name"]]


def test_discarding_it_can_be_undone(tab: Tab) -> None:
    tab.type()
    tab.page.reload()
    _press(tab.page, DISCARD)
    expect(_field(tab.page)).to_have_value("")
    _press(tab.page, UNDO)
    expect(_field(tab.page)).to_have_value(TEXT)
    tab.page.reload()
    expect(_field(tab.page)).to_have_value(TEXT)
    _press(tab.page, DISCARD)
    tab.page.reload()
    expect(_field(tab.page)).to_have_value("")


def test_two_tabs_keep_both_texts(tab: Tab) -> None:
    first = tab.page
    tab.type(text="from the first tab")
    tab.page = tab.context.new_page()
    tab.type(text="from the second tab")
    first.bring_to_front()
    expect(_field(first)).to_have_value("from the first tab")
    _press(first, SHOW)
    expect(_field(first)).to_have_value("from the second tab")
    first.close()
    tab.page.close()
    tab.page = tab.context.new_page()
    tab.page.goto(FORM)
    texts = {_field(tab.page).input_value()}
    _press(tab.page, SHOW)
    assert texts | {_field(tab.page).input_value()} == {"from the first tab", "from the second tab"}


def test_a_page_that_was_cached_while_another_tab_wrote_offers_the_later_text(tab: Tab) -> None:
    """No Chromium that a program drives caches pages for going back. This one sleeps as a cached page does."""
    tab.page.add_init_script("addEventListener('storage', (event) => event.stopImmediatePropagation())")
    tab.type(text="the earlier text")
    second = tab.context.new_page()
    second.goto(FORM)
    _field(second).fill("the later text")
    second.close()
    tab.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(_field(tab.page)).to_have_value("the earlier text")
    _press(tab.page, SHOW)
    expect(_field(tab.page)).to_have_value("the later text")
    _press(tab.page, SHOW)
    expect(_field(tab.page)).to_have_value("the earlier text")


def test_leaving_asks_first_where_it_cannot_be_kept(tab: Tab) -> None:
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    tab.page.on("dialog", accept)
    tab.page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full') }")
    tab.page.goto(FORM)
    _field(tab.page).press_sequentially("a")
    link(tab)
    assert asked == ["beforeunload"]


def test_a_text_whose_form_is_not_on_its_page_is_shown_there(site: Site, browser: Browser) -> None:
    tab = Tab(site, browser, LEARNER)
    _write_a_note(tab, TEXT)
    tab.page.reload()
    tab.page.locator("#main > .notice summary").click()
    expect(tab.page.locator("#main > .notice pre")).to_have_text(TEXT)
    tab.page.get_by_role("link", name="Write a note").first.click()
    expect(_field(tab.page)).to_have_value(TEXT)
    expect(tab.page.locator("#main > .notice")).to_have_count(0)
    tab.context.close()


def _write_a_note(tab: Tab, text: str) -> None:
    tab.page.goto(NOTES)
    tab.page.get_by_role("link", name="Write a note").first.click()
    _field(tab.page).fill(text)


@pytest.mark.parametrize("way", ["cancel", "status 500", "offline", "the session ends", "refused"])
def test_a_part_of_a_page_that_htmx_swaps_loses_nothing(site: Site, browser: Browser, way: str) -> None:
    tab = Tab(site, browser, LEARNER)
    text = TEXT * 400 if way == "refused" else TEXT
    tab.page.add_init_script(
        "document.addEventListener('focusin', ({ target }) => target.removeAttribute('maxlength'))"
    )
    _write_a_note(tab, text)
    note = tab.page.locator(".note-form")
    save = note.get_by_role("button", name="Save", exact=True)
    match way:
        case "cancel":
            note.get_by_role("link", name="Cancel").click()
            expect(note).to_have_count(0)
        case "refused":
            save.click()
            expect(note.locator("[role=alert]")).to_be_visible()
        case "the session ends":
            tab.context.clear_cookies(name="sessionid")
            save.click()
            leads_to(tab.page, "**/accounts/login/")
            tab.sign_in()
        case "status 500":
            tab.page.route("**/edit/", lambda route: route.fulfill(status=500))
            with tab.page.expect_event("response"):
                save.click()
        case "offline":
            tab.context.set_offline(True)
            with tab.page.expect_event("requestfailed"):
                save.click()
            tab.context.set_offline(False)
    tab.page.unroute_all()
    tab.page.goto(NOTES)
    tab.page.get_by_role("link", name="Write a note").first.click()
    expect(_field(tab.page)).to_have_value(text)
    tab.context.close()


def test_a_note_that_htmx_saved_is_kept_no_longer(site: Site, browser: Browser) -> None:
    tab = Tab(site, browser, LEARNER)
    _write_a_note(tab, TEXT)
    tab.page.locator(".note-form").get_by_role("button", name="Save", exact=True).click()
    expect(tab.page.locator(".note-form")).to_have_count(0)
    assert not tab.page.evaluate("Object.keys(localStorage).filter((key) => key.includes('@form')).length")
    tab.context.close()


def test_drafts_go_after_a_month_and_the_oldest_above_a_hundred(tab: Tab) -> None:
    tab.type()
    tab.page.evaluate(
        """() => {
          const [key] = Object.keys(localStorage).filter((key) => key.includes("@form"));
          const draft = JSON.parse(localStorage.getItem(key));
          const copy = (id, at) => {
            localStorage.setItem(key.replace(draft.id, id), JSON.stringify({ ...draft, id, at }));
          };
          for (let number = 0; number < 120; number++) copy(`copy${number}`, draft.at - number);
          copy(draft.id, draft.at - 31 * 86_400_000);
        }"""
    )
    tab.page.goto("/about/")
    keys = tab.page.evaluate("Object.keys(localStorage).filter((key) => key.includes('@form'))")
    assert sorted(int(key.rpartition("copy")[2]) for key in keys) == list(range(100))


# ---------------------------------------------------------------- all forms

TYPE = """() => {
  const texts = [...document.querySelectorAll("textarea, input[maxlength]")].filter(
    (field) => field.matches("textarea") || (field.type === "text" && field.maxLength >= 200),
  );
  const ours = texts.filter((field) => !field.matches("[readonly], [hidden], [data-editor]"));
  return ours.filter((field, at) => {
    const text = `Half a sentence, ${at}`;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    const isKept = Object.values(localStorage).some((draft) => draft.includes(text));
    return !isKept && !field.form?.matches("[data-no-draft], [method=get]");
  }).map((field) => field.name || field.id || field.outerHTML);
}"""
HAS_TEXT = re.compile(r"<textarea|maxlength=\"(?:[2-9]\d\d|\d{4,})\"")


def _has_a_text(tab: Page, page: Listed) -> bool:
    """Whether it may be worth opening. The line of the study log is on most pages."""
    if page.through:
        return True
    html = tab.request.get(page.path).text()
    return len(HAS_TEXT.findall(html)) > html.count('id="line"')


@pytest.mark.parametrize("role", [LEARNER, MENTOR, ADMIN])
def test_every_field_for_more_than_a_line_is_kept(site: Site, browser: Browser, role: str) -> None:
    tab = Tab(site, browser, role).page
    pages = [page for page in PAGES if page.role == role and not page.error and _has_a_text(tab, page)]
    lost = {}
    for page in pages:
        visit(tab, page)
        if fields := tab.evaluate(TYPE):
            lost[page.name] = fields
        tab.evaluate("localStorage.clear()")
    assert len(pages) > 2
    assert not lost
    tab.context.close()
