"""Somebody comes from a course: the platform begins, we send it a state, and it sends who comes.

In a platform's frame a browser keeps our session cookie away from us, and our pages aren't made for half a window. So
the frame shows one button, which opens the site in a window of its own.
"""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.sign_in.adapter import site_url
from lib.errors import RefusedError
from lib.pages.same_origin import same_origin_only
from lib.pages.views import AuthedRequest
from lti.launches import handshake
from lti.launches.accounts import AddressTakenError, check_may_enter, find_or_create, link, person_of
from lti.launches.courses import accepted_deployment, choose_cohort, cohorts_to_choose, context_of, enroll
from lti.launches.messages import Launch, read_launch
from lti.links.actions import destination_of
from lti.platforms.models import LtiPlatform
from lti.platforms.waiting import BUSY, room_to_wait
from lti.responses import frameable

METHOD = "lti"
MAX_HINT_CHARS = 4_000
FRAMES = ("iframe", "frame", "embed", "object", "fencedframe")
UNKNOWN_PLATFORM = "Your learning platform isn’t registered here, or was closed. Ask an admin of this site to add it."
INCOMPLETE = "Your learning platform didn’t say who begins. Open this from your course again."
NO_STATE = "This took longer than ten minutes, or it was sent twice. Open this from your course again."
EXPIRED = "This has expired, or it began in another browser. Open it from your course again."
REFUSED_THERE = "Your learning platform didn’t let you in. Open this from your course again, or ask your teacher."
NO_COHORT = "Your teacher hasn’t chosen a cohort for your course yet. Until then, you work here on your own."


@csrf_exempt  # it comes from another site, and begins something that only the platform can finish
@require_http_methods(["GET", "POST"])
@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """The platform asks us to begin (third-party initiated login)."""
    if too_many := _too_many(request):
        return too_many
    fields = request.POST if request.method == "POST" else request.GET
    platform = _find_platform(fields.get("iss", ""), fields.get("client_id", ""))
    if platform is None:
        return refuse(request, UNKNOWN_PLATFORM, status=404)
    hint = fields.get("login_hint", "")
    message_hint = fields.get("lti_message_hint", "")
    if not hint or len(hint) + len(message_hint) > MAX_HINT_CHARS:
        return refuse(request, INCOMPLETE, platform=platform)
    parameters = {
        "scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none",
        "client_id": platform.client_id, "redirect_uri": site_url(reverse("lti:launch")), "login_hint": hint,
    }  # fmt: skip
    if message_hint:
        parameters["lti_message_hint"] = message_hint
    state = handshake.begin(platform, parameters)
    separator = "&" if "?" in platform.login_url else "?"
    response = HttpResponseRedirect(f"{platform.login_url}{separator}{urlencode(parameters)}")
    handshake.set_state_cookie(response, state)
    return response


@csrf_exempt  # it comes from another site; its state is the token
@require_POST
@never_cache
def launch(request: HttpRequest) -> HttpResponse:
    """The platform says who comes."""
    if too_many := _too_many(request):
        return too_many
    state = request.POST.get("state", "")[:100]
    pending = handshake.peek_state(state)
    platform = LtiPlatform.objects.open().filter(pk=pending["platform"]).first() if pending else None
    if platform is None:
        return refuse(request, NO_STATE)
    if not handshake.has_state_cookie(request, state):
        return _frameable(request, render(request, "lti/no_cookie.html", {"platform": platform}, status=400), platform)
    taken = handshake.take_state(state)
    if taken is None:
        return refuse(request, NO_STATE, platform=platform)
    try:
        response = _accept(request, platform, taken["nonce"])
    except RefusedError as refusal:
        response = refuse(request, str(refusal), platform=platform)
    handshake.delete_state_cookie(response, state)
    return response


def _accept(request: HttpRequest, platform: LtiPlatform, nonce: str) -> HttpResponse:
    if "id_token" not in request.POST:
        raise RefusedError(REFUSED_THERE)
    with room_to_wait() as has_room:
        if not has_room:
            raise RefusedError(BUSY)
        message = read_launch(request.POST["id_token"], platform=platform, nonce=nonce)
    accepted_deployment(message, platform)
    if message.is_deep_linking:
        ticket = handshake.store_launch(message, seconds=handshake.TASK_SECONDS)
        return redirect("lti:choose_target", ticket)
    ticket = handshake.store_launch(message)
    if not _is_framed(request):
        response = redirect("lti:open_launch", ticket.partition(".")[0])
        handshake.set_ticket_cookie(response, ticket)
        return response
    page = render(request, "lti/framed.html", {"platform": platform, "title": message.link_title, "ticket": ticket})
    return _frameable(request, page, platform, message.frame_origin)


@same_origin_only
@require_POST
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """The button in the frame: go on in a window, which gets the ticket as a cookie."""
    ticket = request.POST.get("ticket", "")[:100]
    if handshake.find_launch(ticket) is None:
        return refuse(request, EXPIRED, status=410)
    response = redirect("lti:open_launch", ticket.partition(".")[0])
    handshake.set_ticket_cookie(response, ticket)
    return response


