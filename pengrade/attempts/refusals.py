"""Why a learner's wish is not granted; the text is for the learner."""


class AttemptRefused(Exception):
    """A sitting cannot be started or continued like this. The text says why and what to do."""


class StaleDraft(AttemptRefused):
    """The server already holds a newer edit of this field, from another tab or another device."""
