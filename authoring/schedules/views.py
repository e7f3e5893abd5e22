import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.admins import curriculum_admins_only
from authoring.schedules.actions import cancel_publication
from authoring.schedules.models import ScheduledPublication
from lib.pages.views import AuthedRequest, warn_of_refusal


@require_POST
@curriculum_admins_only
def cancel_schedule(request: AuthedRequest, roadmap: str, uid: uuid.UUID) -> HttpResponse:
    schedules = ScheduledPublication.objects.select_related("draft")
    schedule = get_object_or_404(schedules, uid=uid, draft__roadmap__uid=roadmap)
    with warn_of_refusal(request):
        cancel_publication(person=request.user, schedule=schedule)
        messages.success(request, "Canceled the scheduled publication. The changes stay in the draft.")
    return redirect("authoring:draft_detail", roadmap)
