"""What a person may not do, or cannot do now, as one kind sentence with the next step."""


class Refusal(Exception):
    """A sentence for the person, and the form field it belongs to when there is one."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    @property
    def problems(self) -> dict[str, str]:
        """Return what to say at which field; an empty name is no field in particular."""
        return {self.field or "": self.sentence}


class FormRefusal(Refusal):
    """What to mend at several fields of one form, one sentence each."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self._problems = problems

    @property
    def problems(self) -> dict[str, str]:
        return self._problems


class NotFound(Refusal):
    """The record does not exist, or not for this person: the two are told apart nowhere."""
