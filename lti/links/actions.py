"""Remember the links through which people come, and where they lead."""

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from lti.launches.messages import Launch
from lti.launches.models import LtiContext, LtiIdentity
from lti.links.models import LtiLink
from lti.links.targets import KINDS, Target, find_target, url_of
from lti.scores.outbox import expect_score

MAX_LINKS = 500  # of a course


def destination_of(launch: Launch, context: LtiContext | None, person: User) -> str:
    """Where somebody goes who came through a link. A learner's score follows them from now on."""
    target = find_target(launch.target) if launch.target else None
    link = _record_link(launch, context, target) if context and launch.link else None
    if link is None:
        return target.url if target else reverse("home")
    if link.is_scored and launch.is_learner:
        identity = LtiIdentity.objects.filter(platform=launch.platform, user=person).first()
        if identity:
            expect_score(identity, link)
    subject = link.exercise or link.checkpoint or link.roadmap
    return url_of(subject) if subject else reverse("home")


@transaction.atomic
def _record_link(launch: Launch, context: LtiContext, target: Target | None) -> LtiLink | None:
    """The link as the platform describes it now. None: there are too many in this course."""
    link = LtiLink.objects.filter(context=context, link_id=launch.link).first()
    if link is None:
        if context.links.count() >= MAX_LINKS:
            return None
        link, _ = LtiLink.objects.get_or_create(context=context, link_id=launch.link)
    values = {
        "title": launch.link_title,
        "line_items_url": launch.line_items_url,
        "line_item_url": launch.line_item_url or link.line_item_url,
        "may_create": launch.may_create,
        "may_score": launch.may_score,
    }
    if target:
        values |= {kind: target.subject if target.kind == kind else None for kind in KINDS}
    changes = {name: value for name, value in values.items() if getattr(link, name) != value}
    if changes:
        LtiLink.objects.filter(pk=link.pk).update(**changes)
        for name, value in changes.items():
            setattr(link, name, value)
    return link
