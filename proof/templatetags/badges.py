"""The badge of a checkpoint on the checkpoint's own page: to make it, to show it, and what it still needs."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context

from notices.mail import absolute_url
from progress.checkpoints.page import CheckpointPage
from proof.linkedin import linkedin_url
from proof.models import Badge, EvidencePage

register = template.Library()


@dataclass(frozen=True, kw_only=True)
class BadgePanel:
    page: EvidencePage | None
    """Where it is public, the learner's evidence page."""
    badge: Badge | None
    name: str
    is_old: bool
    """Whether more is passed now than the badge says."""

    @property
    def link(self) -> str:
        return absolute_url(self.page.get_absolute_url()) if self.page else ""


@register.inclusion_tag("proof/badge_panel.html", takes_context=True)
def badge_panel(context: Context, checkpoint: CheckpointPage) -> dict[str, Any]:
    """Nothing before the checkpoint is reached. One query, and another where the evidence page is on."""
    learner = checkpoint.learner
    if learner is None or checkpoint.share is None:
        return {}
    row = EvidencePage.objects.filter(learner=learner).first()
    if not (checkpoint.is_ready or checkpoint.may_have_badge):
        return {}
    page = row if row and row.token else None
    badges = Badge.objects.filter(learner=learner, checkpoint=checkpoint.checkpoint, revoked_at=None)
    badge = badges.select_related("checkpoint__phase").filter(name=page.name).first() if page else None
    panel = BadgePanel(
        page=page,
        badge=badge,
        name=row.name if row else learner.name,
        is_old=badge is not None and checkpoint.may_have_badge and (badge.passed_count or 0) < checkpoint.share.passed,
    )
    return {"panel": panel, "checkpoint": checkpoint, "csrf_token": context.get("csrf_token")}


@register.simple_tag
def linkedin(page: EvidencePage, badge: Badge) -> str:
    return linkedin_url(badge, absolute_url(page.get_absolute_url()))
