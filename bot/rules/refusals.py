"""What a person may not do, or cannot do now, as one kind sentence with the next step."""


class Refusal(Exception):
    """A sentence for the person, and the form field it belongs to when there is one."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotFound(Refusal):
    """The record does not exist, or not for this person: the two are told apart nowhere."""
