"""The groups of a provider that put people into cohorts, for admins."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.admins import admins_only
from accounts.models import IdentityProvider
from accounts.single_sign_on.providers import OF_ENVIRONMENT, find_provider
from authoring.sign_in.group_forms import GroupRuleForm
from cohorts.groups.editing import add_rule, restore_rule, rule_of, switch_rule
from cohorts.groups.editing import remove_rule as remove
from cohorts.groups.models import GroupRule
from cohorts.groups.queries import groups_page
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo

ADDED = "Added. People move at their next sign-in."
ON_TRIAL = "Added on trial. It moves nobody yet."


@require_http_methods(["GET", "POST"])
@admins_only
def provider_groups(request: AuthedRequest, slug: str) -> HttpResponse:
    """The rules, whom they would move, and the form for another one."""
    provider = _provider_or_404(slug)
    form = GroupRuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            rule = add_rule(person=request.user, provider=provider, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, ADDED if rule.is_active else ON_TRIAL)
            return redirect("authoring:provider_groups", slug)
    page = groups_page(provider, number=request.GET.get("page", ""))
    context = {"provider": provider, "page": page, "form": form, "is_of_environment": slug in OF_ENVIRONMENT}
    return render(request, "authoring/provider_groups.html", context)


@require_POST
@admins_only
def switch_group_rule(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Put a rule in force, or on trial."""
    rule = _rule_or_404(_provider_or_404(slug), uid)
    switch_rule(person=request.user, rule=rule, is_active=request.POST.get("is_active") == "1")
    return redirect("authoring:provider_groups", slug)


@require_POST
@admins_only
def remove_group_rule(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    rule = _rule_or_404(_provider_or_404(slug), uid)
    undo_token = remove(person=request.user, rule=rule)
    url = reverse("authoring:restore_group_rule", args=[slug])
    offer_undo(request, f"Removed the rule for “{rule.group}”.", url, undo_token)
    return redirect("authoring:provider_groups", slug)


@require_POST
@admins_only
def restore_group_rule(request: AuthedRequest, slug: str) -> HttpResponse:
    try:
        undo_token = request.POST.get("undo_token", "")
        restore_rule(person=request.user, provider=_provider_or_404(slug), undo_token=undo_token)
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "The rule is back.")
    return redirect("authoring:provider_groups", slug)


def _provider_or_404(slug: str) -> IdentityProvider:
    """One that is switched off has rules too."""
    if slug in OF_ENVIRONMENT and (provider := find_provider(slug)):
        return provider
    return get_object_or_404(IdentityProvider, slug=slug)


def _rule_or_404(provider: IdentityProvider, uid: uuid.UUID) -> GroupRule:
    rule = rule_of(provider, uid)
    if rule is None:
        raise Http404
    return rule
