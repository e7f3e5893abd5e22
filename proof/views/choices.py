"""The page on which a learner turns their evidence page on and off."""

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from lib.pages.views import AuthedRequest, render_page
from notices.mail import absolute_url
from proof import actions
from proof.forms import EvidencePageForm, initial_choices
from proof.models import EvidencePage
from proof.queries.evidence import evidence_for

PAGE_IS_PUBLIC = "Saved. Your page is public."
PAGE_IS_OFF = "Your page is turned off. Its link no longer works."
NEW_LINK = "Your page has a new link. The old one no longer works."
BADGE_MADE = "Your badge is ready. You can download it below."


@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # the library has no types
def edit_page(request: AuthedRequest) -> HttpResponse:
    learner = request.user
    page = EvidencePage.objects.filter(learner=learner).first()
    evidence = evidence_for(learner, page.exercises_with_code if page else ())
    initial = initial_choices(page, learner.name)
    form = EvidencePageForm(request.POST or None, evidence=evidence, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.publish_page(learner=learner, **form.choices_made())
        messages.success(request, PAGE_IS_PUBLIC)
        return redirect("proof:edit_page")
    link = absolute_url(page.get_absolute_url()) if page and page.token else ""
    return render_page(
        request, "proof/edit_page.html", {"form": form, "evidence": evidence, "page": page, "link": link}
    )


@require_POST
@login_required
def close_page(request: AuthedRequest) -> HttpResponse:
    return _do(request, lambda: actions.close_page(learner=request.user), PAGE_IS_OFF)


@require_POST
@login_required
def change_link(request: AuthedRequest) -> HttpResponse:
    return _do(request, lambda: actions.change_link(learner=request.user), NEW_LINK)


@require_POST
@login_required
def issue_badge(request: AuthedRequest, uid: str) -> HttpResponse:
    return _do(request, lambda: actions.issue_badge(learner=request.user, checkpoint=uid), BADGE_MADE)


def _do(request: AuthedRequest, action: Callable[[], object], message: str) -> HttpResponse:
    try:
        action()
    except actions.RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, message)
    return redirect("proof:edit_page")
