"""Write the roadmap, as it now is in the database, to content files or as JSON."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from curriculum.documents.document import ContentError
from curriculum.documents.folder import write_folder
from curriculum.documents.rows import read_database
from curriculum.documents.tree import roadmap_tree
from curriculum.models import Roadmap


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--roadmap", help="The uid of the roadmap. Default: the first of the site.")
        form = parser.add_mutually_exclusive_group(required=True)
        form.add_argument("--json", action="store_true", help="Print the whole roadmap.")
        form.add_argument("--to", type=Path, metavar="DIR", help="Write content files to this new or empty directory.")

    def handle(self, *args: Any, **options: Any) -> None:
        document = read_database(self._roadmap(options["roadmap"]))
        if options["json"]:
            self.stdout.write(json.dumps(roadmap_tree(document), ensure_ascii=False, indent=2))
            return
        folder: Path = options["to"]
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"{folder} is not empty. Choose a new or empty directory.")
        try:
            files = write_folder(document, folder)
        except ContentError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Wrote {len(files)} files to {folder}.")

    def _roadmap(self, uid: str | None) -> Roadmap:
        roadmap: Roadmap | None = Roadmap.objects.filter(**({"uid": uid} if uid else {})).first()
        if roadmap is None:
            raise CommandError("This roadmap doesn't exist. Load one with: manage.py load_curriculum")
        return roadmap
