from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import password_reset as send_reset_link
from django.conf import settings as site
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions
from accounts.forms import ApiTokenForm, SettingsForm, SetupForm
from accounts.oauth.actions import grants_of
from accounts.queries import api_tokens_of, sign_ins_of
from accounts.scopes import access_sentences
from accounts.theme import set_theme
from lib.errors import RefusedError
from lib.requests import AuthedRequest
from lib.views import url_of_ours


@login_required
@require_http_methods(["GET", "POST"])
def setup(request: AuthedRequest) -> HttpResponse:
    """Ask once, after sign-up, for the background and the time zone. Then continue to where they were going."""
    form = SetupForm(request.POST or None, instance=request.user)
    going = get_next_redirect_url(request)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect(going or "home")
    return render(request, "accounts/setup.html", {"form": form, "going": going})


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: AuthedRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved. Hours are now shown for your background.")
        return redirect("accounts:settings")
    return render(request, "accounts/settings.html", {"form": form})


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Back to the page that it was chosen on. The browser names it, so that no page has to repeat its own address."""
    response = redirect(url_of_ours(request, request.headers.get("Referer", ""), default=reverse("home")))
    set_theme(response, request.POST.get("theme", ""))
    return response


def password_reset(request: HttpRequest) -> HttpResponse:
    """Send a link. On a site without mail, say who can set a password."""
    if not site.EMAIL_URL:
        return render(request, "accounts/password_reset_without_mail.html")
    answer: HttpResponse = send_reset_link(request)
    return answer


@require_GET
@login_required
def sign_ins(request: AuthedRequest) -> HttpResponse:
    """The sessions of this account."""
    rows = sign_ins_of(request.user, key=request.session.session_key)
    return render(request, "accounts/sign_ins.html", {"sign_ins": rows})


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


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # the library has no types
def api_tokens(request: AuthedRequest) -> HttpResponse:
    """API tokens. A new one is shown once, in the answer to the form."""
    form, secret = ApiTokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            secret = actions.create_api_token(person=request.user, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error("name", str(refusal))
        else:
            context = form.cleaned_data | {"access": access_sentences(form.cleaned_data["scopes"])}
            get_adapter().send_notification_mail("account/email/api_token_created", request.user, context)
    context = {
        "form": ApiTokenForm() if secret else form,
        "tokens": api_tokens_of(request.user),
        "apps": grants_of(request.user),
        "secret": secret,
    }
    return render(request, "accounts/api_tokens.html", context)


@require_POST
@login_required
def revoke_api_token(request: AuthedRequest, uid: UUID) -> HttpResponse:
    was_valid = actions.revoke_api_token(person=request.user, uid=uid)
    messages.success(request, "Token revoked." if was_valid else "This token was already revoked.")
    return redirect("accounts:api_tokens")
