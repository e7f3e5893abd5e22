from collections.abc import Callable
from math import ceil
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lib.errors import RefusedError
from lib.pages.views import AuthedRequest
from lib.throttling import SharedThrottle, WebhookMessageThrottle, WebhookThrottle, seconds_until
from notices.webhooks import actions
from notices.webhooks.models import Webhook, WebhookDelivery


class WebhookForm(forms.Form):
    url = forms.URLField(
        label="Address",
        max_length=Webhook.MAX_URL_CHARS,
        assume_scheme="https",
        widget=forms.URLInput({"autocomplete": "off", "placeholder": "https://example.org/descent"}),
        help_text="Of your own server, which must be on the public internet.",
    )


MAX_DELIVERIES = 30
TOO_OFTEN = "You’ve done this too often in the last hour. Try again in {} min."
SWITCHED_ON = "Switched on. We’re sending a test message, and then what happens from now on."
SENDING_TEST = "We’re sending a test message."
SENDING_AGAIN = "We’re sending it again."


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # the library has no types
def webhooks(request: AuthedRequest) -> HttpResponse:
    """The webhooks, their last messages, and a form. A new secret is shown once, in the answer to the form."""
    form, secret = WebhookForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST":
        try:
            _count(request, WebhookThrottle())  # also what is refused below
            if form.is_valid():
                secret = actions.add_webhook(person=request.user, url=form.cleaned_data["url"])
        except RefusedError as refusal:
            form.add_error("url", str(refusal))
    newest = WebhookDelivery.objects.of(request.user).select_related("webhook").defer("body")[:MAX_DELIVERIES]
    deliveries = list(newest)
    rows = list(Webhook.objects.filter(person=request.user))
    context = {
        "form": WebhookForm() if secret else form,
        "secret": secret,
        "webhooks": rows,
        "has_room": len(rows) < Webhook.MAX_PER_PERSON or bool(form.errors),
        "too_many": actions.TOO_MANY,
        "deliveries": deliveries,
        "is_sending": any(delivery.is_being_sent for delivery in deliveries),
    }
    return render(request, "notices/webhooks.html", context)


@require_POST
@login_required
def delete_webhook(request: AuthedRequest, uid: UUID) -> HttpResponse:
    webhook = Webhook.objects.filter(person=request.user, uid=uid).first()
    if webhook:
        actions.delete_webhook(webhook=webhook)
    messages.success(request, "Webhook deleted." if webhook else "This webhook was already deleted.")
    return redirect("notices:webhooks")


@require_POST
@login_required
def switch_on_webhook(request: AuthedRequest, uid: UUID) -> HttpResponse:
    webhook = get_object_or_404(Webhook.objects.filter(person=request.user), uid=uid)
    return _try(request, WebhookThrottle(), lambda: actions.switch_on(webhook=webhook), SWITCHED_ON)


@require_POST
@login_required
def send_test(request: AuthedRequest, uid: UUID) -> HttpResponse:
    webhook = get_object_or_404(Webhook.objects.filter(person=request.user), uid=uid)
    return _try(request, WebhookThrottle(), lambda: actions.send_test(webhook=webhook), SENDING_TEST)


@require_POST
@login_required
def send_again(request: AuthedRequest, uid: UUID) -> HttpResponse:
    delivery = get_object_or_404(WebhookDelivery.objects.of(request.user).select_related("webhook"), uid=uid)
    return _try(request, WebhookMessageThrottle(), lambda: actions.send_again(delivery=delivery), SENDING_AGAIN)


def _try(request: AuthedRequest, throttle: SharedThrottle, action: Callable[[], None], message: str) -> HttpResponse:
    try:
        _count(request, throttle)
        action()
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, message)
    return redirect("notices:webhooks")


def _count(request: AuthedRequest, throttle: SharedThrottle) -> None:
    """Count a request to somebody else's server. Raises RefusedError if there were too many."""
    if wait := seconds_until(throttle, request):
        raise RefusedError(TOO_OFTEN.format(ceil(wait / 60)))
