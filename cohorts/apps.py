from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "cohorts"

    def ready(self) -> None:
        from cohorts.actions import connect_sign_off_signals, connect_signals, set_up_notices

        connect_signals()
        set_up_notices()
        connect_sign_off_signals()
