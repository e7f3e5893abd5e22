import threading
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.internal import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from accounts.admins import LastAdminError
from audit_log.actions import record
from audit_log.names import AuditAction
from cohorts.threads.models import Comment
from lib.pages.views import AuthedRequest
from personal_data.erasure.actions import delete_account
from personal_data.export import write_archive
from personal_data.inventory import counts_of
from personal_data.readers import readings_of


class DeleteForm(forms.Form):
    """The address, typed again as a confirmation: deletion can't be undone."""

    address = forms.CharField(label="Your email address", max_length=254)


TOO_MANY_ARCHIVES = "You can download your archive ten times an hour. Try again later."
ARCHIVE_RATES = {"archive": "10/h/user"}
MAX_BYTES_IN_MEMORY = 2**20  # of an archive; a larger one goes to a temporary file without a name
# How many a process writes at the same time: the other half of its threads is there for everything else.
_archives = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 2))


@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # the library has no types
def personal_data(request: AuthedRequest) -> HttpResponse:
    """The data about the reader, to download or delete. Both need a fresh sign-in: an open browser isn't enough."""
    form = DeleteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            delete_account(person=request.user, address=form.cleaned_data["address"])
        except PermissionDenied:
            form.add_error("address", f"That isn’t {request.user.email}. Nothing was deleted.")
        except LastAdminError as refusal:
            form.add_error("address", str(refusal))
        else:
            logout(request)
            messages.info(request, "Your account and everything in it have been deleted.")
            return redirect("home")
    has_answered = Comment.objects.filter(mentor=request.user).exists()
    context = {
        "form": form,
        "has_answered": has_answered,
        "row_counts": counts_of(request.user),
        "readings": readings_of(request.user),
        "asks_first": _must_sign_in_again(request),
    }
    return render(request, "personal_data/personal_data.html", context)


@require_GET
@login_required
def archive(request: AuthedRequest) -> HttpResponseBase:
    if _must_sign_in_again(request):
        # Then back to the page: after a download the sign-in page would stay on the screen.
        sign_in_url = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
        return redirect(f"{sign_in_url}?{urlencode({'next': reverse('personal_data:personal_data')})}")
    if not _archives.acquire(blocking=False):
        return _wait_for_others(request)
    try:
        if not ratelimit.consume(request, app="personal_data", action="archive", config=ARCHIVE_RATES, limit_get=True):
            messages.error(request, TOO_MANY_ARCHIVES)
            return redirect("personal_data:personal_data")
        file = SpooledTemporaryFile(MAX_BYTES_IN_MEMORY)  # noqa: SIM115  the response closes it, which deletes it
        record(AuditAction.ARCHIVE_EXPORTED, actor=request.user, person=request.user)
        write_archive(request.user, cast(IO[bytes], file))
    finally:
        _archives.release()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"descent-{timezone.localdate():%Y-%m-%d}.zip")


def _wait_for_others(request: AuthedRequest) -> HttpResponse:
    """Answer with a page that asks again by itself, because enough archives are being written."""
    response = render(request, "personal_data/wait_for_others.html", status=503)
    response["Retry-After"] = response["Refresh"] = "3"
    return response


def _must_sign_in_again(request: AuthedRequest) -> bool:
    return bool(is_reauthentication_required(request, app="allauth.account"))
