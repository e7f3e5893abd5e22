from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.requests import AuthedRequest
from personal_data import actions
from personal_data.forms import DeleteForm
from personal_data.holdings import counts_of
from personal_data.streaming import stream_archive, without_blocking


@require_http_methods(["GET", "POST"])
@login_required
def personal_data(request: AuthedRequest) -> HttpResponse:
    """What is held, to take along or to delete."""
    form = DeleteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.delete_account(person=request.user, typed=form.cleaned_data["address"])
        except PermissionDenied:
            form.add_error("address", f"That is not {request.user.email}. Nothing was deleted.")
        except actions.LastAdminError as refusal:
            form.add_error("address", str(refusal))
        else:
            logout(request)
            messages.info(request, "Your account and everything in it is deleted.")
            return redirect("home")
    return render(request, "personal_data/personal_data.html", {"form": form, "held": counts_of(request.user)})


@require_GET
@login_required
def archive(request: AuthedRequest) -> StreamingHttpResponse:
    pieces = without_blocking(stream_archive(request.user))
    headers = {"Content-Disposition": f'attachment; filename="descent-{timezone.localdate():%Y-%m-%d}.zip"'}
    return StreamingHttpResponse(pieces, content_type="application/zip", headers=headers)
