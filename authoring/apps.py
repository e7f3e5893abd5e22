from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    name = "authoring"
    verbose_name = "curriculum editor"
    default_auto_field = "django.db.models.BigAutoField"
