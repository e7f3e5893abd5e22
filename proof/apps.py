from django.apps import AppConfig


class ProofConfig(AppConfig):
    name = "proof"

    def ready(self) -> None:
        from proof.actions import connect_revocation

        connect_revocation()
