"""The page on which a learner turns their evidence page on and off."""

from collections.abc import Callable
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exercises.submissions.source_html import learner_html
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, render_page, value_or_404
from notices.mail import absolute_url
from projects.models import ProjectWork
from proof import actions
from proof.forms import BadgeNameForm, EvidencePageForm, initial_choices
from proof.models import Badge, EvidencePage
from proof.open_badges import as_json, did_document, sign_status_list
from proof.pictures.badges import baked_png, baked_svg
from proof.pictures.views import picture
from proof.projects.queries import shown_projects
from proof.queries import evidence_for, public_page, revoked_in, shown_code
from proof.responses import unless_listed

PAGE_IS_PUBLIC = "Saved. Your page is public."
PAGE_IS_OFF = "Your page is turned off. Its link no longer works."
NEW_LINK = "Your page has a new link. The old one no longer works."
BADGE_MADE = "Your badge is ready. You can download it below."
BADGE_PUBLISHED = "Your badge is ready, and your evidence page is public."


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
    has_projects = ProjectWork.objects.public().filter(learner=learner).exists()
    context = {"form": form, "evidence": evidence, "page": page, "link": link, "has_projects": has_projects}
    return render_page(request, "proof/edit_page.html", context)


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


@require_POST
@login_required
def publish_badge(request: AuthedRequest, uid: str) -> HttpResponse:
    """Make the badge from its checkpoint's page. To turn the evidence page on for it takes the password again."""
    if EvidencePage.objects.public().filter(learner=request.user).exists():
        return _do(request, lambda: actions.issue_badge(learner=request.user, checkpoint=uid), BADGE_MADE, uid)
    answer: HttpResponse = _publish(request, uid)
    return answer


@reauthentication_required  # type: ignore[untyped-decorator]  # the library has no types
def _publish(request: AuthedRequest, uid: str) -> HttpResponse:
    form = BadgeNameForm(request.POST)
    if not form.is_valid():
        messages.warning(request, str(form.errors["name"][0]))
        return _checkpoint_page(uid)
    name = form.cleaned_data["name"]
    return _do(
        request, lambda: actions.publish_badge(learner=request.user, checkpoint=uid, name=name), BADGE_PUBLISHED, uid
    )


def _do(request: AuthedRequest, action: Callable[[], object], message: str, checkpoint: str = "") -> HttpResponse:
    """Then go back to the page of the checkpoint, or to the choices for the evidence page."""
    try:
        action()
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, message)
    return _checkpoint_page(checkpoint) if checkpoint else redirect("proof:edit_page")


def _checkpoint_page(uid: str) -> HttpResponse:
    return redirect("progress:checkpoint_detail", uid=uid)


PAGES_PER_PAGE = 50
JWT = "application/vc+jwt"
FORMS = ("jwt", "json", "svg", "png")


@require_GET
def listed_pages(request: HttpRequest) -> HttpResponse:
    pages = Paginator(EvidencePage.objects.in_list(), PAGES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "proof/listed_pages.html", {"page": pages})


@require_GET
@never_cache
def evidence_page(request: HttpRequest, token: str) -> HttpResponse:
    page = value_or_404(public_page(token))
    evidence = evidence_for(page.learner, page.exercises_with_code)
    context = {"page": page, "evidence": evidence, "projects": shown_projects(page)}
    return unless_listed(page, render(request, "proof/evidence_page.html", context))


@require_GET
@never_cache
def evidence_code(request: HttpRequest, token: str, slug: str) -> HttpResponse:
    page = value_or_404(public_page(token))
    line, submission = value_or_404(shown_code(page, slug))
    html = learner_html(submission.source, submission.source_html)
    context = {"page": page, "line": line, "exercise": submission.exercise, "source_html": html}
    return unless_listed(page, render(request, "proof/evidence_code.html", context))


@require_GET
@never_cache
def badge(request: HttpRequest, token: str, uid: UUID, form: str) -> HttpResponse:
    """A badge as a file: ``form`` is jwt, as other sites read it, json, or a picture with the jwt inside.

    One with an earlier name isn't found, because the learner may have changed the name to hide it.
    """
    if form not in FORMS:
        raise Http404
    page = value_or_404(public_page(token))
    badges = Badge.objects.select_related("checkpoint__phase")
    row = get_object_or_404(badges, uid=uid, learner=page.learner, name=page.name, revoked_at=None)
    answer = _badge_file(row, form)
    answer["Content-Disposition"] = f'attachment; filename="{row.checkpoint.uid}.{form}"'
    return unless_listed(page, answer)


def _badge_file(row: Badge, form: str) -> HttpResponse:
    match form:
        case "jwt":
            return HttpResponse(row.token, content_type=JWT)
        case "json":
            return JsonResponse(as_json(row.token))
        case "svg":
            return HttpResponse(baked_svg(row), content_type="image/svg+xml")
    return picture(lambda: baked_png(row), "image/png")


@require_GET
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """Which badges are revoked, for whoever verifies one. A badge names the list it is in."""
    newest = Badge.objects.order_by("-pk").first()
    if number > (newest.status_list if newest else 0):
        raise Http404
    address = f"{settings.SITE_ROOT}{request.path}"
    answer = HttpResponse(sign_status_list(address, revoked_in(number), timezone.now()), content_type=JWT)
    answer["Cache-Control"] = "public, max-age=300"
    return answer


@require_GET
def did(request: HttpRequest) -> HttpResponse:
    """The site's DID document. Other sites may read it from their own pages."""
    answer = JsonResponse(did_document(), content_type="application/did+json")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
