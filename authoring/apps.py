from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    name = "authoring"
    verbose_name = "curriculum editor"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from authoring.drafts.notices import offer_notices_to_admins

        offer_notices_to_admins()
