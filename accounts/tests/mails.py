"""What the subject of a letter is, from its template."""

from django.template.loader import render_to_string


def subject_of(letter: str) -> str:
    return render_to_string(f"{letter}_subject.txt").strip()
