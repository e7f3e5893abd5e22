"""Learning platforms, for admins; our key set, for platforms; and the page on which a platform registers itself."""

from typing import Any

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.admins import admins_only
from accounts.sign_in.adapter import site_url
from audit_log.actions import AuditTarget, record
from audit_log.names import AuditAction
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest
from lti.platforms import registration
from lti.platforms.forms import PlatformForm, RegistrationLinkForm
from lti.platforms.keys import key_set as public_keys
from lti.platforms.keys import rotate_keys
from lti.platforms.models import MAX_PLATFORMS, LtiDeployment, LtiPlatform, LtiRegistrationLink
from lti.platforms.queries import platform_page
from lti.platforms.waiting import BUSY, room_to_wait
from lti.responses import frameable
from lti.scores.outbox import retry_failed

MAX_REGISTRATION_CHARS = 8_500


@require_http_methods(["GET", "POST"])
@admins_only
def platform_list(request: AuthedRequest) -> HttpResponse:
    """All of them, the links with which others may register, and the form to make one."""
    form = RegistrationLinkForm(request.POST or None)
    url = ""
    if request.method == "POST" and form.is_valid():
        try:
            _, secret = registration.create_registration_link(person=request.user, hours=form.cleaned_data["hours"])
            url = site_url(reverse("lti:register", args=[secret]))
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "url": url,
        "platforms": LtiPlatform.objects.all()[:MAX_PLATFORMS],
        "links": LtiRegistrationLink.objects.usable().select_related("created_by"),
    }
    return render(request, "lti/platform_list.html", context)


@require_http_methods(["GET", "POST"])
@admins_only
def add_platform(request: AuthedRequest) -> HttpResponse:
    """Add one by hand."""
    form = PlatformForm(request.POST or None)
    if request.method == "POST" and LtiPlatform.objects.count() >= MAX_PLATFORMS:
        form.add_error(None, registration.TOO_MANY_PLATFORMS)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            platform = form.save()
            record(AuditAction.PLATFORM_ADDED, actor=request.user, target=_target(platform))
        messages.success(request, f"Added {platform.name}.")
        return redirect("lti:platform_detail", platform.uid)
    addresses = {name: site_url(reverse(f"lti:{name}")) for name in ("login", "launch", "key_set")}
    return render(request, "lti/add_platform.html", {"form": form, "addresses": addresses})


@require_http_methods(["GET", "POST"])
@admins_only
def platform_detail(request: AuthedRequest, uid: str) -> HttpResponse:
    platform = get_object_or_404(LtiPlatform, uid=uid)
    form = PlatformForm(request.POST or None, instance=platform)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            fields = {"changed": form.changed_data}
            record(AuditAction.PLATFORM_CHANGED, actor=request.user, target=_target(platform), fields=fields)
        messages.success(request, "Saved.")
        return redirect("lti:platform_detail", uid)
    return render(request, "lti/platform_detail.html", {"form": form, "page": platform_page(platform)})


@require_POST
@admins_only
def close_platform(request: AuthedRequest, uid: str) -> HttpResponse:
    """Close it, or open it again. Accounts and cohorts stay."""
    platform = get_object_or_404(LtiPlatform, uid=uid)
    closed_at = timezone.now() if platform.is_open else None
    with transaction.atomic():
        LtiPlatform.objects.filter(pk=platform.pk).update(closed_at=closed_at)
        fields = {"is_open": closed_at is None}
        record(AuditAction.PLATFORM_CLOSED, actor=request.user, target=_target(platform), fields=fields)
    messages.success(request, f"Closed {platform.name}." if closed_at else f"{platform.name} is open again.")
    return redirect("lti:platform_detail", uid)


@require_POST
@admins_only
def accept_deployment(request: AuthedRequest, uid: str, pk: int) -> HttpResponse:
    rows = LtiDeployment.objects.select_related("platform")
    deployment = get_object_or_404(rows, pk=pk, platform__uid=uid)
    with transaction.atomic():
        LtiDeployment.objects.filter(pk=deployment.pk).update(accepted_at=timezone.now())
        record(
            AuditAction.DEPLOYMENT_ACCEPTED, actor=request.user, target=_target(deployment.platform),
            fields={"deployment": deployment.deployment_id},
        )  # fmt: skip
    messages.success(request, f"Accepted the deployment {deployment}. Its people can open this site now.")
    return redirect("lti:platform_detail", uid)


def _target(platform: LtiPlatform) -> AuditTarget:
    return AuditTarget(kind="platform", uid=platform.uid, title=platform.name)


@require_POST
@admins_only
def send_scores_again(request: AuthedRequest, uid: str) -> HttpResponse:
    """Try again to send the scores that were given up."""
    platform = get_object_or_404(LtiPlatform, uid=uid)
    count = retry_failed(platform)
    messages.success(request, f"Sending {count} score{'' if count == 1 else 's'} again.")
    return redirect("lti:platform_detail", uid)


@require_POST
@admins_only
def delete_link(request: AuthedRequest, uid: str) -> HttpResponse:
    get_object_or_404(LtiRegistrationLink, uid=uid).delete()
    messages.success(request, "Deleted the link. Nobody can register with it any more.")
    return redirect("lti:platform_list")


@require_POST
@admins_only
@transaction.atomic
def rotate(request: AuthedRequest) -> HttpResponse:
    rotate_keys()
    record(AuditAction.PLATFORM_KEY_ROTATED, actor=request.user)
    messages.success(request, "Made a new key. It signs from tomorrow, when platforms have read it.")
    return redirect("lti:platform_list")


@require_GET
def key_set(request: HttpRequest) -> HttpResponse:
    response = JsonResponse(public_keys())
    response["Cache-Control"] = "public, max-age=300"
    return response


@csrf_exempt  # whoever knows the address may do it, and it does nothing for the person who is signed in
@require_http_methods(["GET", "POST"])
@never_cache
def register(request: HttpRequest, secret: str) -> HttpResponse:
    """Where a platform's administrators arrive. A button registers the platform, in a frame of it or a window."""
    too_many: HttpResponse | None = ratelimit.consume_or_429(
        request, app="allauth.account", action="lti_registration", limit_get=True
    )
    if too_many:
        return too_many
    fields = request.POST if request.method == "POST" else request.GET
    url = fields.get("openid_configuration", "")[:MAX_REGISTRATION_CHARS]
    token = fields.get("registration_token", "")[:MAX_REGISTRATION_CHARS]
    origin = registration.frame_origin(url)
    context: dict[str, Any] = {"host": origin.partition("://")[2], "url": url, "token": token}
    status = 200
    try:
        registration.find_link(secret)
        registration.check_configuration_url(url)
        if request.method == "POST":
            with room_to_wait() as has_room:
                if not has_room:
                    raise RefusedError(BUSY)
                context["platform"] = registration.register(secret=secret, configuration_url=url, token=token)
    except RefusedError as refusal:
        context["problem"] = str(refusal)
        status = 410 if context["problem"] == registration.NOT_USABLE else 400
    response = render(request, "lti/register.html", context, status=status)
    return frameable(response, [origin] if origin else [])
