"""Every address that answers with a page is in tests/pages.py, so that axe reads it; or says why it is not."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter
from django.urls.resolvers import RegexPattern

from accounts.models import User
from tests.pages import PAGES, WALKED
from tests.site import ROOT

OTHERS = ("admin", "v1")  # Django's admin is Django's; the interface answers programs
A_FILE, A_PART = "a file", "a part of a page, for htmx; its form's page shows the same"
A_PICTURE = "a picture"
SENDS_ON = "sends the browser on to a page that is read"
NO_MAIL = "says that a link was sent; the demo sends no mail, and leads to the sign-in"
NOT_READ = {
    "account_confirm_login_code": "nobody signs in by a code: allauth has the address, and sends it on",
    "account_confirm_reauthentication_code": "nobody confirms by a code: allauth has the address, and refuses",
    "account_request_reauthentication_code": "nobody confirms by a code: allauth has the address, and refuses",
    "account_email_verification_sent": NO_MAIL,
    "account_reset_password_done": NO_MAIL,
    **dict.fromkeys(("authoring:ask_review", "authoring:publish", "authoring:schedule"), SENDS_ON),
    "authoring:audit_file": A_FILE,
    "authoring:edit_current": SENDS_ON,
    "authoring:export": A_FILE,
    "authoring:roadmap_list": SENDS_ON,
    "authoring:edit_provider": "the form of authoring:provider_list again",
    "authoring:provider_groups": "the demo has no provider; tests/browser/test_single_sign_on.py reads it",
    "cohorts:answer_ticked": SENDS_ON,
    "cohorts:bulk": SENDS_ON,
    "cohorts:decide_sign_off": SENDS_ON,
    "cohorts:invitation": "the page behind an invitation, which tests/browser/test_invitations.py reads",
    "cohorts:join": "the same page, by its secret",
    "cohorts:join_request": "what became of a request, which tests/browser/test_invitations.py reads",
    "cohorts:member_bulk": SENDS_ON,
    "cohorts:sign_off_file": A_FILE,
    "cohorts:export_file": A_FILE,
    "cohorts:grid_file": A_FILE,
    "cohorts:mark_file": A_FILE,
    "exercises:download_exercise": A_FILE,
    "exercises:draft": SENDS_ON,
    "exercises:set_stage": SENDS_ON,
    "exercises:start_trial": SENDS_ON,
    "exercises:trial_detail": "exercises:exercise_detail again, as a visitor who tried it sees it",
    "idp:oidc:metadata": "for machines",
    "lti:arrive": "the end of a launch, which tests/browser/test_learning_platform.py reads",
    "lti:choose_target": "a page in a platform's frame, which the same test reads",
    "lti:course_cohort": "the cohort of a course, which tests/browser/test_learning_platform.py reads",
    "lti:key_set": "for machines",
    "lti:login": SENDS_ON,
    "lti:platform_detail": "a platform's page, which the same test reads",
    "metrics": "for machines",
    "mfa_download_recovery_codes": A_FILE,
    "mfa_login_webauthn": "what the browser asks for before a passkey signs in",
    "notices:notice_open": SENDS_ON,
    "notices:stop_mail": "an address in an email; it has one sentence and one button, in the frame of all pages",
    "personal_data:archive": A_FILE,
    "personal_data:erasure_detail": "how far an erasure is, which personal_data/tests/test_erasure.py reads",
    "progress:check_gaps": "the answers to a review, which progress/tests/test_review_gaps.py reads",
    "progress:check_prediction": "a prediction in a review, which progress/tests/test_review_prediction.py reads",
    "progress:hours_file": A_FILE,
    "progress:log_preview": A_PART,
    "progress:map_ground": A_PICTURE,
    "progress:note": SENDS_ON,
    "progress:plan_feed": A_FILE,
    "progress:roadmap_detail": "progress:roadmap again",
    "progress:roadmap_guide": "progress:guide again",
    "progress:roadmap_reference": "progress:reference again",
    "progress:roadmap_phase": "progress:phase_detail again",
    "progress:start_finish": A_PART,
    "progress:what_if": "the plan again",
    "confirm_with_provider": "a sentence and a button, which tests/browser/test_single_sign_on.py reads",
    "openid_connect_callback": SENDS_ON,
    "saml_finish_acs": SENDS_ON,
    "saml_metadata": "for machines",
    "branding:logo": A_PICTURE,
    "branding:stylesheet": A_FILE,
    "projects:file_check": A_PART,
    "projects:project_file": A_FILE,
    "projects:save_report": SENDS_ON,
    "projects:assess_work": SENDS_ON,
    "proof:evidence_project_file": A_FILE,
    "proof:badge": A_FILE,
    "proof:did": A_FILE,
    "proof:evidence_card": A_PICTURE,
    "proof:exercise_card": A_PICTURE,
    "proof:front_card": A_PICTURE,
    "proof:roadmap_card": A_PICTURE,
    "proof:status_list": A_FILE,
    "manifest": "for browsers",
    "robots": "for search engines",
    "security_txt": "for programs",
    "service_worker": "for browsers",
    "schema": A_FILE,
    "api_root": "for programs",
    "usersessions_list": SENDS_ON,
}
Address = tuple[str, str]  # the view's name, and a path that leads to it
Samples = dict[str, object]
SAMPLES: dict[type, object] = {
    IntConverter: 1,
    SlugConverter: "topic",
    StringConverter: "a",
    UUIDConverter: UUID(int=1),
}


def addresses(resolver: URLResolver, spaces: tuple[str, ...] = (), around: Samples | None = None) -> Iterator[Address]:
    for one in resolver.url_patterns:
        samples = (around or {}) | {key: SAMPLES[type(kind)] for key, kind in one.pattern.converters.items()}
        if isinstance(one, URLPattern):
            name = ":".join((*spaces, str(one.name)))
            groups = one.pattern.regex.groups if isinstance(one.pattern, RegexPattern) else 0
            yield name, reverse(name, args=["a"] * groups) if groups else reverse(name, kwargs=samples)
        elif one.namespace not in OTHERS and not str(one.pattern).startswith("api/"):
            yield from addresses(one, (*spaces, one.namespace) if one.namespace else spaces, samples)


@pytest.mark.usefixtures("roadmap")
def test_every_page_is_listed_or_exempt_with_a_reason(grace: User, client_of: Callable[[User], Client]) -> None:
    client = client_of(grace)
    client.raise_request_exception = False
    found = dict(addresses(get_resolver()))
    only_posts = {name for name, path in found.items() if client.get(path).status_code == 405}
    read = {page.view or resolve(urlsplit(page.path).path).view_name for page in PAGES} | set(WALKED)
    assert "progress:start_timer" in only_posts
    assert found.keys() - only_posts == (read | NOT_READ.keys()) - {"admin:index"}
    assert not read & NOT_READ.keys()


def test_every_error_page_is_listed() -> None:
    templates = {path.name for path in (ROOT / "templates").glob("[45]*.html")}
    assert len(templates) >= 7
    assert {page.error for page in PAGES if page.error} == templates
