"""The fleet of runner hosts for admins: one page, and one address that moves a host or worker to another state."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.admins import operations_admins_only
from exercises.fleet import actions, queries
from exercises.models import RunnerHost, ServiceChange, ServiceState, Worker
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest

NOT_CHANGED = "Nothing was changed. Enter a reason of at most 240 characters, and choose what to do."


class ServiceForm(forms.Form):
    """The state to which a host moves, or one of its workers, and why. The action asks for the reason."""

    state = forms.ChoiceField(choices=[choice for choice in ServiceState.choices if choice[0] != ServiceState.REVOKED])
    worker = forms.CharField(max_length=80, required=False)
    reason = forms.CharField(max_length=ServiceChange.MAX_REASON_CHARS, required=False)


@require_safe
@operations_admins_only
def fleet(request: AuthedRequest) -> HttpResponse:
    return render(request, "exercises/fleet.html", {"page": queries.fleet_page()})


@require_POST
@operations_admins_only
def set_service(request: AuthedRequest, host: str) -> HttpResponse:
    """Move a host to another state, or one of its workers."""
    row: RunnerHost = get_object_or_404(RunnerHost.objects.in_fleet(), host=host)
    form = ServiceForm(request.POST)
    if not form.is_valid():
        messages.error(request, NOT_CHANGED)
        return redirect("exercises:fleet")
    name, reason = form.cleaned_data["worker"], form.cleaned_data["reason"]
    state = ServiceState(form.cleaned_data["state"])
    worker: Worker | None = get_object_or_404(Worker.objects.in_fleet(), host=row, name=name) if name else None
    impact = [] if state == ServiceState.ACTIVE else queries.impact_of(row, worker)
    try:
        if worker:
            actions.set_worker_state(person=request.user, worker=worker, state=state, reason=reason)
        else:
            actions.set_host_state(person=request.user, host=row, state=state, reason=reason)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, " ".join([queries.STATE_MESSAGES[state].format(subject=worker or row), *impact]))
    return redirect("exercises:fleet")
