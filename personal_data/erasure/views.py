"""An admin erases accounts by their addresses: see what would go, confirm, follow."""

import uuid
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.admins import admins_only
from accounts.models import User
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest
from personal_data.erasure import actions
from personal_data.erasure.models import Erasure

_SALT, _MAX_AGE_SECONDS = "personal_data.erasure", 60 * 60
MAX_CHARS = 400_000
MAX_LISTED = 20
MAX_SHOWN = 200
REFRESH_SECONDS = 3
CHECK_AGAIN = "We can’t use this list any more. Check it again. Nothing was erased."
WRONG_COUNT = "Enter {}, the number of accounts, to confirm. Nothing was erased."


class AddressesForm(forms.Form):
    addresses = forms.CharField(
        label="Email addresses", max_length=MAX_CHARS, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=f"Main addresses, separated by spaces, commas or new lines. At most {Erasure.MAX_PEOPLE:,}.",
    )  # fmt: skip


class ConfirmErasureForm(forms.Form):
    """The checked list, signed, and its number, typed: nothing of it can be undone."""

    people = forms.CharField(widget=forms.HiddenInput)
    count = forms.IntegerField(label="Number of accounts", min_value=1, help_text="Type it to confirm.")


@require_http_methods(["GET", "POST"])
@admins_only
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # the library has no types
@never_cache
def erase_accounts(request: AuthedRequest) -> HttpResponse:
    """Check a list of addresses, then confirm it."""
    if "people" in request.POST:
        return _confirm(request)
    initial = {"addresses": "\n".join(_addresses_of(request.GET.getlist("person")))}
    form = AddressesForm(request.POST or None, initial=initial)
    context: dict[str, Any] = {"form": form, "erasures": Erasure.objects.select_related("admin")[:MAX_LISTED]}
    if request.method == "POST" and form.is_valid():
        try:
            preview = actions.preview_erasure(admin=request.user, text=form.cleaned_data["addresses"])
        except RefusedError as refusal:
            form.add_error("addresses", str(refusal))
        else:
            confirm = ConfirmErasureForm(initial={"people": _sign(request.user, preview)})
            context |= _preview_context(preview, confirm)
    return render(request, "personal_data/erase_accounts.html", context)


@require_safe
@admins_only
@never_cache
def erasure_detail(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    """How far it is, and who stays for which reason."""
    erasure = get_object_or_404(Erasure.objects.select_related("admin"), uid=uid)
    left = erasure.items.filter(problem="").count()
    refused = list(erasure.items.exclude(problem="").select_related("person")[:MAX_SHOWN])
    context = {"erasure": erasure, "refused": refused, "left": left, "done": erasure.total - left - len(refused)}
    response = render(request, "personal_data/erasure_detail.html", context)
    if erasure.finished_at is None:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


def _confirm(request: AuthedRequest) -> HttpResponse:
    """Order the erasure. After a wrong number, show the list again with the addresses that can't be used, so that
    nobody has to enter it twice.
    """
    try:
        signed = signing.loads(request.POST["people"], salt=_SALT, max_age=_MAX_AGE_SECONDS)
    except signing.BadSignature:
        signed = {"admin": ""}
    if signed["admin"] != str(request.user.uid):
        messages.warning(request, CHECK_AGAIN)
        return redirect("personal_data:erase_accounts")
    people = list(User.objects.filter(uid__in=signed["people"]).order_by("email"))
    form = ConfirmErasureForm(request.POST)
    try:
        if form.is_valid() and form.cleaned_data["count"] == len(signed["people"]):
            erasure = actions.order_erasure(admin=request.user, people=people)
            return redirect("personal_data:erasure_detail", erasure.uid)
        addresses = [*signed.get("refused", ()), *(person.email for person in people)]
        preview = actions.preview_erasure(admin=request.user, text="\n".join(addresses))
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect("personal_data:erase_accounts")
    again = {"people": _sign(request.user, preview), "count": request.POST.get("count", "")}
    form = ConfirmErasureForm(again)
    form.errors.pop("count", None)
    form.add_error("count", WRONG_COUNT.format(len(preview.people)))
    return render(request, "personal_data/erase_accounts.html", _preview_context(preview, form))


def _preview_context(preview: actions.ErasurePreview, confirm: ConfirmErasureForm) -> dict[str, Any]:
    return {"preview": preview, "confirm": confirm, "shown": preview.problems_first[:MAX_SHOWN]}


def _sign(admin: User, preview: actions.ErasurePreview) -> str:
    """Return the accounts of a checked list, by uid, and the addresses that can't be used."""
    people = [str(person.uid) for person in preview.people]
    refused = [candidate.address for candidate in preview.problems]
    return signing.dumps({"admin": str(admin.uid), "people": people, "refused": refused}, salt=_SALT, compress=True)


def _addresses_of(keys: list[str]) -> list[str]:
    """The addresses of accounts that Django's admin names by primary key."""
    numbers = [int(key) for key in keys[:MAX_SHOWN] if key.isascii() and key.isdigit() and len(key) < 18]
    return list(User.objects.filter(pk__in=numbers).order_by("email").values_list("email", flat=True))
