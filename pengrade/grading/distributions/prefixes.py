r"""What may stand before a distribution, and names its variable: x ~, x | y \sim, p(x|y) =, f_X(x) =, q(z) ∝."""

import re
from dataclasses import dataclass

from pengrade.grading.declarations import canonical_name
from pengrade.grading.spec import SpecError

LONGEST = 200  # characters of a prefix
# A likelihood may have an equals sign of its own before the tilde, as in Y | X = x ~ N(x, 1).
_TILDE = re.compile(r"\\(?:sim|propto|thicksim)(?![A-Za-z])|[~∼～∝]")
_EQUALS = re.compile(r"(?<![<>!=:])=(?!=)")
_OPENING, _SHUTTING = frozenset("([{"), frozenset(")]}")
_STYLE = re.compile(
    r"\\(?:mathbf|boldsymbol|bm|mathrm|mathit|mathsf|text|textbf|vec|operatorname|mathcal|hat|tilde|bar|widehat|widetilde)(?![A-Za-z])"
    r"|\\(?:left|right|middle|mleft|mright|[bB]igg?[lrm]?)(?![A-Za-z])|\\[,;:! ]|\$"
)
_SCRIPT = r"\s*(?:\{[^{}()]{0,40}\}|\\?[A-Za-z0-9]+|\*)"
_CALL = re.compile(rf"\s*\{{?\s*\\?[A-Za-z]{{1,8}}'?\s*\}}?\s*(?:[_^]{_SCRIPT}\s*){{0,2}}\((.*)\)\s*", re.DOTALL)
_BAR = re.compile(r"\||\\mid(?![A-Za-z])|\\vert(?![A-Za-z])|∣|;")
_NAME = re.compile(r"\s*(\\?[^\W\d_]+(?:\s*_\s*(?:\{[^{}]{1,20}\}|\\?\w+)|[₀-₉])?)\s*")


@dataclass(frozen=True)
class Prefix:
    """`length` characters of the text, up to and with its `sign`: "~", "=" or "∝". `variable`: None if not one name."""

    length: int
    sign: str
    variable: str | None


def prefix_of(text: str) -> Prefix | None:
    """The prefix, or None where the text is all distribution."""
    return _ended_by(_TILDE, text) or _ended_by(_EQUALS, text)


def _ended_by(sign: re.Pattern[str], text: str) -> Prefix | None:
    depth = 0
    for place, character in enumerate(text[:LONGEST]):
        depth += (character in _OPENING) - (character in _SHUTTING)
        found = sign.match(text, place) if depth == 0 and character in "\\~∼～∝=" else None
        if found and text[:place].strip(" $\t\n"):
            variable, stands = _variable(_STYLE.sub(" ", text[:place]))
            meant = "=" if found[0] == "=" else "∝" if found[0] in ("\\propto", "∝") else "~"
            return Prefix(found.end(), meant, variable) if stands else None
    return None


def _variable(before: str) -> tuple[str | None, bool]:
    """The one name that the prefix is about, and whether it is a prefix at all."""
    call = _CALL.fullmatch(before)
    inside = _BAR.split(call[1] if call else before, maxsplit=1)[0]
    name = _NAME.fullmatch(inside)
    if name is None:
        return None, call is not None
    try:
        return canonical_name(name[1]), True
    except SpecError:
        return None, call is not None
