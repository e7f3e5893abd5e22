"""Choose what to regrade."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.admins import curriculum_admins_only
from authoring.regrades.forms import RegradeScopeForm
from exercises.regrades.actions import start_regrade as start
from exercises.regrades.queries import submissions_in_scope
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest


@require_http_methods(["GET", "POST"])
@curriculum_admins_only
def start_regrade(request: AuthedRequest) -> HttpResponse:
    """Count what is in scope, or start the dry run. Links may choose the exercise or the runner host beforehand."""
    initial = {name: request.GET.get(name, "") for name in ("exercise", "host") if name in request.GET}
    form = RegradeScopeForm(request.POST or None, initial=initial)
    count = None
    if form.is_valid():
        if "preview" in request.POST:
            count = submissions_in_scope(form.scope, form.learners).count()
        else:
            try:
                data = form.cleaned_data
                return redirect(
                    start(
                        person=request.user, scope=form.scope, learners=form.learners, reason=data["reason"],
                        uid=data["uid"],
                    )
                )  # fmt: skip
            except RefusedError as refusal:
                form.add_error(None, str(refusal))
    return render(request, "authoring/start_regrade.html", {"form": form, "count": count})
