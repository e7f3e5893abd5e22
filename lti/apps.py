from django.apps import AppConfig


class LtiConfig(AppConfig):
    name = "lti"

    def ready(self) -> None:
        from lti.launches.handshake import let_cookies_be_partitioned
        from lti.scores.outbox import connect_achievements

        let_cookies_be_partitioned()
        connect_achievements()
