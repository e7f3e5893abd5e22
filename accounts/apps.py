from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.oauth.client import register_client
        from accounts.sign_in import security_log  # noqa: F401  importing it connects its receivers, which need the models

        post_migrate.connect(register_client, sender=apps.get_app_config("allauth_idp_oidc"))
