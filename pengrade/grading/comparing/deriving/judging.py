"""The verdict on a chain of lines, from what is known of each."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from pengrade.grading.comparing.deriving.decision import Decision
from pengrade.grading.comparing.deriving.direction import entails, mirrored, shown_by
from pengrade.grading.comparing.deriving.following import Followed, followed
from pengrade.grading.comparing.deriving.key import Key
from pengrade.grading.comparing.deriving.reasons import complaint
from pengrade.grading.comparing.expression import NOT_YET
from pengrade.grading.comparing.places import weakest
from pengrade.grading.statements import Derivation, Step
from pengrade.grading.tree import Node
from pengrade.grading.verdict import CORRECT, INCORRECT, PARTLY_CORRECT, UNDECIDED, Verdict

PERSON = "A person will look at it."


def judged(key: Key, derivation: Derivation) -> Verdict:
    return _Judging(key.with_company(step.content for step in derivation.steps), derivation.steps).verdict()


@dataclass(frozen=True)
class _Judging:
    key: Key
    steps: tuple[Step, ...]
    arranged: dict[int, str] = field(default_factory=dict)  # by the ids of nodes of the key and the steps

    def verdict(self) -> Verdict:
        broken = self.first(False)
        if broken is not None:
            return self.broken(broken)
        unclear = self.first(None)
        if unclear is not None:
            return self.undecided(unclear)
        for refusal in (
            self.mixed,
            self.unlike_the_end,
            self.too_weak,
            self.passed_over,
            self.too_few,
            self.unreasoned,
        ):
            verdict = refusal()
            if verdict is not None:
                return verdict
        evidence = weakest([one.decision.evidence for one in self.all])
        return Verdict(CORRECT, 1.0, {**evidence, **self.listed()}, message="Correct.")

    # What follows

    @cached_property
    def all(self) -> list[Followed]:
        """The first line against the beginning, then every step."""
        begin = self.key.end if self.is_backwards else self.key.start
        first = self.steps[0]
        return [Followed(first, begin, self.compared(begin, first.content)), *self.links]

    @cached_property
    def links(self) -> list[Followed]:
        return followed(self.key, self.steps)

    def compared(self, one: Node, other: Node) -> Decision:
        """Do two lines say the same?"""
        if self.loose(one) == self.loose(other):
            return Decision(True, {"method": "identical"})
        sign = "∝" if self.key.relation == "∝" else self.key.material.same
        return self.key.material.decided(self.key.context, one, sign, other)

    def first(self, follows: bool | None) -> Followed | None:
        return next((one for one in self.all if one.decision.follows is follows), None)

    # The ends

    @cached_property
    def is_backwards(self) -> bool:
        """From the end to the beginning, which shows the same where the relation can be turned round."""
        first, last = (self.loose(self.steps[place].content) for place in (0, -1))
        start, end = self.loose(self.key.start), self.loose(self.key.end)
        begins_at_end = first == end and last != end and start != end
        return begins_at_end and mirrored(self.key.relation) is not None

    @cached_property
    def is_loose(self) -> bool:
        """Like terms may be gathered, unless it is that by which the key's own lines differ."""
        nodes = (self.key.start, self.key.end, *self.key.milestones)
        texts = {self.key.material.arranged(self.key.declarations, node, True) for node in nodes}
        return len(texts) == len(nodes)

    def loose(self, node: Node) -> str:
        if id(node) not in self.arranged:
            self.arranged[id(node)] = self.key.material.arranged(self.key.declarations, node, self.is_loose)
        return self.arranged[id(node)]

    def strict(self, node: Node) -> str:
        return self.key.material.arranged(self.key.declarations, node, False)

    # Verdicts

    def listed(self) -> dict[str, Any]:
        listed: dict[str, Any] = {"steps": [one.as_json() for one in self.links]}
        return {**listed, "direction": "backwards"} if self.is_backwards else listed

    def broken(self, broken: Followed) -> Verdict:
        step = broken.step
        evidence = {**broken.decision.evidence, "step": step.line, **self.listed()}
        if step.sign:
            evidence["relation"] = step.sign
        message = f"{NOT_YET} {self.place_of(broken)} {broken.decision.message}".strip()
        right = sum(one.step.line < step.line for one in self.links)
        return self.refused(evidence, message, broken.decision.finding, step.line, right)

    def place_of(self, broken: Followed) -> str:
        line = broken.step.line
        if broken is self.all[0]:
            return "Your first line is not what you are asked to start from."
        before = self.steps[self.links.index(broken)]
        if before.line == line:
            return f"In line {line + 1}, what stands after {broken.step.sign} does not follow from what stands before."
        return f"Line {line + 1} does not follow from line {line}."

    def undecided(self, unclear: Followed) -> Verdict:
        line = unclear.step.line
        evidence = {**unclear.decision.evidence, "step": line, **self.listed()}
        what = f"Whether line {line + 1} follows from line {line}" if line else "Line 1"
        message = f"{what} could not be decided here. {PERSON}"
        return Verdict(UNDECIDED, evidence=evidence, message=message, step=line)

    def refused(
        self, evidence: dict[str, Any], message: str, finding: str | None, line: int | None, right: int
    ) -> Verdict:
        """`right`: the steps that count for partial credit."""
        score = 0.0
        if self.key.partial_credit and right:
            score = right / max(len(self.links) + (right == len(self.links)), self.key.minimum_steps, right + 1)
        kind = PARTLY_CORRECT if score else INCORRECT
        return Verdict(kind, score, evidence, message=message, finding=finding, step=line)

    def form(self, option: str, message: str, line: int, **found: Any) -> Verdict:
        """Every line follows, and yet it is not what was asked for."""
        equal = weakest([one.decision.evidence for one in self.all])
        evidence = {"method": "form", "option": option, **found, "equal": equal, "step": line, **self.listed()}
        return self.refused(evidence, f"{NOT_YET} {message}", FINDINGS.get(option, option), line, len(self.links))

    def mixed(self) -> Verdict | None:
        signs = [step.sign for step in self.steps[1:]]
        shown, place = shown_by(signs, self.key.material.same)
        if place is None:
            return None
        line = self.steps[place + 1].line
        message = f"Line {line + 1} turns round: after {shown}, {signs[place]} shows nothing of the two ends."
        return self.form("directions", message, line, found=[shown, signs[place]])

    def unlike_the_end(self) -> Verdict | None:
        last, end = self.steps[-1], self.key.start if self.is_backwards else self.key.end
        decision = self.compared(end, last.content)
        if decision.evidence.get("method") == "identical":
            return None
        if decision.follows is None:
            return self.undecided(Followed(last, end, decision))
        message = "Every line follows, but the last one is not yet what is to be shown."
        if decision.follows:
            return self.form("to", message, last.line)
        evidence = {**decision.evidence, "step": last.line, **self.listed()}
        return self.refused(evidence, f"{NOT_YET} {message}", FINDINGS["to"], last.line, len(self.links))

    def too_weak(self) -> Verdict | None:
        shown, _ = shown_by([step.sign for step in self.steps[1:]], self.key.material.same)
        wanted = mirrored(self.key.relation) if self.is_backwards else self.key.relation
        if wanted is None or entails(shown, wanted):
            return None
        weak = (step.line for step in self.steps[1:] if not entails(step.sign, wanted))
        line = next(weak, self.steps[-1].line)
        message = f"Your lines show a relation with {shown}, and one with {wanted} is to be shown."
        return self.form("relation", message, line, found=[shown])

    def passed_over(self) -> Verdict | None:
        if not self.key.milestones:
            return None
        seen = {self.loose(step.content) for step in self.steps}
        missing = [place for place, node in enumerate(self.key.milestones) if self.loose(node) not in seen]
        if not missing:
            return None
        message = "Every line follows, but an intermediate result that is asked for is not among them."
        return self.form("milestones", message, self.steps[-1].line, found=missing)

    def too_few(self) -> Verdict | None:
        if not self.key.minimum_steps:
            return None
        count = sum(one != other for one, other in pairwise(self.strict(step.content) for step in self.steps))
        if count >= self.key.minimum_steps:
            return None
        message = "Every line follows, but the jump is too large: write down the steps between."
        return self.form("minimum_steps", message, self.steps[-1].line, found=[count])

    def unreasoned(self) -> Verdict | None:
        if self.key.reasons is None:
            return None
        found = complaint(self.key.reasons, self.steps)
        return None if found is None else self.form("reasons", found.message, found.line, found=list(found.reasons))


# The option that refuses, by the finding that is counted.
FINDINGS = {
    "to": "stops-early",
    "minimum_steps": "too-few-steps",
    "milestones": "milestone",
    "directions": "mixed-directions",
    "reasons": "reason",
}
