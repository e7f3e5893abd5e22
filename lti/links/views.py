"""A teacher picks what a link in their course leads to (LTI Deep Linking).

The page works in a frame, without an account and without cookies: its address has a ticket, which lets somebody choose
for this one course, within an hour. It shows only what visitors may see.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lti.launches import handshake
from lti.launches.views import EXPIRED, refuse
from lti.links.deep_linking import answer_for
from lti.links.targets import MAX_QUERY_CHARS, find_target, search_targets
from lti.platforms.models import LtiPlatform, origin_of
from lti.responses import frameable, may_send_to

NOT_AN_AUTHOR = "Only people who may change your course can add something to it."
GONE = "This is no longer offered. Choose something else."


@csrf_exempt  # the ticket is the token; no cookie counts here
@require_http_methods(["GET", "POST"])
@never_cache
def choose_target(request: HttpRequest, ticket: str) -> HttpResponse:
    """Search, choose, and send the answer to the platform with a button."""
    message = handshake.find_launch(ticket)
    platform = LtiPlatform.objects.open().filter(pk=message.platform).first() if message else None
    if message is None or platform is None or not message.is_deep_linking:
        return refuse(request, EXPIRED, status=410)
    origins = [*platform.origins, *([message.frame_origin] if message.frame_origin else [])]
    if not message.is_author:
        return frameable(refuse(request, NOT_AN_AUTHOR), origins)
    query = " ".join(request.GET.get("q", "").split())[:MAX_QUERY_CHARS]
    context = {"platform": platform, "course": message.context_title, "query": query, "ticket": ticket}
    if request.method == "POST":
        target = find_target(request.POST.get("target", "")[:200])
        if target:
            context |= {"target": target, "url": message.return_url, "jwt": answer_for(target, message, platform)}
            page = render(request, "lti/confirm_target.html", context)
            return may_send_to(frameable(page, origins), origin_of(message.return_url))
        context["problem"] = GONE
    context["targets"] = search_targets(query)
    return frameable(render(request, "lti/choose_target.html", context), origins)
