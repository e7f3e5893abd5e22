from django.contrib import admin

from accounts.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    list_display = ("name", "email", "role", "background", "time_zone", "is_active", "last_login")
    list_filter = ("role", "is_active", "background")
    search_fields = ("name", "email")
    fields = ("name", "email", "role", "background", "time_zone", "is_active", "last_login", "date_joined")
    readonly_fields = ("last_login", "date_joined")
    ordering = ("name",)
