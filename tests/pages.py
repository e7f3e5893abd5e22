"""Every page a person can open, and who opens it: what the screenshots show and axe reads."""

from dataclasses import dataclass

LEARNER, MENTOR, ADMIN, NOBODY = "a learner", "their mentor", "an admin", ""


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    role: str = LEARNER


PAGES = (
    Page("front", "/", NOBODY),
    Page("sign-in", "/accounts/login/", NOBODY),
    Page("sign-up", "/accounts/signup/", NOBODY),
    Page("password-reset", "/accounts/password/reset/", NOBODY),
    Page("status", "/status/", NOBODY),
    Page("rest-interface", "/api/v1/docs/", NOBODY),
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
    Page("plan", "/plan/"),
    Page("review", "/review/"),
    Page("checkpoints", "/checkpoints/"),
    Page("checkpoint", "/checkpoints/phase-3-checkpoint/"),
    Page("exercises", "/exercises/"),
    Page("exercise", "/exercises/two-layer-backprop/"),
    Page("cohort", "/cohorts/autumn/", MENTOR),
    Page("admin-index", "/admin/", ADMIN),
)
WIDTHS = (1280, 390)
THEMES = ("light", "dark")
