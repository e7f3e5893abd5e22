"""The page on how learners use a roadmap and its exercises."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.admins import curriculum_admins_only
from accounts.models import Background
from authoring.drafts import operations as rules
from authoring.drafts.access import content_or_404, node_or_404
from authoring.drafts.actions import edit_draft
from authoring.drafts.form_fields import RangeField
from authoring.usage.queries import usage_page
from lib.durations import Hours, HoursRange
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo


class HoursForm(forms.Form):
    background = forms.ChoiceField(choices=Background)
    hours = RangeField(HoursRange)


@require_safe
@curriculum_admins_only
def usage(request: AuthedRequest, roadmap: str) -> HttpResponse:
    content = content_or_404(roadmap)
    page = usage_page(content.roadmap, now=timezone.now())
    return render(request, "authoring/usage.html", {"content": content, "page": page})


@require_POST
@curriculum_admins_only
def use_hours(request: AuthedRequest, roadmap: str, uid: str) -> HttpResponse:
    """Put what learners needed into the draft, as the estimate for their background."""
    content = content_or_404(roadmap)
    node, form = node_or_404(content, uid), HoursForm(request.POST)
    old = node.values.get("hours")
    if not form.is_valid() or not isinstance(old, Hours):
        messages.error(request, "The estimate couldn’t be read. Edit the topic instead.")
        return redirect("authoring:usage", roadmap)
    hours: HoursRange = form.cleaned_data["hours"]
    is_refresher = form.cleaned_data["background"] == Background.REFRESHER
    new = Hours(hours, old.from_scratch) if is_refresher else Hours(old.refresher, hours)
    try:
        row = edit_draft(
            person=request.user,
            roadmap=content.roadmap,
            action=f"Used measured hours for “{node.title}”",
            reason="What learners needed",
            operation=lambda table: rules.edit_node(table, uid, values={"hours": new}, body=table[uid].body),
        )
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("authoring:usage", roadmap)
    if row:
        undo_url = reverse("authoring:undo_edit", args=[roadmap, row.batch])
        offer_undo(request, f"The draft has {hours} for “{node.title}”.", undo_url, "-", has_focus=True)
    return redirect("authoring:usage", roadmap)
