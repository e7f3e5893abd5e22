"""Solutions, checks and mistakes that are stored on the site are in nobody's archive, not even in their author's."""

import io
from collections.abc import Callable
from zipfile import ZipFile

from accounts.models import User
from exercises.models import Submission, VerdictChoice
from exercises.tests.authored import SECRETS, write_and_publish
from personal_data.export import DOCUMENT, write_archive


def test_no_archive_has_them(roadmap: None, ada: User, grace: User, run: Callable[..., Submission]) -> None:
    run(write_and_publish(grace), ada, VerdictChoice.PASSED)
    for person in (ada, grace):
        archive = io.BytesIO()
        write_archive(person, archive)
        text = ZipFile(archive).read(DOCUMENT).decode()
        assert not [secret for secret in SECRETS if secret in text]
