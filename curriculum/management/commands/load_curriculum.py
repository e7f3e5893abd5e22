"""Bring the database up to the content files. An edit made in the admin stays unless --overwrite is given.

Without a folder it loads those that DESCENT_CURRICULUM names, and never adds a roadmap to a site that has others.
"""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from curriculum.actions import LoadReport, TakenUidError, load_roadmap
from curriculum.documents.document import ContentError, Document
from curriculum.documents.folder import read_folder
from curriculum.models import Roadmap


def shared_uids(roadmap: Document) -> set[str]:
    """The uids of the topics that this roadmap takes from others."""
    return {uid for section in roadmap.of_kind("section") for uid in section.values["shared_topics"]}


def in_order_of_sharing(roadmaps: Sequence[Document]) -> list[Document]:
    """Each roadmap after those whose topics it shares, otherwise in the same order."""
    order: list[Document] = []
    remaining = list(roadmaps)
    while remaining:
        uids = {document.uid for roadmap in remaining for _, document in roadmap.walk()}
        ready = [roadmap for roadmap in remaining if not shared_uids(roadmap) & uids]
        order += ready or remaining  # two that share with each other: loading one of them says so
        remaining = [roadmap for roadmap in remaining if roadmap not in order]
    return order


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", nargs="*", type=Path, help="Content folders. Default: the ones that come with Descent."
        )
        parser.add_argument(
            "--overwrite", action="store_true", help="Overwrite edits made on this site with the files."
        )
        parser.add_argument("--dry-run", action="store_true", help="Only report what would change.")

    def handle(self, *args: Any, **options: Any) -> None:
        documents = self._read(options["folder"]) if options["folder"] else self._configured_roadmaps()
        for document in documents:
            try:
                report = load_roadmap(document=document, overwrite=options["overwrite"], dry_run=options["dry_run"])
            except TakenUidError as error:
                if options["folder"]:
                    raise CommandError(str(error)) from error
                # An admin gave the uid to a node of another roadmap. That mustn't keep the site from starting.
                self.stderr.write(f"{document.values['title']} stays as it is here: {error}")
                continue
            except ContentError as error:
                raise CommandError(str(error)) from error
            if not options["verbosity"]:
                continue
            prefix = "Nothing was written. Loading would give: " if options["dry_run"] else ""
            self.stdout.write(f"{document.values['title']}: {prefix}{report}.")
            self._explain(report)

    def _configured_roadmaps(self) -> list[Document]:
        """The roadmaps that DESCENT_CURRICULUM names, without those that a site with other roadmaps doesn't have yet.

        A deploy must not publish a roadmap that nobody asked for.
        """
        content: Path | None = settings.CURRICULUM_CONTENT
        if content is None:
            return []
        documents = self._read(sorted(path.parent for path in content.glob("*/roadmap.md")))
        uids = set(Roadmap.objects.values_list("uid", flat=True))
        for document in documents if uids else []:
            if document.uid not in uids:
                self.stdout.write(
                    f"{document.values['title']} isn’t on this site. "
                    f"Add it with: manage.py load_curriculum {document.place.path.parent}"
                )
        return [document for document in documents if not uids or document.uid in uids]

    def _read(self, folders: list[Path]) -> list[Document]:
        try:
            return in_order_of_sharing([read_folder(folder) for folder in folders])
        except ContentError as error:
            raise CommandError(str(error)) from error

    def _explain(self, report: LoadReport) -> None:
        counts = Counter(change.kind for change in report.additions)
        if counts:
            self.stdout.write("  added: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))
        changes_by_verb = {"updated": report.updates, "retired": report.retirements, "kept": report.local_edits}
        for verb, changes in changes_by_verb.items():
            for change in changes:
                self.stdout.write(f"  {verb}: {change}")
