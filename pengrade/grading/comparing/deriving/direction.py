"""What a chain of relations shows of its two ends: a = b <= c < d shows a < d."""

from collections.abc import Sequence

UP, DOWN = ("<", "≤"), (">", "≥")
MIRRORED = {"<": ">", "≤": "≥", ">": "<", "≥": "≤"}
# What is shown when one of these was shown, itself included.
ENTAILED = {
    "=": frozenset({"=", "≤", "≥", "∝"}),
    "<": frozenset({"<", "≤"}),
    ">": frozenset({">", "≥"}),
    "⇔": frozenset({"⇔", "⇒"}),
}
SPELLINGS = {
    "<=": "≤", "\\le": "≤", "\\leq": "≤", ">=": "≥", "\\ge": "≥", "\\geq": "≥", "\\propto": "∝", "propto": "∝",
    "<=>": "⇔", "\\Leftrightarrow": "⇔", "\\iff": "⇔", "=>": "⇒", "\\Rightarrow": "⇒", "\\implies": "⇒",
}  # fmt: skip
RELATIONS = ("=", "≤", "<", "≥", ">", "∝", "⇔", "⇒")


def shown_by(signs: Sequence[str], same: str) -> tuple[str, int | None]:
    """The relation between the ends, and the place of the first sign that does not go with those before."""
    shown = same
    for place, sign in enumerate(signs):
        together = _together(shown, sign, same)
        if together is None:
            return shown, place
        shown = together
    return shown, None


def _together(shown: str, sign: str, same: str) -> str | None:
    if sign in (same, shown):
        return shown
    if shown == same:
        return sign
    for strict, weak in (UP, DOWN):
        if {shown, sign} == {strict, weak}:
            return strict
    return None


def entails(shown: str, wanted: str) -> bool:
    return shown == wanted or wanted in ENTAILED.get(shown, ())


def mirrored(relation: str) -> str | None:
    """The relation of b to a, where this is the one of a to b; None where nothing follows."""
    return None if relation == "⇒" else MIRRORED.get(relation, relation)
