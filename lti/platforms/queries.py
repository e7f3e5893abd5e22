"""A platform's page for admins."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from lti.launches.models import LtiContext
from lti.platforms.models import LtiDeployment, LtiPlatform
from lti.scores.models import LtiScoreOutbox, ScoreState

MAX_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class PlatformPage:
    platform: LtiPlatform
    deployments: Sequence[LtiDeployment]
    contexts: Sequence[LtiContext]
    people: int
    waiting: int
    failed: int
    failures: Sequence[LtiScoreOutbox]


def platform_page(platform: LtiPlatform) -> PlatformPage:
    """Five queries."""
    scores = LtiScoreOutbox.objects.filter(identity__platform=platform)
    counts = dict(scores.exclude(state=ScoreState.IDLE).values_list("state").annotate(count=Count("pk")).order_by())
    failures = scores.exclude(problem="").exclude(state=ScoreState.IDLE).order_by("-changed_at", "-pk")
    contexts = LtiContext.objects.filter(deployment__platform=platform).select_related("cohort")
    return PlatformPage(
        platform=platform,
        deployments=list(platform.deployments.all()),
        contexts=list(contexts[:MAX_SHOWN]),
        people=platform.identities.count(),
        waiting=counts.get(ScoreState.DUE, 0),
        failed=counts.get(ScoreState.FAILED, 0),
        failures=list(failures.select_related("identity__user", "link__context")[:MAX_SHOWN]),
    )
