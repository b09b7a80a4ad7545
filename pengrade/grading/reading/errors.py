"""The one way in which reading fails."""


class ReadingError(Exception):
    """A learner's text that cannot be read or does not fit together; the message is for the learner.

    `position` and `length` are code points of the text as typed; `suggestion` would replace that piece. `line`, from
    0, of an answer that is read line by line.
    """

    def __init__(
        self, message: str, position: int, length: int = 1, suggestion: str | None = None, line: int | None = None
    ) -> None:
        super().__init__(message)
        self.position = position
        self.length = length
        self.suggestion = suggestion
        self.line = line
