"""What is off with a wrong distribution: which parameter, and how it was meant."""

from dataclasses import replace

from pengrade.grading.comparing import places
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import declarations_of, key_of_tree
from pengrade.grading.comparing.laws.authoring import key_of
from pengrade.grading.comparing.laws.by_density import ByDensity
from pengrade.grading.distributions.families import COUNTED_FROM
from pengrade.grading.distributions.family import Slot
from pengrade.grading.distributions.laws import Law, Named, Standard, Typed, in_common, standard
from pengrade.grading.distributions.words import parameter_in_words
from pengrade.grading.evaluating.differentiate import number
from pengrade.grading.explaining.findings import FINDINGS, OF_LAWS
from pengrade.grading.explaining.search import Search
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.tree import Add, Divide, MatrixOf, Negate, Node, Power
from pengrade.grading.verdict import CORRECT, Verdict

ONE = number(1)
NOTHING = ["0", "0"]  # a density where it is not positive
COUNTED = ("shape", "alpha", "beta", "degrees", "successes", "trials", "concentration")


def explained_law(spec: AnswerSpec, heard: Heard, verdict: Verdict) -> tuple[str, str] | None:
    """The code of what is off, and the words for it."""
    code, where = _code(spec, key_of(spec).law, heard.content, verdict)
    if code is None:
        return None
    words = OF_LAWS.get(code) or FINDINGS.get(code) or f"Look at the {where} again."
    inside = where and code in FINDINGS
    return code, f"In the {where}: {words[0].lower()}{words[1:]}" if inside else words


def _code(spec: AnswerSpec, key: Law, answer: Law, verdict: Verdict) -> tuple[str | None, str]:
    if not isinstance(key, Named) or not isinstance(answer, Named):
        return _of_densities(spec, key, answer, verdict), ""
    pair = in_common(standard(key), standard(answer))
    if any({key.family, answer.family} == set(names.values()) for names in COUNTED_FROM.values()):
        return "counting-from", ""
    if pair is None:
        return "other-family", ""
    code, where = _Parameters(spec, *pair, verdict).found()
    is_told = code is not None and not code.startswith("parameter:")
    return (code, where) if is_told or key.family == answer.family else ("other-family", "")


def _of_densities(spec: AnswerSpec, key: Law, answer: Law, verdict: Verdict) -> str | None:
    """A density that is right up to its constant, or that is positive elsewhere."""
    if NOTHING in (verdict.evidence.get("expected"), verdict.evidence.get("answer")):
        return "support"
    typed = next((law for law in (key, answer) if isinstance(law, Typed)), None)
    if typed is None or "up_to" in spec.options or typed.symbol.shape != SCALAR:
        return None
    loose = replace(spec, options={"up_to": "factor"})
    declarations = declarations_of(spec)
    variable = key.variable if isinstance(key, Typed) else typed.variable
    is_proportional = ByDensity(loose, declarations, variable, 1, key, answer).verdict().verdict == CORRECT
    return "not-normalised" if is_proportional else None


class _Parameters:
    """The parameters of two laws in one family, of which some are known to differ."""

    def __init__(self, spec: AnswerSpec, key: Standard, answer: Standard, verdict: Verdict) -> None:
        self.spec = replace(spec, options={})
        self.declarations = declarations_of(spec)
        self.slots = key.family.slots
        self.expected, self.given = key.parameters, answer.parameters
        told = verdict.evidence.get("wrong", [verdict.evidence.get("parameter")])
        self.wrong = [place for place, slot in enumerate(self.slots) if slot.name in told]

    def found(self) -> tuple[str | None, str]:
        if not self.wrong:
            return None, ""
        if len(self.wrong) == 2 and self.are_swapped(*self.wrong):
            return "parameters-swapped", ""
        if all(self.is_off_by_one(place) for place in self.wrong):
            return "shape-off-by-one", ""
        if len(self.wrong) > 1:
            return None, ""
        place = self.wrong[0]
        slot, tree = self.slots[place], self.expected[place]
        where = parameter_in_words(slot, slot.forms[0], tree, self.declarations)
        return self.code_of(slot, tree, self.given[place]) or f"parameter:{slot.name}", where

    def equal(self, left: Node, right: Node) -> bool:
        try:
            return places.equal(self.spec, left, right).verdict == CORRECT
        except (ReadingError, SpecError):
            return False

    def are_swapped(self, one: int, other: int) -> bool:
        return self.equal(self.expected[one], self.given[other]) and self.equal(self.expected[other], self.given[one])

    def is_off_by_one(self, place: int) -> bool:
        if self.slots[place].name not in COUNTED:
            return False
        expected, given = self.expected[place], self.given[place]
        return any(self.equal(moved, given) for moved in (_moved(expected, up) for up in (True, False)) if moved)

    def code_of(self, slot: Slot, expected: Node, given: Node) -> str | None:
        forms = {form.name for form in slot.forms}
        if "precision" in forms and self.equal(Power(0, 0, expected, Negate(0, 0, ONE)), given):
            return "precision-for-variance" if self.is_number(expected) else "precision-for-covariance"
        if not self.is_number(expected):
            return self.code_of_slip(expected, given)
        if any(name.startswith("sd") for name in forms):
            if self.equal(expected, Power(0, 0, given, number(2))):
                return "sd-for-variance"
            if self.equal(Power(0, 0, expected, number(2)), given):
                return "variance-for-sd"
        if forms & {"rate", "inverse scale"} and self.equal(Divide(0, 0, ONE, expected), given):
            return "rate-for-scale"
        return self.code_of_slip(expected, given)

    def is_number(self, tree: Node) -> bool:
        try:
            return shaped(tree, self.declarations).shape == SCALAR
        except ReadingError:
            return False

    def code_of_slip(self, expected: Node, given: Node) -> str | None:
        """The nearest slip within one parameter."""
        try:
            key = key_of_tree(expected, self.declarations, None)
            answer = shaped(given, self.declarations, key.shaped.shape)
        except ReadingError:
            return None
        return Search(self.spec, key, answer).found()


def _moved(tree: Node, up: bool) -> Node | None:
    """One more or one less, entry by entry."""
    if isinstance(tree, MatrixOf):
        rows = tuple(tuple(_step(cell, up) for cell in row) for row in tree.rows)
        return MatrixOf(tree.start, tree.end, rows)
    return _step(tree, up)


def _step(tree: Node, up: bool) -> Node:
    return Add(0, 0, (tree, ONE if up else Negate(0, 0, ONE)))
