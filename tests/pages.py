"""Every page, and who opens it, for the screenshots and for axe.

`tests/test_pages.py` compares it with the site's addresses, so that none is forgotten.
"""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Page as Tab

LEARNER, MENTOR, ADMIN, NOBODY = "a learner", "their mentor", "an admin", ""
FURTHER_ON = "grete@demo.descent.test"  # a learner with runs behind her


@dataclass(frozen=True, kw_only=True)
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
REGRADES = "/exercises/regrades/"
LIFECYCLE = "/exercises/lifecycle/"
EDITOR = "/authoring/roadmaps/linear-algebra-to-llms/"
PAGES = (
    Page(name="front", path="/", role=NOBODY),
    Page(name="sign-in", path="/accounts/login/", role=NOBODY),
    Page(name="sign-up", path="/accounts/signup/", role=NOBODY),
    Page(name="password-reset", path="/accounts/password/reset/", role=NOBODY),
    Page(
        name="password-reset-sent", path="/accounts/password/reset/done/", role=NOBODY, view="account_login"
    ),  # no mail, no link
    Page(name="password-reset-done", path="/accounts/password/reset/key/done/", role=NOBODY),
    Page(name="password-reset-link-used", path="/accounts/password/reset/key/1-used/", role=NOBODY),
    Page(name="address-to-confirm", path="/accounts/confirm-email/", role=NOBODY, view="account_login"),
    Page(name="address-link-used", path="/accounts/confirm-email/used/", role=NOBODY),
    Page(name="account-closed", path="/accounts/inactive/", role=NOBODY),
    Page(name="status", path="/status/", role=NOBODY),
    Page(name="about", path="/about/", role=NOBODY),
    Page(name="offline", path="/offline/", role=NOBODY),
    Page(name="rest-interface", path="/api/v1/docs/", role=NOBODY),
    Page(name="visited-roadmap", path="/roadmap/", role=NOBODY),
    Page(name="visited-phase", path="/roadmap/phases/3/", role=NOBODY),
    Page(name="visited-topic", path="/roadmap/topics/transformers/", role=NOBODY),
    Page(name="visited-checkpoints", path="/checkpoints/", role=NOBODY),
    Page(name="visited-checkpoint", path="/checkpoints/phase-3-checkpoint/", role=NOBODY),
    Page(name="visited-exercises", path="/exercises/", role=NOBODY),
    Page(name="visited-exercise", path="/exercises/two-layer-backprop/", role=NOBODY),
    Page(name="visited-exercise-to-try", path="/exercises/matmul/", role=NOBODY),
    Page(name="explorables", path="/explore/", role=NOBODY),
    Page(name="explorable-matrix-map", path="/explore/matrix-map/", role=NOBODY),
    Page(name="explorable-chain-rule", path="/explore/chain-rule/", role=NOBODY),
    Page(name="explorable-gradient-descent", path="/explore/gradient-descent/", role=NOBODY),
    Page(name="explorable-overfitting", path="/explore/overfitting/", role=NOBODY),
    Page(name="explorable-convolution", path="/explore/convolution/", role=NOBODY),
    Page(name="explorable-attention", path="/explore/attention/"),
    Page(name="explorable-softmax-temperature", path="/explore/softmax-temperature/", role=FURTHER_ON),
    Page(name="explorable-sampling", path="/explore/sampling/", role=NOBODY),
    Page(name="home", path="/"),
    Page(name="home-mentor", path="/", role=MENTOR),
    Page(name="learning", path="/learning/", role=MENTOR),
    Page(name="start", path="/start/"),
    Page(name="settings", path="/account/settings/"),
    Page(name="sign-ins", path="/account/sign-ins/"),
    Page(name="keys", path="/account/keys/"),
    Page(name="app-code", path="/device/"),
    Page(name="second-factor", path="/accounts/2fa/"),
    Page(name="passkeys", path="/accounts/2fa/webauthn/"),
    Page(name="email", path="/accounts/email/"),
    Page(name="password", path="/accounts/password/change/"),
    Page(name="reauthenticate", path="/accounts/reauthenticate/"),
    Page(name="sign-out", path="/accounts/logout/"),
    Page(name="notices", path="/notices/"),
    Page(name="notice-choices", path="/notices/choices/"),
    Page(name="webhooks", path="/notices/webhooks/"),
    Page(name="webhooks-in-use", path="/notices/webhooks/", role=FURTHER_ON),
    Page(name="personal-data", path="/account/data/"),
    Page(name="roadmap", path="/roadmap/"),
    Page(name="roadmap-topic", path="/roadmap/?topic=transformers"),
    Page(name="reference", path="/roadmap/topics/"),
    Page(name="reference-search", path="/roadmap/topics/?q=attention"),
    Page(name="guide", path="/roadmap/guide/"),
    Page(name="placement", path="/roadmap/placement/"),
    Page(name="search", path="/search/?q=attention"),
    Page(name="notes", path="/notes/"),
    Page(name="note-form", path="/notes/topic/calculus/edit/"),
    Page(name="self-assessment", path="/checkpoints/phase-4-assessment/"),
    Page(name="phase", path="/roadmap/phases/3/"),
    Page(name="topic", path="/roadmap/topics/neural-networks/"),
    Page(name="topic-transformers", path="/roadmap/topics/transformers/"),
    Page(name="hours", path="/hours/"),
    Page(name="hours-log", path="/hours/log/"),
    Page(name="timer-stop", path="/hours/timer/stop/"),
    Page(name="hours-import", path="/hours/import/"),
    Page(name="hours-entry", path="/hours/", through=("a[href*='/hours/entries/']",), view="progress:edit_entry"),
    Page(name="plan", path="/plan/"),
    Page(name="goal", path="/plan/?show=goal"),
    Page(name="plan-settings", path="/plan/?show=settings"),
    Page(name="questions", path="/questions/"),
    Page(name="ask", path="/questions/ask/?topic=neural-networks"),
    Page(name="thread", path="/", through=("main a[href*='/questions/']",), view="cohorts:thread_detail"),
    Page(
        name="thread-answer",
        path="/cohorts/autumn/",
        role=MENTOR,
        through=("a.button[href*='/questions/']",),
        view="cohorts:thread_detail",
    ),
    Page(name="saved-replies", path="/questions/replies/", role=MENTOR),
    Page(
        name="saved-reply",
        path="/questions/replies/",
        role=MENTOR,
        through=(".list a[href*='/replies/']",),
        view="cohorts:edit_saved_reply",
    ),
    Page(name="questions-to-answer", path="/questions/queue/", role=MENTOR),
    Page(
        name="thread-change",
        path="/questions/",
        role=FURTHER_ON,
        through=(".list a[href*='/questions/']", "a[href*='/comments/']"),
        view="cohorts:edit_comment",
    ),
    Page(
        name="write-to",
        path="/cohorts/autumn/",
        role=MENTOR,
        through=("a[href*='learners/']", "a[href$='/write/']"),
        view="cohorts:write_to",
    ),
    Page(name="sign-off-request", path="/sign-offs/request/phase-4.explain-attention/"),
    Page(
        name="sign-off",
        path="/checkpoints/phase-2-checkpoint/",
        through=("a[href^='/sign-offs/']:not([href*='/request/'])",),
        view="cohorts:sign_off_detail",
    ),
    Page(
        name="sign-off-decide",
        path="/cohorts/autumn/sign-offs/",
        role=MENTOR,
        through=("a[href^='/sign-offs/']:not([href$='/file/'])",),
        view="cohorts:sign_off_detail",
    ),
    Page(name="cohort-sign-offs", path="/cohorts/autumn/sign-offs/", role=MENTOR),
    Page(name="review", path="/review/"),
    Page(name="test-out", path="/roadmap/topics/optimizers/test-out/"),
    Page(name="checkpoints", path="/checkpoints/"),
    Page(name="checkpoint", path="/checkpoints/phase-3-checkpoint/"),
    Page(name="evidence-choices", path="/account/evidence/", role=FURTHER_ON),
    Page(name="evidence-pages", path="/evidence/", role=NOBODY),
    Page(
        name="evidence",
        path="/evidence/",
        role=NOBODY,
        through=("main a[href^='/evidence/']",),
        view="proof:evidence_page",
    ),
    Page(
        name="evidence-code",
        path="/evidence/",
        role=NOBODY,
        through=("main a[href^='/evidence/']", "main a[href^='/evidence/']:not([href*='/badges/'])"),
        view="proof:evidence_code",
    ),
    Page(name="exercises", path="/exercises/"),
    Page(name="exercise", path="/exercises/two-layer-backprop/"),
    Page(name="runs", path=f"{BPE}/submissions/", role=FURTHER_ON),
    Page(
        name="run",
        path=f"{BPE}/submissions/",
        role=FURTHER_ON,
        through=(".runs a",),
        view="exercises:submission_detail",
    ),
    Page(name="what-changed", path=f"{BPE}/compare/", role=FURTHER_ON),
    Page(name="solutions", path=f"{BPE}/solutions/", role=FURTHER_ON),
    Page(name="cohorts", path="/cohorts/", role=MENTOR),
    Page(name="cohort-create", path="/cohorts/create/", role=MENTOR),
    Page(name="cohort-about", path="/cohorts/autumn/about/"),
    Page(name="announcements", path="/cohorts/autumn/announcements/"),
    Page(name="announce", path="/cohorts/autumn/announcements/write/", role=MENTOR),
    Page(
        name="announcement-edit",
        path="/cohorts/autumn/announcements/",
        role=MENTOR,
        through=("a[href$='/edit/'][href*='/announcements/']",),
        view="cohorts:edit_announcement",
    ),
    Page(name="cohort-edit", path="/cohorts/autumn/edit/", role=MENTOR),
    Page(name="cohort-plan", path="/cohorts/autumn/due-weeks/", role=MENTOR),
    Page(name="marks", path="/cohorts/autumn/marks/", role=MENTOR),
    Page(name="mark-scheme", path="/cohorts/autumn/marks/scheme/", role=MENTOR),
    Page(name="mark-rows-to-add", path="/cohorts/autumn/marks/rows/add/", role=MENTOR),
    Page(
        name="mark-row",
        path="/cohorts/autumn/marks/scheme/",
        role=MENTOR,
        through=(".list a[href*='/marks/rows/']",),
        view="cohorts:edit_mark_row",
    ),
    Page(name="mark-exceptions", path="/cohorts/autumn/marks/exceptions/", role=MENTOR),
    Page(name="mark-exception-to-grant", path="/cohorts/autumn/marks/exceptions/grant/", role=MENTOR),
    Page(
        name="own-marks",
        path="/cohorts/autumn/about/",
        through=("main a[href*='/marks/']",),
        view="cohorts:learner_marks",
    ),
    Page(
        name="learner-marks",
        path="/cohorts/autumn/marks/",
        role=MENTOR,
        through=(".grid th a",),
        view="cohorts:learner_marks",
    ),
    Page(name="cohort-clone", path="/cohorts/autumn/clone/", role=MENTOR),
    Page(name="cohort-members", path="/cohorts/autumn/members/", role=MENTOR),
    Page(
        name="cohort-member",
        path="/cohorts/autumn/members/",
        role=MENTOR,
        through=(".list a[href*='/members/']",),
        view="cohorts:edit_member",
    ),
    Page(name="erase-accounts", path="/account/data/erase/", role=ADMIN),
    Page(name="erase-after-term", path="/account/data/erase/cohorts/autumn/", role=ADMIN),
    Page(name="keep-account", path="/account/data/keep/"),
    Page(name="cohort-exports", path="/cohorts/autumn/exports/", role=MENTOR),
    Page(name="cohort-rosters", path="/cohorts/autumn/rosters/", role=MENTOR),
    Page(
        name="cohort-roster-check",
        path="/cohorts/autumn/rosters/",
        role=MENTOR,
        through=(".list a[href*='/rosters/']",),
        view="cohorts:roster_detail",
    ),
    Page(name="cohort-quotas", path="/cohorts/autumn/quotas/", role=MENTOR),
    Page(name="quotas", path="/quotas/", role=ADMIN, view="cohorts:quota_list"),
    Page(name="edit-quotas", path="/quotas/autumn/", role=ADMIN, view="cohorts:edit_quotas"),
    Page(name="cohort-sections", path="/cohorts/autumn/sections/", role=MENTOR),
    Page(name="cohort-sections-move", path="/cohorts/autumn/sections/move/?section=all", role=MENTOR),
    Page(
        name="cohort-section",
        path="/cohorts/autumn/sections/",
        role=MENTOR,
        through=(".list a[href*='/sections/']",),
        view="cohorts:edit_section",
    ),
    Page(name="cohort-invitations", path="/cohorts/autumn/invitations/", role=MENTOR),
    Page(name="cohort-roster", path="/cohorts/autumn/invitations/roster/", role=MENTOR),
    Page(name="cohort", path="/cohorts/autumn/", role=MENTOR),
    Page(name="cohort-by-topic", path="/cohorts/autumn/?by=topic", role=MENTOR),
    Page(name="cohort-by-exercise", path="/cohorts/autumn/?by=exercise&phase=3", role=MENTOR),
    Page(
        name="cohort-evidence",
        path="/cohorts/autumn/",
        role=MENTOR,
        through=("a[href*='evidence/?phase=1']",),
        view="cohorts:evidence",
    ),
    Page(
        name="cohort-reminder",
        path="/cohorts/autumn/",
        role=MENTOR,
        through=("a[href*='/reminder/']",),
        view="cohorts:reminder",
    ),
    Page(
        name="cohort-learner",
        path="/cohorts/autumn/",
        role=MENTOR,
        through=("a[href*='learners/']",),
        view="cohorts:learner_detail",
    ),
    Page(
        name="learner-summary",
        path="/cohorts/autumn/",
        role=MENTOR,
        through=("a[href*='learners/']", "a[href$='/summary/']"),
        view="cohorts:learner_summary",
    ),
    Page(
        name="mentor-note",
        path="/cohorts/autumn/",
        role=MENTOR,
        through=("a[href*='learners/']", "a[href$='/note/']"),
        view="cohorts:edit_mentor_note",
    ),
    Page(
        name="cohort-run",
        path="/cohorts/autumn/",
        role=MENTOR,
        through=("a[href*='learners/']", "a[href*='/submissions/']"),
        view="cohorts:submission_detail",
    ),
    Page(name="cohort-struggles", path="/cohorts/autumn/struggles/?weeks=all", role=MENTOR),
    Page(
        name="cohort-struggle-learners",
        path="/cohorts/autumn/struggles/?weeks=all",
        role=MENTOR,
        through=("#mistakes a",),
        view="cohorts:struggle_learners",
    ),
    Page(name="cohort-shared-replies", path="/cohorts/autumn/shared-replies/", role=MENTOR),
    Page(
        name="cohort-answer-everyone",
        path="/cohorts/autumn/struggles/?weeks=all",
        role=MENTOR,
        through=("a[href*='/shared-replies/write/']",),
        view="cohorts:write_shared_reply",
    ),
    Page(
        name="cohort-shared-reply-edit",
        path="/cohorts/autumn/shared-replies/",
        role=MENTOR,
        through=("a[href$='/edit/'][href*='/shared-replies/']",),
        view="cohorts:edit_shared_reply",
    ),
    Page(name="editor-add-roadmap", path="/authoring/add/", role=ADMIN),
    Page(name="report-problem", path="/problems/new/topic/neural-networks/"),
    Page(name="problem-reports", path="/problems/"),
    Page(name="problem-queue", path="/problems/all/", role=ADMIN),
    Page(name="links", path="/authoring/links/", role=ADMIN),
    Page(name="sign-in-providers", path="/authoring/site/sign-in/", role=ADMIN),
    Page(name="cohort-group-changes", path="/cohorts/autumn/members/groups/", role=MENTOR),
    Page(name="cohort-courses", path="/lti/cohorts/autumn/", role=MENTOR),
    Page(name="learning-platforms", path="/lti/platforms/", role=ADMIN),
    Page(name="add-learning-platform", path="/lti/platforms/add/", role=ADMIN),
    Page(name="register-learning-platform", path="/lti/register/used/", role=NOBODY),
    Page(name="course-link-expired", path="/lti/open/used/", role=NOBODY),
    Page(name="audit-log", path="/authoring/site/log/", role=ADMIN),
    Page(name="editor-site", path="/authoring/site/", role=ADMIN, view="authoring:edit_branding"),
    Page(name="courses", path="/authoring/courses/", role=ADMIN),
    Page(name="course", path="/authoring/courses/databases/", role=ADMIN),
    Page(name="editor-outline", path=EDITOR, role=ADMIN),
    Page(name="editor-topic", path=f"{EDITOR}nodes/optimization-theory/", role=ADMIN),
    Page(name="editor-new-part", path=f"{EDITOR}nodes/calculus/add/subtopic/", role=ADMIN),
    Page(name="editor-move", path=f"{EDITOR}nodes/calculus/move/", role=ADMIN),
    Page(name="editor-retire", path=f"{EDITOR}nodes/calculus/retire/", role=ADMIN),
    Page(name="editor-split", path=f"{EDITOR}nodes/calculus/split/", role=ADMIN),
    Page(name="editor-merge", path=f"{EDITOR}nodes/calculus/merge/", role=ADMIN),
    Page(name="editor-draft", path=f"{EDITOR}draft/", role=ADMIN),
    Page(
        name="editor-review",
        path=f"{EDITOR}draft/",
        role=ADMIN,
        through=("#reviews li a",),
        view="authoring:review_detail",
    ),
    Page(name="editor-usage", path=f"{EDITOR}usage/", role=ADMIN),
    Page(name="editor-import", path="/authoring/import/linear-algebra-to-llms/", role=ADMIN),
    Page(name="editor-import-new", path="/authoring/import/", role=ADMIN),
    Page(name="editor-history", path=f"{EDITOR}history/", role=ADMIN),
    Page(name="fleet", path="/exercises/fleet/", role=ADMIN),
    Page(name="lifecycle", path=LIFECYCLE, role=ADMIN),
    Page(
        name="lifecycle-exercise",
        path=f"{LIFECYCLE}exercise/scaled-dot-product-attention/",
        role=ADMIN,
        view="exercises:lifecycle_detail",
    ),
    Page(name="write-exercise", path=f"{LIFECYCLE}write/", role=ADMIN),
    Page(name="edit-exercise", path=LIFECYCLE, role=ADMIN, through=("#drafts a",), view="exercises:edit_exercise"),
    Page(name="regrades", path=REGRADES, role=ADMIN),
    Page(name="regrade-start", path=f"{REGRADES}start/", role=ADMIN),
    Page(name="regrade", path=REGRADES, role=ADMIN, through=(".list a",), view="exercises:regrade_detail"),
    Page(
        name="regrade-result",
        path=REGRADES,
        role=ADMIN,
        through=(".list a", ".regrade-results a"),
        view="exercises:regrade_result",
    ),
    Page(name="roadmap-changes", path="/roadmap/changes/linear-algebra-to-llms/2/"),
    Page(name="admin-index", path="/admin/", role=ADMIN),
    Page(name="error-unreadable", path="/", role=NOBODY, error="400.html"),
    Page(name="error-not-yours", path="/", role=NOBODY, error="403.html"),
    Page(name="error-form-expired", path="/", role=NOBODY, error="403_csrf.html"),
    Page(name="error-no-such-page", path="/", role=NOBODY, error="404.html"),
    Page(name="error-too-large", path="/", role=NOBODY, error="413.html"),
    Page(name="error-too-many-tries", path="/", role=NOBODY, error="429.html"),
    Page(name="error-our-fault", path="/", role=NOBODY, error="500.html"),
    Page(name="error-not-now", path="/", role=NOBODY, error="503.html"),
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
