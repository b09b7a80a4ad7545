r"""The reason that a line ends with: [by Jensen], (Jensen's inequality), \text{by linearity}, \tag{Bayes}."""

import re
from dataclasses import replace

from pengrade.grading.reading.lines import TypedLine

# Names that a reason may go by; the first is the one that an author writes.
REASONS: dict[str, tuple[str, ...]] = {
    "linearity": ("linearity", "linear", "linearity of expectation", "linearity of the expectation", "linearity of e"),
    "jensen": ("jensen", "jensen's inequality", "jensen inequality", "concavity", "convexity"),
    "bayes": ("bayes", "bayes' rule", "bayes's rule", "bayes rule", "bayes' theorem", "bayes theorem"),
    "independence": ("independence", "independent", "conditional independence"),
    "product-rule": ("product rule", "chain rule", "product-rule", "chain rule of probability"),
    "sum-rule": ("sum rule", "marginalisation", "marginalization", "sum-rule", "total probability"),
    "definition": ("definition", "by definition"),
    "assumption": ("assumption", "given", "hypothesis"),
    "symmetry": ("symmetry", "symmetric"),
    "cyclic-trace": ("cyclic trace", "trace trick", "cyclic property", "cyclic-trace", "cyclic property of the trace"),
    "cauchy-schwarz": ("cauchy-schwarz", "cauchy schwarz", "cauchy–schwarz", "cauchy-schwarz inequality"),
    "triangle": ("triangle inequality", "triangle"),
    "gibbs": ("gibbs", "gibbs' inequality", "kl is nonnegative", "nonnegativity of kl"),
    "algebra": ("algebra", "rearranging", "expanding", "factoring", "simplifying"),
}
_NAMED = {spelling: name for name, spellings in REASONS.items() for spelling in spellings}
_TAIL = re.compile(
    r"(?:\\q?quad|\\hspace\{[^{}]*\}|\\[,;:! ]|\s)*"
    r"(?:\\(?P<command>text|textit|textrm|mbox|tag\*?)\s*\{(?P<inside>[^{}]*)\}"
    r"|\[(?P<square>[^\[\]{}\\]*)\]|\((?P<round>[^()\[\]{}\\]*)\))\s*$"
)
_BEGINNING = re.compile(r"^(by|using|since|because of|because|from|due to|with)\b\s*(the\s+)?", re.IGNORECASE)
LONGEST = 120


def without_reason(line: TypedLine) -> TypedLine:
    """The line, its reason taken from its end where one stands there."""
    tail = line.text[-LONGEST:]
    found = _TAIL.search(tail)
    if line.reason or found is None:
        return replace(line, reason=line.reason.strip()[:LONGEST])
    reason = next(text for text in (found["inside"], found["square"], found["round"]) if text is not None)
    reason = reason.strip().strip("().[] ").strip()
    told = _BEGINNING.match(reason) is not None and (found["round"] is None or " " in reason)
    if not (told or known_reason(reason) or found["command"] in ("tag", "tag*")):
        return line
    end = len(line.text) - len(tail) + found.start()
    return TypedLine(line.text[:end], line.places[:end], _BEGINNING.sub("", reason) or reason)


def known_reason(text: str) -> str | None:
    """The author's name of a reason in a learner's words; None for one that is not known."""
    plain = _BEGINNING.sub("", text.strip().replace("’", "'").lower()).strip(" .")
    return _NAMED.get(plain) or _NAMED.get(plain.removesuffix(" inequality"))
