"""What all responses about an evidence page share."""

from django.http import HttpResponse

from proof.models import EvidencePage


def unless_listed(page: EvidencePage, answer: HttpResponse) -> HttpResponse:
    """Keep search engines away from a page that only people with its link should find."""
    if not page.is_listed:
        answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
