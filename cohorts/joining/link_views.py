"""New links for people who haven't joined: a page of slips to print, and a file."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cohorts.access import led_cohort_or_404
from cohorts.cohort.models import Cohort
from cohorts.joining.links import MAX_SLIPS, PersonLink, find_links, invited, links_csv, make_links
from lib.pages.views import AuthedRequest
from notices.mail import absolute_url


@require_POST
@login_required
@never_cache
def make_invitation_links(request: AuthedRequest, slug: str) -> HttpResponse:
    """Make a new link for everybody who was invited by address and hasn't joined."""
    cohort = led_cohort_or_404(request.user, slug)
    return links_page(request, cohort, make_links(person=request.user, cohort=cohort, invitations=invited(cohort)))


@require_POST
@login_required
@never_cache
def invitation_links_file(request: AuthedRequest, slug: str) -> HttpResponse:
    """Download the links of the page that was shown a moment before, as far as they still work."""
    cohort = led_cohort_or_404(request.user, slug)
    text = links_csv(find_links(cohort, request.POST.get("secrets", "").split()))
    headers = {"Content-Disposition": f'attachment; filename="{slug}-links.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def links_page(request: HttpRequest, cohort: Cohort, links: Sequence[PersonLink]) -> HttpResponse:
    """Show links that were made just now, once."""
    context = {
        "cohort": cohort, "links": links, "secrets": " ".join(link.secret for link in links),
        "has_slips": len(links) <= MAX_SLIPS, "max_slips": MAX_SLIPS, "root": absolute_url("/"),
    }  # fmt: skip
    return render(request, "cohorts/invitation_links.html", context)
