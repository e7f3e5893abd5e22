from django.apps import AppConfig

from config import words  # noqa: F401  before the first form is made


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401  registers the checks; needs the app registry
