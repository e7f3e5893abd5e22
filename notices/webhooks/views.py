from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lib.errors import RefusedError
from lib.requests import AuthedRequest
from notices.webhooks import actions
from notices.webhooks.forms import WebhookForm
from notices.webhooks.models import Webhook, WebhookDelivery

MAX_DELIVERIES = 30


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def webhooks(request: AuthedRequest) -> HttpResponse:
    """The webhooks, their last messages, and a form. A new secret is shown once, in the answer to the form."""
    form, secret = WebhookForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            secret = actions.add_webhook(person=request.user, url=form.cleaned_data["url"])
        except RefusedError as refusal:
            form.add_error("url", str(refusal))
    deliveries = WebhookDelivery.objects.of(request.user).select_related("webhook")
    rows = list(Webhook.objects.filter(person=request.user))
    context = {
        "form": WebhookForm() if secret else form,
        "secret": secret,
        "webhooks": rows,
        "has_room": len(rows) < Webhook.MAX_PER_PERSON or bool(form.errors),
        "too_many": actions.TOO_MANY,
        "deliveries": list(deliveries.defer("body")[:MAX_DELIVERIES]),
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
    actions.switch_on(webhook=get_object_or_404(Webhook.objects.filter(person=request.user), uid=uid))
    messages.success(request, "Switched on. We’ll send what happens from now on.")
    return redirect("notices:webhooks")


@require_POST
@login_required
def send_again(request: AuthedRequest, uid: UUID) -> HttpResponse:
    deliveries = WebhookDelivery.objects.of(request.user).select_related("webhook")
    try:
        actions.send_again(delivery=get_object_or_404(deliveries, uid=uid))
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "We’re sending it again.")
    return redirect("notices:webhooks")
