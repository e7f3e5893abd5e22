"""A question about a line of the study log, with the answers to choose from."""

from collections.abc import Callable, Sequence

from progress.log_line.study_line import LineChoice, LogLineError


class LogQuestionError(LogLineError):
    """The line could mean several things. Nothing is logged until the learner has chosen."""

    def __init__(self, question: str, choices: Sequence[LineChoice] = ()) -> None:
        super().__init__(question)
        self.choices = tuple(choices)

    def within(self, whole_line: Callable[[str], str]) -> "LogQuestionError":
        """The same question, where each choice was about a part of the line."""
        return LogQuestionError(
            str(self), [LineChoice(choice.label, whole_line(choice.line)) for choice in self.choices]
        )


def keep_as_note(text: str, word: str) -> LineChoice:
    """The choice to leave ``word`` unread. After a dash everything is kept as written."""
    return LineChoice(f"Keep “{word}” as a note", f"{' '.join(text.replace(word, ' ', 1).split())} – {word}")
