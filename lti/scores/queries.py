"""What a learner sees of their scores on learning platforms."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from lti.scores.models import LtiScoreOutbox, ScoreState
from lti.scores.points import points_of

MAX_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class SentScore:
    platform: str
    course: str
    points: str
    """Those that the platform has; empty if it has none yet."""
    sent_at: datetime | None
    is_due: bool
    is_given_up: bool


def sent_scores(learner: User, kind: str, pk: int) -> list[SentScore]:
    """One query. ``kind`` is "exercise" or "checkpoint"."""
    rows = LtiScoreOutbox.objects.filter(identity__user=learner, **{f"link__{kind}": pk})
    rows = rows.select_related("identity__platform", "link__context").order_by("pk")
    return [
        SentScore(
            platform=str(row.identity.platform),
            course=str(row.link.context),
            points="" if row.given is None else f"{points_of(row.given):g}",
            sent_at=row.sent_at,
            is_due=row.state == ScoreState.DUE,
            is_given_up=row.state == ScoreState.FAILED,
        )
        for row in rows[:MAX_SHOWN]
    ]
