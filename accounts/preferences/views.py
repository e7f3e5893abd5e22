from collections.abc import Collection
from datetime import timedelta

from django.conf import settings as site
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.preferences.forms import SettingsForm
from lib.pages.views import AuthedRequest, url_of_ours

THEMES = ("light", "dark")
THEME_COOKIE = f"{site.COOKIE_PREFIX}theme"
COOKIE_AGE = timedelta(days=365)


HOURS_FOLLOW = "Hours are now shown for your background."
NOTHING_CHANGED = "You haven’t changed anything."


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: AuthedRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, saved_message(request.user, form.changed_data))
        return redirect("accounts:settings")
    return render(request, "accounts/settings.html", {"form": form})


def saved_message(person: User, changed: Collection[str]) -> str:
    """Return what saving the settings has changed. ``changed`` are names of fields."""
    sentences = {
        "name": f"Your name is now “{person.name}”.",
        "background": HOURS_FOLLOW,
        "time_zone": f"Daily totals now follow the clocks of {person.time_zone}.",
    }
    if not changed:
        return NOTHING_CHANGED
    return " ".join(["Saved.", *(sentence for name, sentence in sentences.items() if name in changed)])


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Back to the page that it was chosen on. The browser names it, so that no page has to repeat its own address."""
    response = redirect(url_of_ours(request, request.headers.get("Referer", ""), default=reverse("home")))
    set_theme(response, request.POST.get("theme", ""))
    return response


def set_theme(response: HttpResponse, theme: str) -> None:
    """Anything but a theme means the system's. A cookie keeps it, because it belongs to a screen, not to a person."""
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE,
            theme,
            max_age=COOKIE_AGE,
            secure=site.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
