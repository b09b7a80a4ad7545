"""All samples: what the gallery shows and the tests of templates, accessibility and weight go through."""

from tests.web.field_samples import field_samples
from tests.web.samples import Sample, page_samples


def samples() -> list[Sample]:
    """Every page in every state worth looking at."""
    return [*page_samples(), *field_samples()]
