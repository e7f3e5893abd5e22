"""Every page a person can open, and who opens it: what the screenshots show and axe reads.

`tests/test_pages.py` compares it with the site's addresses, so that none is forgotten.
"""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Page as Tab

LEARNER, MENTOR, ADMIN, NOBODY = "a learner", "their mentor", "an admin", ""
FURTHER_ON = "grete@demo.descent.test"  # a learner with runs behind her


@dataclass(frozen=True)
class Page:
    """``through`` are links to follow from ``path``, one after the other, to the page that ``view`` names. ``error`` is
    the template that stands in the page's place: something would have to break first.
    """

    name: str
    path: str
    role: str = LEARNER
    through: tuple[str, ...] = ()
    view: str = ""
    error: str = ""


BPE = "/exercises/byte-pair-encoding"
PAGES = (
    Page("front", "/", NOBODY),
    Page("sign-in", "/accounts/login/", NOBODY),
    Page("sign-up", "/accounts/signup/", NOBODY),
    Page("password-reset", "/accounts/password/reset/", NOBODY),
    Page("password-reset-sent", "/accounts/password/reset/done/", NOBODY),
    Page("password-reset-done", "/accounts/password/reset/key/done/", NOBODY),
    Page("password-reset-link-used", "/accounts/password/reset/key/1-used/", NOBODY),
    Page("address-to-confirm", "/accounts/confirm-email/", NOBODY),
    Page("address-link-used", "/accounts/confirm-email/used/", NOBODY),
    Page("account-closed", "/accounts/inactive/", NOBODY),
    Page("status", "/status/", NOBODY),
    Page("rest-interface", "/api/v1/docs/", NOBODY),
    Page("visited-roadmap", "/roadmap/", NOBODY),
    Page("visited-phase", "/roadmap/phases/3/", NOBODY),
    Page("visited-topic", "/roadmap/topics/transformers/", NOBODY),
    Page("visited-checkpoints", "/checkpoints/", NOBODY),
    Page("visited-checkpoint", "/checkpoints/phase-3-checkpoint/", NOBODY),
    Page("visited-exercises", "/exercises/", NOBODY),
    Page("visited-exercise", "/exercises/two-layer-backprop/", NOBODY),
    Page("home", "/"),
    Page("setup", "/account/setup/"),
    Page("settings", "/account/settings/"),
    Page("sign-ins", "/account/sign-ins/"),
    Page("keys", "/account/keys/"),
    Page("second-factor", "/accounts/2fa/"),
    Page("passkeys", "/accounts/2fa/webauthn/"),
    Page("email", "/accounts/email/"),
    Page("password", "/accounts/password/change/"),
    Page("reauthenticate", "/accounts/reauthenticate/"),
    Page("sign-out", "/accounts/logout/"),
    Page("notices", "/notices/"),
    Page("notice-choices", "/notices/choices/"),
    Page("personal-data", "/account/data/"),
    Page("roadmap", "/roadmap/"),
    Page("roadmap-search", "/roadmap/?q=attention"),
    Page("guide", "/roadmap/guide/"),
    Page("notes", "/notes/"),
    Page("note-form", "/notes/topic/calculus/edit/"),
    Page("self-assessment", "/checkpoints/phase-4-assessment/"),
    Page("phase", "/roadmap/phases/3/"),
    Page("topic", "/roadmap/topics/neural-networks/"),
    Page("topic-transformers", "/roadmap/topics/transformers/"),
    Page("hours", "/hours/"),
    Page("hours-log", "/hours/log/"),
    Page("timer-stop", "/hours/timer/stop/"),
    Page("hours-import", "/hours/import/"),
    Page("hours-entry", "/hours/", through=("a[href*='/hours/entries/']",), view="progress:edit_entry"),
    Page("plan", "/plan/"),
    Page("questions", "/questions/"),
    Page("ask", "/questions/ask/?topic=neural-networks"),
    Page("thread", "/", through=("a[href*='/questions/']",), view="cohorts:thread_detail"),
    Page(
        "thread-answer",
        "/cohorts/autumn/",
        MENTOR,
        ("a.button[href*='/questions/']",),
        "cohorts:thread_detail",
    ),
    Page(
        "thread-change",
        "/questions/",
        FURTHER_ON,
        (".list a[href*='/questions/']", "a[href*='/comments/']"),
        "cohorts:edit_comment",
    ),
    Page(
        "write-to",
        "/cohorts/autumn/",
        MENTOR,
        ("a[href*='/learners/']", "a[href$='/write/']"),
        "cohorts:write_to",
    ),
    Page("review", "/review/"),
    Page("checkpoints", "/checkpoints/"),
    Page("checkpoint", "/checkpoints/phase-3-checkpoint/"),
    Page("exercises", "/exercises/"),
    Page("exercise", "/exercises/two-layer-backprop/"),
    Page("runs", f"{BPE}/submissions/", FURTHER_ON),
    Page("run", f"{BPE}/submissions/", FURTHER_ON, (".runs a",), "exercises:submission_detail"),
    Page("what-changed", f"{BPE}/compare/", FURTHER_ON),
    Page("solutions", f"{BPE}/solutions/", FURTHER_ON),
    Page("cohort", "/cohorts/autumn/", MENTOR),
    Page("cohort-learner", "/cohorts/autumn/", MENTOR, ("a[href*='/learners/']",), "cohorts:learner_detail"),
    Page(
        "cohort-run",
        "/cohorts/autumn/",
        MENTOR,
        ("a[href*='/learners/']", "a[href*='/submissions/']"),
        "cohorts:submission_detail",
    ),
    Page("admin-index", "/admin/", ADMIN),
    Page("error-unreadable", "/", NOBODY, error="400.html"),
    Page("error-not-yours", "/", NOBODY, error="403.html"),
    Page("error-form-expired", "/", NOBODY, error="403_csrf.html"),
    Page("error-no-such-page", "/", NOBODY, error="404.html"),
    Page("error-too-many-tries", "/", NOBODY, error="429.html"),
    Page("error-our-fault", "/", NOBODY, error="500.html"),
    Page("error-not-now", "/", NOBODY, error="503.html"),
)
# What tests/browser/test_accessibility_walk.py reaches: each wants something done just before.
WALKED = (
    *("account_confirm_email", "account_reset_password_from_key", "account_set_password"),
    *("mfa_activate_totp", "mfa_deactivate_totp", "mfa_authenticate", "mfa_reauthenticate"),
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
    *("mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_reauthenticate_webauthn"),
)
WIDTHS = (1280, 390)
THEMES = ("light", "dark")
# Laid out first, or no font is asked for yet. Waiting for a quiet network instead takes half a second a page.
HAS_ITS_FONTS = "() => document.body.offsetHeight && document.fonts.ready.then(() => null)"


def visit(tab: Tab, page: Page) -> None:
    if page.error:
        html = render_to_string(page.error, request=RequestFactory().get(page.path))
        tab.route(f"**{page.path}", lambda route: route.fulfill(body=html, content_type="text/html"), times=1)
    tab.goto(page.path)
    for link in page.through:
        tab.goto(tab.locator(link).first.evaluate("link => link.href"))
    tab.evaluate(HAS_ITS_FONTS)
