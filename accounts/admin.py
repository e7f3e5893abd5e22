from collections.abc import Iterable
from typing import Any, cast

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.admins import LastAdminError, require_another_admin, roles_given_by
from accounts.models import ADDRESS_TAKEN, Role, User
from accounts.sign_in.addresses import confirm_main_address, record_main_address, replace_main_address
from accounts.single_sign_on.linking import unlink
from audit_log.actions import AuditEvent, record, record_events
from audit_log.names import AuditAction

MAX_ERASED = 200  # chosen in the list at once; the page takes more addresses


class UserForm(forms.ModelForm[User]):
    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"]
        if User.objects.with_address(address) not in (None, self.instance):
            raise forms.ValidationError(ADDRESS_TAKEN)
        return address

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        stays = values.get("is_active") and values.get("role") == Role.ADMIN
        if self.instance.pk and self.instance.is_admin and not stays:
            try:
                require_another_admin(leaving=[self.instance])
            except LastAdminError as refusal:
                self.add_error("is_active" if values.get("role") == Role.ADMIN else "role", str(refusal))
        return values


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    form = UserForm
    list_display = ("name", "email", "is_confirmed", "role", "background", "time_zone", "is_active", "last_login")
    list_filter = ("role", "is_active", "background")
    search_fields = ("name", "email")
    fields = (
        "name",
        "email",
        "is_confirmed",
        "role",
        "background",
        "time_zone",
        "is_active",
        "last_login",
        "date_joined",
    )
    readonly_fields = ("is_confirmed", "last_login", "date_joined")
    ordering = ("name", "email")
    actions = ("confirm_addresses", "unlink_accounts", "erase_accounts")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        main_addresses = EmailAddress.objects.filter(user=OuterRef("pk"), email=OuterRef("email"), verified=True)
        people = super().get_queryset(request).annotate(address_is_confirmed=Exists(main_addresses))
        admin = cast(User, request.user)
        # Whoever could change the address of a wider admin could become them.
        return people if admin.is_admin else people.filter(role__in=roles_given_by(admin), is_superuser=False)

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "role":
            kwargs["choices"] = [(role.value, role.label) for role in roles_given_by(cast(User, request.user))]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    @admin.display(description="address confirmed", boolean=True)
    def is_confirmed(self, person: User) -> bool:
        return bool(getattr(person, "address_is_confirmed", False))

    @admin.action(description="Mark their addresses as confirmed")
    def confirm_addresses(self, request: HttpRequest, people: QuerySet[User]) -> None:
        confirmed = [person for person in people if confirm_main_address(person=person)]
        _record_each(AuditAction.ADDRESS_CONFIRMED, request, confirmed)
        count = len(confirmed)
        self.message_user(request, f"Newly confirmed: {count}.")

    @admin.action(description="Remove their accounts at sign-in providers, and end their sessions")
    def unlink_accounts(self, request: HttpRequest, people: QuerySet[User]) -> None:
        _record_each(AuditAction.ACCOUNTS_UNLINKED, request, people)
        count = sum(unlink(person=person) for person in people)
        self.message_user(request, f"Removed: {count}.")

    @admin.action(description="Erase their accounts…")
    def erase_accounts(self, request: HttpRequest, people: QuerySet[User]) -> HttpResponse:
        """Lead to the page that checks and confirms it: Django's own deletion refuses whoever has submitted."""
        keys = people.order_by("pk").values_list("pk", flat=True)[:MAX_ERASED]
        return redirect(f"{reverse('personal_data:erase_accounts')}?{urlencode({'person': list(keys)}, doseq=True)}")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow filters only on fields that the list shows, because a filter can reveal a password hash."""
        columns = {"pk", "id", *map(str, self.list_display), *map(str, self.list_filter)}
        return lookup.partition("__")[0] in columns and super().lookup_allowed(lookup, value, request)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()  # they choose one with a link, or a command sets it
        super().save_model(request, obj, form, change)
        before = form.initial.get("role") if change else ""
        if before != obj.role and (change or obj.role != Role.LEARNER):
            fields = {"before": before, "after": obj.role}
            record(AuditAction.ROLE_CHANGED, actor=cast(User, request.user), person=obj, fields=fields)
        if not change:
            record_main_address(person=obj)
        elif "email" in form.changed_data:
            replace_main_address(person=obj, earlier_email=form.initial["email"])

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """If no admin would be left, the confirmation page says so instead of asking."""
        to_delete, counts, forbidden, blockers = super().get_deleted_objects(objs, request)
        try:
            with transaction.atomic():
                require_another_admin(leaving=objs)
        except LastAdminError as refusal:
            blockers = [str(refusal), *blockers]
        return to_delete, counts, forbidden, blockers

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: User) -> None:
        _require_another_admin([obj])
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        _require_another_admin(queryset)
        super().delete_queryset(request, queryset)


def _record_each(action: AuditAction, request: HttpRequest, people: Iterable[User]) -> None:
    record_events([AuditEvent(action=action, actor=cast(User, request.user), person=person) for person in people])


def _require_another_admin(leaving: Iterable[User]) -> None:
    """Check again on deletion: another admin may have left since the page was shown."""
    try:
        require_another_admin(leaving=leaving)
    except LastAdminError as refusal:
        raise PermissionDenied(str(refusal)) from None
