"""Keep one's account past the end of a term; and, for admins, choose whether a cohort's accounts are erased."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.admins import admins_only
from accounts.models import User
from accounts.single_sign_on.closing import may_use_password
from cohorts.cohort.models import Cohort
from lib.pages.views import AuthedRequest
from notices.actions import mark_read
from notices.mail import can_mail
from notices.models import NoticeKind
from personal_data.term_end import actions
from personal_data.term_end.models import ErasureWarning, TermErasure

KEPT = "You keep your account. Nothing in it changes."
NOT_IN_DANGER = "Your account isn’t going to be deleted."


class TermErasureForm(forms.Form):
    days = forms.IntegerField(
        label="Days after the end", min_value=TermErasure.MIN_DAYS, max_value=TermErasure.MAX_DAYS, initial=90,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def keep_account(request: AuthedRequest) -> HttpResponse:
    """Say when the reader's account goes, and let them keep it."""
    if request.method == "POST":
        is_kept = actions.keep_account(person=request.user)
        messages.success(request, KEPT if is_kept else NOT_IN_DANGER)
        return redirect("personal_data:keep_account")
    mark_read(person=request.user, kinds=[NoticeKind.ANNOUNCEMENT], link=request.path)
    rows = ErasureWarning.objects.filter(person=request.user).select_related("cohort").order_by("erase_on")
    context = {
        "warnings": [row for row in rows if row.kept_at is None],
        "kept": any(row.kept_at for row in rows),
        "own_way": has_own_way_in(request.user),
        "may_use_password": may_use_password(request.user),
    }
    return render(request, "personal_data/keep_account.html", context)


def has_own_way_in(person: User) -> bool:
    """Whether somebody can sign in without their institution."""
    if person.has_usable_password() and may_use_password(person):
        return True
    return bool(Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).exists())


@require_http_methods(["GET", "POST"])
@admins_only
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # the library has no types
@never_cache
def term_erasure(request: AuthedRequest, slug: str) -> HttpResponse:
    """Choose whether the accounts of a cohort's learners are erased after its end, and when."""
    cohort = get_object_or_404(Cohort, slug=slug)
    plan = TermErasure.objects.select_related("admin", "cohort").filter(cohort=cohort).first()
    form = TermErasureForm(request.POST or None, initial={"days": plan.days} if plan else None)
    if request.method == "POST" and "off" in request.POST:
        actions.set_term_erasure(admin=request.user, cohort=cohort, days=None)
        messages.success(request, f"No account is erased because {cohort} ends.")
        return redirect("personal_data:term_erasure", slug)
    if request.method == "POST" and form.is_valid():
        actions.set_term_erasure(admin=request.user, cohort=cohort, days=form.cleaned_data["days"])
        messages.success(request, "Saved.")
        return redirect("personal_data:term_erasure", slug)
    rows = ErasureWarning.objects.filter(cohort=cohort)
    context: dict[str, Any] = {
        "cohort": cohort, "plan": plan, "form": form, "can_mail": can_mail(),
        "needs_admin": plan is not None and not (plan.admin and plan.admin.is_admin and plan.admin.is_active),
        "told": rows.filter(kept_at=None, first_sent_at__isnull=False).count(),
        "kept": rows.exclude(kept_at=None).count(),
    }  # fmt: skip
    return render(request, "personal_data/term_erasure.html", context)
