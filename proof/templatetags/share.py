"""What other sites show of a shared link: a description, and the card of `proof.pictures`."""

from django import template
from django.conf import settings
from django.urls import reverse

from exercises.models import Exercise
from progress.roadmap.curriculum import Curriculum
from proof.models import EvidencePage
from proof.pictures.cards import HEIGHT, WIDTH, ShareCard, evidence_card, exercise_card, front_card, roadmap_card
from proof.queries import LearnersEvidence

register = template.Library()
TEMPLATE = "components/shared_link.html"


@register.inclusion_tag(TEMPLATE)
def share_front(exercises: int, course: Curriculum) -> dict[str, object]:
    return _tags(front_card(exercises, course), reverse("home"), reverse("proof:front_card"))


@register.inclusion_tag(TEMPLATE)
def share_roadmap(course: Curriculum) -> dict[str, object]:
    return _tags(
        roadmap_card(course), course.addresses.roadmap, reverse("proof:roadmap_card", args=[course.roadmap.uid])
    )


@register.inclusion_tag(TEMPLATE)
def share_exercise(exercise: Exercise) -> dict[str, object]:
    url = reverse("proof:exercise_card", args=[exercise.slug])
    return _tags(exercise_card(exercise), exercise.get_absolute_url(), url)


@register.inclusion_tag(TEMPLATE)
def share_evidence(page: EvidencePage, evidence: LearnersEvidence) -> dict[str, object]:
    url = reverse("proof:evidence_card", args=[page.token])
    return _tags(evidence_card(page, evidence), page.get_absolute_url(), url, title=f"{page.name}: evidence")


def _tags(card: ShareCard, path: str, image: str, title: str = "") -> dict[str, object]:
    site = settings.SITE_ROOT.rstrip("/")
    return {
        "title": title or card.title,
        "description": card.lead or card.alt,
        "url": f"{site}{path}",
        "image": f"{site}{image}?v={card.version}",
        "alt": card.alt,
        "width": WIDTH,
        "height": HEIGHT,
    }
