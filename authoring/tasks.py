from celery import shared_task

from authoring.actions.faults import tell_reporters as tell_of_answers
from authoring.actions.links import check_due_links
from authoring.actions.links import find_links as list_links
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


@shared_task(name="authoring.tell_reporters")
def tell_reporters() -> None:
    tell_of_answers()


@shared_task(name="authoring.find_links")
def find_links() -> None:
    list_links()


@shared_task(name="authoring.check_links")
def check_links() -> None:
    check_due_links()
