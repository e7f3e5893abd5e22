from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.errors import RefusedError
from accounts.requests import AuthedRequest
from notices import actions
from notices.forms import ChoicesForm
from notices.mail import can_mail, who_stops
from notices.models import Notice
from notices.queries import ways_to_choose

A_PAGE = 50


@require_GET
@login_required
def notice_list(request: AuthedRequest) -> HttpResponse:
    """Newest first."""
    page = Paginator(Notice.objects.on_page_of(request.user), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/notice_list.html", {"page": page})


@require_GET
@login_required
def notice_open(request: AuthedRequest, uid: UUID) -> HttpResponse:
    """To what it is about; from then on it is read."""
    notice = get_object_or_404(Notice.objects.filter(person=request.user), uid=uid)
    actions.open_notice(person=request.user, notice=notice)
    ours = url_has_allowed_host_and_scheme(notice.link, allowed_hosts=None)  # an archive may bring any text
    return redirect(notice.link if ours else "notices:notice_list")


@require_POST
@login_required
def mark_all_read(request: AuthedRequest) -> HttpResponse:
    count, receipt = actions.mark_all_read(person=request.user)
    if count:
        context = {"said": f"{count} marked as read.", "receipt": receipt}
        messages.success(request, render_to_string("notices/undo_read.html", context, request))
    return redirect("notices:notice_list")


@require_POST
@login_required
def undo_read(request: AuthedRequest) -> HttpResponse:
    try:
        count = actions.undo_read(person=request.user, receipt=request.POST.get("receipt", ""))
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"{count} unread again.")
    return redirect("notices:notice_list")


@require_http_methods(["GET", "POST"])
@login_required
def choices(request: AuthedRequest) -> HttpResponse:
    form = ChoicesForm(request.POST or None, ways=ways_to_choose(request.user))
    if request.method == "POST" and form.is_valid():
        actions.choose(person=request.user, ways=form.chosen())
        messages.success(request, "Saved. It holds for what comes from now on.")
        return redirect("notices:choices")
    return render(request, "notices/choices.html", {"form": form, "can_mail": can_mail()})


@csrf_exempt  # RFC 8058: a mail program sends it, with the signed address and nothing else
@require_http_methods(["GET", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """No more e-mail of one kind. Only asked by GET: programs that look through mail open every address in it."""
    found = who_stops(token)
    context: dict[str, object] = {"kind": found and found[1].label}
    if request.method == "POST":
        try:
            context["stopped"] = actions.stop_mail(token=token).label
        except RefusedError:
            context["kind"] = None
    return render(request, "notices/stop_mail.html", context, status=200 if context["kind"] else 404)
