"""Pages that anyone can read: evidence pages, the list of those that are listed, and badges."""

from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from exercises.submissions.source_html import learner_html
from lib.pages.views import value_or_404
from proof.models import Badge, EvidencePage
from proof.open_badges import as_json, did_document, sign_status_list
from proof.queries.badges import revoked_in
from proof.queries.evidence import evidence_for, public_page, shown_code

PAGES_PER_PAGE = 50
JWT = "application/vc+jwt"
FORMS = ("jwt", "json")


@require_GET
def listed_pages(request: HttpRequest) -> HttpResponse:
    pages = Paginator(EvidencePage.objects.in_list(), PAGES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "proof/listed_pages.html", {"page": pages})


@require_GET
@never_cache
def evidence_page(request: HttpRequest, token: str) -> HttpResponse:
    page = value_or_404(public_page(token))
    evidence = evidence_for(page.learner, page.exercises_with_code)
    return _unless_listed(page, render(request, "proof/evidence_page.html", {"page": page, "evidence": evidence}))


@require_GET
@never_cache
def evidence_code(request: HttpRequest, token: str, slug: str) -> HttpResponse:
    page = value_or_404(public_page(token))
    line, submission = value_or_404(shown_code(page, slug))
    html = learner_html(submission.source, submission.source_html)
    context = {"page": page, "line": line, "exercise": submission.exercise, "source_html": html}
    return _unless_listed(page, render(request, "proof/evidence_code.html", context))


@require_GET
@never_cache
def badge(request: HttpRequest, token: str, uid: UUID, form: str) -> HttpResponse:
    """A badge as a file: ``form`` is jwt, as other sites read it, or json.

    One with an earlier name isn't found, because the learner may have changed the name to hide it.
    """
    if form not in FORMS:
        raise Http404
    page = value_or_404(public_page(token))
    row = get_object_or_404(Badge, uid=uid, learner=page.learner, name=page.name, revoked_at=None)
    answer = HttpResponse(row.token, content_type=JWT) if form == "jwt" else JsonResponse(as_json(row.token))
    answer["Content-Disposition"] = f'attachment; filename="{row.checkpoint.uid}.{form}"'
    return _unless_listed(page, answer)


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


def _unless_listed(page: EvidencePage, answer: HttpResponse) -> HttpResponse:
    """Keep search engines away from a page that only people with its link should find."""
    if not page.is_listed:
        answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
