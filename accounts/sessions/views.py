from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.sessions import actions
from accounts.sessions.queries import sign_ins_of
from accounts.single_sign_on.providers import linked_accounts
from lib.pages.views import AuthedRequest


@require_GET
@login_required
def sign_ins(request: AuthedRequest) -> HttpResponse:
    """The sessions of this account."""
    rows = sign_ins_of(request.user, key=request.session.session_key)
    context = {"sign_ins": rows, "linked_accounts": linked_accounts(request.user)}
    return render(request, "accounts/sign_ins.html", context)


@require_POST
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # the library has no types
def end_sign_in(request: AuthedRequest, pk: int) -> HttpResponse:
    was_active = actions.end_sign_in(person=request.user, pk=pk)
    messages.success(request, "Device signed out." if was_active else "This device was already signed out.")
    return redirect("accounts:sign_ins")


@require_POST
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # the library has no types
def end_other_sign_ins(request: AuthedRequest) -> HttpResponse:
    count = actions.end_other_sign_ins(person=request.user, key=request.session.session_key)
    messages.success(request, f"{count} signed out. Only this device is signed in.")
    return redirect("accounts:sign_ins")
