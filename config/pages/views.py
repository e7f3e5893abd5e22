from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.sign_in.adapter import site_url
from branding.queries import branding
from config.api.docs import api_docs
from config.operations.site_metrics import disk_space
from curriculum.models import Roadmap
from exercises.fleet.status import runner_status

FULL_DISK_PERCENT = 90

SECURITY_TXT_LIFE = timedelta(days=30)
# Pages that need an account or are for programs. Search engines need only what visitors see.
NOT_FOR_ROBOTS = (
    *(
        "/account/",
        "/accounts/",
        "/admin/",
        "/api/",
        "/authoring/",
        "/cohorts/",
        "/device/",
        "/lti/",
        "/notices/",
        "/problems/",
        "/questions/",
        "/quotas/",
        "/sign-offs/",
    ),
    *("/healthz", "/hours/", "/learning/", "/metrics", "/notes/", "/plan/", "/readyz", "/review/", "/search/"),
    *("/exercises/*/compare/", "/exercises/*/draft", "/exercises/*/solutions/", "/exercises/*/submissions/"),
    "/exercises/*/try/",
    "/exercises/fleet/",
    "/exercises/lifecycle/",
    *("/projects/assessments/", "/projects/cohorts/", "/projects/files/", "/projects/peer-reviews/", "/projects/work/"),
    *("/projects/*/check/", "/projects/*/peer-reviews/"),
    "/roadmap/placement/",
    "/start/",
    "/roadmap/topics/*/test-out/",
    "/exercises/regrades/",
)
ROBOTS = "\n".join(["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS), ""])


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a vulnerability (RFC 9116), if the site names somebody."""
    if not settings.CONTACT:
        raise Http404
    fields = {
        "Contact": f"mailto:{settings.CONTACT}",
        "Expires": (timezone.now() + SECURITY_TXT_LIFE).isoformat(timespec="seconds"),
        "Preferred-Languages": "en",
        "Canonical": site_url(request.path),
    }
    text = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the script at the root: a worker answers for the addresses below its own."""
    path = find("js/service_worker.js")
    return HttpResponse(Path(str(path)).read_bytes(), content_type="text/javascript; charset=utf-8")


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Describe the site as an app that can be installed."""
    icons = [
        {"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any"},
    ]
    name = branding().name
    fields = {"name": name, "short_name": name, "start_url": "/", "scope": "/", "display": "standalone"}
    colors = {"background_color": "#fbfaf6", "theme_color": "#fbfaf6"}
    return JsonResponse(fields | colors | {"icons": icons}, content_type="application/manifest+json")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page in place of one that needs the network. The browser stores it, so it knows nobody."""
    return render(request, "offline.html")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Explain what the site is, how to get help, and what it stores about people."""
    facts = {"contact": settings.CONTACT, "sends_mail": bool(settings.EMAIL_URL)}
    return render(request, "about.html", {**facts, "roadmap": Roadmap.objects.current().first()})


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """The runners, their health and the queues, for everybody. Only admins see what to repair."""
    reader = request.user
    for_admin = reader.is_authenticated and reader.operates_site
    disk_percent = disk_space().used_percent if for_admin else 0
    context = {"status": runner_status(), "for_admin": for_admin, "disk_percent": disk_percent}
    return render(request, "status.html", context | {"is_disk_full": disk_percent >= FULL_DISK_PERCENT})


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The REST API's documentation. It is public, like the code."""
    context = {"sections": api_docs(), "requests_an_hour": settings.REQUESTS_AN_HOUR}
    return render(request, "docs.html", context)
