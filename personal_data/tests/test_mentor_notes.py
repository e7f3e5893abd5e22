"""What mentors noted about a learner is the learner's data, so it is in their archive and in nobody else's."""

from accounts.models import User
from cohorts.mentor_notes.models import MentorNote
from personal_data.inventory import rows_of


def notes_for(person: User) -> list[str]:
    return [row.text for item, rows in rows_of(person) if item.model is MentorNote for row in rows]


def test_the_learner_finds_it_in_their_archive_and_its_writer_does_not(ada_s_work: User) -> None:
    note = MentorNote.objects.get()
    assert note.writer
    assert (notes_for(ada_s_work), notes_for(note.writer)) == ([note.text], [])
