from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "cohorts"

    def ready(self) -> None:
        from cohorts.quotas.charges import CohortRunQuotas
        from cohorts.sign_offs.notices import connect_sign_off_signals
        from cohorts.threads.notices import connect_signals, set_up_notices
        from exercises.submissions.quotas import add_run_quotas

        connect_signals()
        set_up_notices()
        connect_sign_off_signals()
        add_run_quotas(CohortRunQuotas())
