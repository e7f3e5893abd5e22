from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo
from notices import actions
from notices.forms import ChannelsForm
from notices.mail import can_mail, read_stop_token
from notices.models import Notice
from notices.queries import offered_channels_of

NOTICES_PER_PAGE = 50


@require_GET
@login_required
def notice_list(request: AuthedRequest) -> HttpResponse:
    """The notices, newest first."""
    page = Paginator(Notice.objects.on_page_of(request.user), NOTICES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/notice_list.html", {"page": page, "days": settings.RETENTION_DAYS["notices"]})


@require_GET
@login_required
def notice_open(request: AuthedRequest, uid: UUID) -> HttpResponse:
    """Mark the notice as read, and redirect to the page that it is about."""
    notice = get_object_or_404(Notice.objects.filter(person=request.user), uid=uid)
    actions.open_notice(person=request.user, notice=notice)
    is_local = url_has_allowed_host_and_scheme(notice.link, allowed_hosts=None)  # an imported archive may hold anything
    return redirect(notice.link if is_local else "notices:notice_list")


@require_POST
@login_required
def mark_all_read(request: AuthedRequest) -> HttpResponse:
    count, undo_token = actions.mark_all_read(person=request.user)
    if count:
        offer_undo(request, f"{count} marked as read.", reverse("notices:undo_read"), undo_token)
    return redirect("notices:notice_list")


@require_POST
@login_required
def undo_read(request: AuthedRequest) -> HttpResponse:
    try:
        count = actions.undo_read(person=request.user, undo_token=request.POST.get("undo_token", ""))
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"{count} unread again.")
    return redirect("notices:notice_list")


@require_http_methods(["GET", "POST"])
@login_required
def choices(request: AuthedRequest) -> HttpResponse:
    form = ChannelsForm(request.POST or None, channels=offered_channels_of(request.user))
    if request.method == "POST" and form.is_valid():
        actions.choose(person=request.user, channels=form.selection())
        messages.success(request, "Saved. This applies to new notifications.")
        return redirect("notices:choices")
    return render(request, "notices/choices.html", {"form": form, "can_mail": can_mail()})


@csrf_exempt  # RFC 8058: a mail program posts it, with nothing but the signed URL
@require_http_methods(["GET", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Turn off emails of one kind. GET only asks, because mail scanners open every link."""
    choice = read_stop_token(token)
    context: dict[str, object] = {"kind": choice and choice[1].label}
    if request.method == "POST":
        try:
            context["stopped"] = actions.stop_mail(token=token).label
        except RefusedError:
            context["kind"] = None
    return render(request, "notices/stop_mail.html", context, status=200 if context["kind"] else 404)
