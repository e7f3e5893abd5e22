from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.api_tokens import actions
from accounts.models import FULL_ACCESS, ApiToken
from accounts.oauth.actions import grants_of
from accounts.scopes import FULL_LABEL, Scope, access_sentences
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest


class ApiTokenForm(forms.Form):
    """An API token: what it is for, what it may do, and for how long."""

    name = forms.CharField(max_length=60, help_text="Name the script that uses it, such as “hours from my calendar”.")
    scopes = forms.MultipleChoiceField(
        label="It may",
        choices=[(value, capfirst(label)) for value, label in (*Scope.choices, (FULL_ACCESS, FULL_LABEL))],
        initial=Scope.values,
        widget=forms.CheckboxSelectMultiple,
        help_text="Grant only what the script needs.",
    )
    days = forms.TypedChoiceField(
        label="Works for",
        choices=[(30, "30 days"), (90, "90 days"), (365, "a year")],
        coerce=int,
        initial=90,
        widget=forms.RadioSelect,
    )


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
    tokens = ApiToken.objects.filter(user=request.user).order_by("-created")
    context = {
        "form": ApiTokenForm() if secret else form,
        "tokens": [(token, access_sentences(token.get_scopes())) for token in tokens],
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
