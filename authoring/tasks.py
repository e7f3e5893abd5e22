from celery import shared_task

from accounts.models import User
from authoring.courses.actions import apply, fetch
from authoring.courses.models import Course
from authoring.drafts.models import RoadmapDraft
from authoring.drafts.selections import Selection
from authoring.faults.actions import send_answer_notices
from authoring.impact.actions import preview_impact as preview
from authoring.impact.notices import send_version_notices
from authoring.links.actions import check_due_links
from authoring.links.actions import find_links as list_links
from authoring.schedules.actions import publish_due as publish_scheduled


@shared_task(name="authoring.preview_impact")
def preview_impact(pk: int, selection: str = "") -> None:
    draft = RoadmapDraft.objects.open().select_related("roadmap").filter(pk=pk).first()
    if draft:
        preview(draft=draft, selection=Selection.from_query(selection))


@shared_task(name="authoring.publish_due")
def publish_due() -> None:
    publish_scheduled()


@shared_task(name="authoring.tell_learners")
def tell_learners() -> None:
    send_version_notices()


@shared_task(name="authoring.tell_reporters")
def tell_reporters() -> None:
    send_answer_notices()


@shared_task(name="authoring.find_links")
def find_links() -> None:
    list_links()


@shared_task(name="authoring.check_links")
def check_links() -> None:
    check_due_links()


@shared_task(name="authoring.fetch_course")
def fetch_course(pk: int) -> None:
    course = Course.objects.filter(pk=pk).first()
    if course:
        fetch(course)


@shared_task(name="authoring.apply_course")
def apply_course(pk: int, person: int) -> None:
    course, admin = Course.objects.filter(pk=pk).first(), User.objects.filter(pk=person).first()
    if course and admin:
        apply(person=admin, course=course)
