from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "progress"

    def ready(self) -> None:
        from progress.actions.checkpoint_news import connect_checkpoint_news

        connect_checkpoint_news()
