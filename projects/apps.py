from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"

    def ready(self) -> None:
        from cohorts.needs.waiting_work import add_source
        from projects import checks  # noqa: F401  # registers itself
        from projects.assessment.queries import waiting_projects
        from projects.file_checks import connect_file_checks
        from projects.notices import connect_project_signals

        connect_file_checks()
        connect_project_signals()
        add_source(waiting_projects)
