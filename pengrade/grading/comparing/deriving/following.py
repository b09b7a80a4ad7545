"""Each line against the line before."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from time import thread_time
from typing import Any

from pengrade.grading.comparing.deriving.decision import Decision, unclear
from pengrade.grading.comparing.deriving.key import Key
from pengrade.grading.statements import Step
from pengrade.grading.tree import Node

SECONDS = 1.0  # beyond, the steps left are open: what was refuted by then still counts


@dataclass(frozen=True)
class Followed:
    """A step with what is known of it; `before` is what it was compared with."""

    step: Step
    before: Node
    decision: Decision

    @property
    def holds(self) -> bool:
        return self.decision.follows is True

    def as_json(self) -> dict[str, Any]:
        """For the list of steps: how each was decided, without the values that a counterexample gives away."""
        kept = {
            name: self.decision.evidence[name]
            for name in ("method", "points", "digits", "lemma", "reason")
            if name in self.decision.evidence
        }
        return {"line": self.step.line, "relation": self.step.sign, "follows": self.decision.follows, **kept}


def followed(key: Key, steps: Sequence[Step]) -> list[Followed]:
    """Every step after the first."""
    end = thread_time() + SECONDS
    found = []
    for before, step in pairwise(steps):
        decision = unclear("The time is up.")
        if thread_time() < end:
            decision = key.material.decided(key.context, before.content, step.sign, step.content)
        found.append(Followed(step, before.content, decision))
    return found
