"""How a text would be understood, as JSON."""

from collections.abc import Callable, Sequence
from typing import Any

from pengrade.grading.preview import Echo, preview, preview_place
from pengrade.grading.spec import AnswerSpec


def echo_of(spec: AnswerSpec, text: str, places: Sequence[str] = ()) -> dict[str, Any]:
    """The echo of a text as JSON, with ``places``: one for each of its cells or lines."""
    echoes = [_as_json(spec, place, preview_place) for place in places]
    return {**_as_json(spec, text, preview), "places": echoes}


def _as_json(spec: AnswerSpec, text: str, read: Callable[[AnswerSpec, str], Echo]) -> dict[str, Any]:
    echo = read(spec, text) if text.strip() else Echo()
    return {
        "understood_as": echo.understood_as,
        "spoken": echo.spoken,
        "message": echo.message,
        "position": echo.position,
        "length": echo.length,
        "suggestion": echo.suggestion,
        "readings": list(echo.readings),
    }
