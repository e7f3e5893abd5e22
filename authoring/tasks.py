from celery import shared_task

from authoring.actions.previews import preview_impact as preview
from authoring.actions.telling import tell_learners as tell
from authoring.models import RoadmapDraft


@shared_task(name="authoring.preview_impact")
def preview_impact(pk: int) -> None:
    draft = RoadmapDraft.objects.open().select_related("roadmap").filter(pk=pk).first()
    if draft:
        preview(draft=draft)


@shared_task(name="authoring.tell_learners")
def tell_learners() -> None:
    tell()
