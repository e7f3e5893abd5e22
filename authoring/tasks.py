from celery import shared_task

from authoring.drafts.models import RoadmapDraft
from authoring.drafts.previews import preview_impact as preview
from authoring.faults.actions import tell_reporters as tell_of_answers
from authoring.impact.notices import tell_learners as tell
from authoring.links.actions import check_due_links
from authoring.links.actions import find_links as list_links


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
