"""Tell learners what a new version of the roadmap means for them."""

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from authoring.drafts.nodes import table_of
from authoring.impact.actions import impact_of
from authoring.impact.rules import Impact
from authoring.impact.sentences import learner_sentence
from authoring.versions.models import RoadmapVersion
from notices.actions import notify
from notices.models import NoticeKind


def send_version_notices() -> None:
    """Notify learners of each new version. A person gets one notice for each, however often this runs."""
    for version in RoadmapVersion.objects.filter(told_at=None).select_related("roadmap").order_by("pk"):
        _notify_learners(version)
        RoadmapVersion.objects.filter(pk=version.pk).update(told_at=timezone.now())


def _notify_learners(version: RoadmapVersion) -> None:
    impact = Impact.from_json(version.impact) or _impact(version)
    people = User.objects.in_bulk([row.learner for row in impact.rows])
    now = timezone.now()
    for row in impact.rows:
        person = people.get(row.learner)
        if person and person.is_active:
            notify(
                person=person,
                kind=NoticeKind.CURRICULUM,
                key=f"version-{version.pk}",
                sentence=learner_sentence(version.changes, row, now.astimezone(person.zone).date()),
                link=reverse("authoring:version_detail", args=[version.roadmap.uid, version.number]),
            )


def _impact(version: RoadmapVersion) -> Impact:
    """The impact, computed now where there was no preview, as for a rollback."""
    before = RoadmapVersion.objects.get(roadmap=version.roadmap, number=version.number - 1)
    after = table_of(version.document)
    impact = impact_of(version.roadmap, before=table_of(before.document), after=after, now=timezone.now())
    RoadmapVersion.objects.filter(pk=version.pk).update(impact=impact.as_json())
    return impact