@require_http_methods(["GET", "POST"])
@never_cache
def open_launch(request: HttpRequest, name: str) -> HttpResponse:
    """Find the account of whoever came, and sign them in. At the first time they may have to say who they are."""
    ticket = handshake.ticket_of(request, name)
    message = handshake.find_launch(ticket)
    platform = LtiPlatform.objects.open().filter(pk=message.platform).first() if message else None
    if message is None or platform is None:
        return refuse(request, EXPIRED, status=410)
    try:
        person = person_of(message)
        if person is None and isinstance(request.user, User):
            return _link_or_ask(request, request.user, message, platform, ticket)
        person = person or find_or_create(message, platform)
        check_may_enter(person)
    except AddressTakenError:
        sign_in = f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}"
        context = {"platform": platform, "address": message.address, "sign_in": sign_in}
        return render(request, "lti/address_taken.html", context, status=403)
    except RefusedError as refusal:
        return refuse(request, str(refusal), status=403)
    return _go_on(request, person, message, ticket)


def _link_or_ask(
    request: HttpRequest, person: User, message: Launch, platform: LtiPlatform, ticket: str
) -> HttpResponse:
    """Somebody is signed in, and the platform's person is new: ask whether they are the same."""
    if request.method == "POST" and request.POST.get("answer") == "link":
        link(person, message, platform)
        return _go_on(request, person, message, ticket)
    if request.method == "POST":
        get_account_adapter(request).logout(request)
        return redirect(request.path)
    check_may_enter(person)
    return render(request, "lti/link_account.html", {"platform": platform, "name": message.name})


def _go_on(request: HttpRequest, person: User, message: Launch, ticket: str) -> HttpResponse:
    """Sign the person in, and take them where the link leads. The ticket opens nothing any more."""
    if not handshake.delete_launch(ticket):
        return refuse(request, EXPIRED, status=410)
    own_ticket = handshake.store_launch(message, seconds=handshake.TASK_SECONDS, person=person.pk)
    page = reverse("lti:arrive", args=[own_ticket])
    if request.user == person:
        response: HttpResponse = redirect(page)
    else:
        if request.user.is_authenticated:
            get_account_adapter(request).logout(request)
        record_authentication(request, person, method=METHOD, platform=message.platform)
        response = perform_login(request, Login(user=person, email_verification="none", redirect_url=page))
    handshake.delete_ticket_cookie(response, ticket.partition(".")[0])
    return response


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def arrive(request: AuthedRequest, ticket: str) -> HttpResponse:
    """Join the course's cohort, and go where the link leads. The first teacher chooses the cohort."""
    message = handshake.find_launch(ticket, person=request.user.pk)
    platform = LtiPlatform.objects.open().filter(pk=message.platform).first() if message else None
    if message is None or platform is None:
        return refuse(request, EXPIRED, status=410)
    try:
        context = context_of(message, platform)
        cohort = context.cohort if context else None
        if context and cohort is None and message.is_instructor:
            choices = cohorts_to_choose(request.user)
            slug = request.POST.get("cohort") if request.method == "POST" else None
            if slug is None or (slug and slug not in {row.slug for row in choices}):
                page = {"context": context, "platform": platform, "cohorts": choices}
                return render(request, "lti/choose_cohort.html", page)
            chosen = next((row for row in choices if row.slug == slug), None)
            cohort = choose_cohort(person=request.user, context=context, cohort=chosen)
        if cohort:
            enroll(person=request.user, launch=message, cohort=cohort)
        elif context and message.is_learner:
            messages.info(request, NO_COHORT)
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    handshake.delete_launch(ticket)
    request.session["lti"] = True  # from now on, pages say which scores their platform has
    return redirect(destination_of(message, context, request.user))


def refuse(
    request: HttpRequest, sentence: str, *, status: int = 403, platform: LtiPlatform | None = None
) -> HttpResponse:
    """A page that says what to do."""
    response = render(request, "lti/refused.html", {"sentence": sentence}, status=status)
    return _frameable(request, response, platform) if platform else response


def _frameable(request: HttpRequest, response: HttpResponse, platform: LtiPlatform, origin: str = "") -> HttpResponse:
    return frameable(response, [*platform.origins, *([origin] if origin else [])])


def _is_framed(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Dest", "document") in FRAMES


def _find_platform(issuer: str, client_id: str) -> LtiPlatform | None:
    """The platform that begins. Several may share an issuer; then the client ID has to say which."""
    rows = LtiPlatform.objects.open().filter(issuer=issuer[:300])
    platforms = list(rows.filter(client_id=client_id[:300]) if client_id else rows[:2])
    return platforms[0] if len(platforms) == 1 else None


def _too_many(request: HttpRequest) -> HttpResponse | None:
    response: HttpResponse | None = ratelimit.consume_or_429(
        request, app="allauth.account", action="lti_launch", limit_get=True
    )
    return response
