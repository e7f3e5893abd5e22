from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "progress"

    def ready(self) -> None:
        from progress.checkpoints.news import connect_checkpoint_news

        connect_checkpoint_news()
