"""What can be said of a wrong answer: stable codes, to be counted, and the words for a learner.

A code never changes its meaning. The words name the cause and leave the correction to the learner.
`mistake:0`, `mistake:1`, … (foreseen by the author), `shape`, and the options of a form are set elsewhere.
"""

from functools import cache

# In the order in which they are looked for: what concerns the whole answer first, then the likelier slips.
FINDINGS: dict[str, str] = {
    "sign": "Check the sign of the whole.",
    "factor:2": "A factor of two is too much.",
    "factor:1/2": "A factor of two is missing.",
    "factor:100": "Percent and parts of one are mixed up.",
    "factor:1/100": "Percent and parts of one are mixed up.",
    "transpose": "Check where a transpose belongs.",
    "reciprocal": "Check what stands above the fraction bar and what below.",
    "n-1": "Check a count: it is off by one.",
    "log-base": "Check the base of the logarithm.",
    "factor": "A constant factor is off.",
    "constant": "An additive constant is off.",
    "term-sign": "One sign in it is the other way round.",
    "order": "The order of the factors matters: matrices do not commute.",
    "swapped": "Two symbols have changed places.",
    "inverse": "Check where an inverse belongs.",
    "complement": "A probability is taken for its complement.",
    "half": "A factor of one half is missing or too much in one place.",
    "square": "Check for a square or a square root, as between a variance and a standard deviation.",
    "exponent": "An exponent is off by one.",
    "bracket": "A bracket ends in another place.",
    "fraction": "One fraction in it stands on its head.",
    "term-by-term": "A function or a power of a sum is not the sum of those of its terms.",
    "term-missing": "A term is missing.",
    "term-extra": "A term is too much.",
    "factor-missing": "A factor is missing in one place, perhaps an inner derivative.",
    "factor-extra": "A factor is too much in one place.",
    "index": "Check the indices: where they begin, where they end, and which of them stands where.",
    "function": "One function is missing, too much, or taken for another.",
    "operator": "One operation is taken for another.",
    "number": "One of the numbers in it is off by one.",
    "symbol": "One symbol stands where another belongs.",
}

# Of distributions. `parameter:variance` and the like name the only parameter that is off.
OF_LAWS: dict[str, str] = {
    "other-family": "Another family of distributions is asked for.",
    "counting-from": "Check where the counting begins: at 0 or at 1.",
    "parameters-swapped": "Two parameters have changed places.",
    "shape-off-by-one": "A parameter that counts is off by one.",
    "sd-for-variance": "A standard deviation stands where a variance belongs.",
    "variance-for-sd": "A variance stands where a standard deviation belongs.",
    "precision-for-variance": "Variance and precision are mixed up: one is the reciprocal of the other.",
    "precision-for-covariance": "Covariance and precision matrix are mixed up: one is the inverse of the other.",
    "rate-for-scale": "Rate and scale are mixed up: one is the reciprocal of the other.",
    "support": "Check where the density is positive.",
    "not-normalised": "Check the normalising constant.",
}

# Said of the whole alone.
OF_THE_WHOLE = frozenset(
    {"sign", "reciprocal", "factor", "constant", *(c for c in FINDINGS if c.startswith("factor:"))}
)

RANKS = {code: rank for rank, code in enumerate(FINDINGS)}

# The slip seen from the other side: the answer without a term is the key, so the answer has one too many.
_TURNED = {
    "term-missing": "term-extra",
    "factor-missing": "factor-extra",
    "factor:2": "factor:1/2",
    "factor:1/2": "factor:2",
}


def turned(code: str) -> str:
    """The code of an answer from which a slip leads to the key, as against a key from which it leads to the answer."""
    return _TURNED.get(code, code)


@cache
def leading_to_nearer(code: str | None) -> frozenset[str]:
    """The codes of slips of an answer that say a nearer thing than this one; all of them where there is none."""
    return frozenset(one for one in FINDINGS if code is None or RANKS[turned(one)] < RANKS[code])
