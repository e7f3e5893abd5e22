from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.core.mail import DNS_NAME

from config.web.errors import use_own_pages


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401  registers the checks; needs the app registry

        # Mail servers and their filters read this name, and a container's own is a number.
        vars(DNS_NAME)["_fqdn"] = urlsplit(settings.SITE_ROOT).hostname
        if settings.DEBUG:
            use_own_pages()


class AdminConfig(DjangoAdminConfig):
    default_site = "accounts.admin_site.AdminSite"
