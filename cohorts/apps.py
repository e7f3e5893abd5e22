from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "cohorts"

    def ready(self) -> None:
        from cohorts.sign_offs.notices import connect_sign_off_signals
        from cohorts.threads.notices import connect_signals, set_up_notices

        connect_signals()
        set_up_notices()
        connect_sign_off_signals()
