"""Verdicts on graphs, with the evidence for each."""

from typing import Any

from pengrade.grading.comparing.expression import NOT_YET
from pengrade.grading.graphs.differences import EdgeDifference, FactorDifference, shown_edges
from pengrade.grading.graphs.equivalence import markov_difference
from pengrade.grading.graphs.findings import FINDINGS
from pengrade.grading.graphs.imaps import Difference, needless_edge, wrong_claim
from pengrade.grading.graphs.model import MIXED, Graph, Pair, cycle_in
from pengrade.grading.graphs.moral import marriages
from pengrade.grading.graphs.separation import open_trail
from pengrade.grading.verdict import CORRECT, INCORRECT, PARTLY_CORRECT, Verdict


def right(evidence: dict[str, Any]) -> Verdict:
    return Verdict(CORRECT, 1.0, evidence, message="Correct.")


def wrong(evidence: dict[str, Any], finding: str, more: str = "") -> Verdict:
    message = f"{NOT_YET} {more or FINDINGS[finding]}"
    return Verdict(INCORRECT, 0.0, evidence, message=message, finding=finding)


def of_another_sort(key: Graph, answer: Graph) -> Verdict:
    return wrong({"method": "shape", "shape": {"expected": key.sort, "answer": answer.sort}}, "graph-sort")


def against_order(arrow: Pair) -> Verdict:
    return wrong({"method": "exhaustive", "violated": [arrow[1], arrow[0]]}, "against-order")


def compared_edges(key: Graph, answer: Graph, difference: EdgeDifference, partial: bool) -> Verdict:
    if not difference:
        return right({"method": "exhaustive"})
    lists = {
        "missing": shown_edges(key, difference.missing),
        "extra": shown_edges(answer, difference.extra),
        "turned": shown_edges(answer, (*difference.turned, *difference.direction)),
    }
    evidence = {"method": "exhaustive", **{name: edges for name, edges in lists.items() if edges}}
    verdict = wrong({**evidence, **_independence_apart(key, answer)}, difference.code)
    of = len(difference.missing) + len(difference.turned) + len(difference.direction) + difference.kept
    return _credited(verdict, difference.kept, len(difference.extra), of, "edge") if partial else verdict


def compared_factors(difference: FactorDifference, partial: bool) -> Verdict:
    if not difference:
        return right({"method": "exhaustive"})
    lists = {"missing": list(difference.missing), "extra": list(difference.extra)}
    evidence = {"method": "exhaustive", **{name: scopes for name, scopes in lists.items() if scopes}}
    verdict = wrong(evidence, difference.code)
    of = difference.kept + len(difference.missing)
    # A factor with a wrong scope is missing and too much at once, but only one slip.
    extra = max(0, len(difference.extra) - len(difference.missing))
    return _credited(verdict, difference.kept, extra, of, "factor") if partial else verdict


def compared_independencies(key: Graph, answer: Graph) -> Verdict:
    if key == answer:
        return right({"method": "identical"})
    found = markov_difference(answer, key)
    if found is None:
        return right({"method": "exact"})
    missing, extra = key.skeleton - answer.skeleton, answer.skeleton - key.skeleton
    finding = "edges" if missing and extra else "missing-edge" if missing else "extra-edge" if extra else "v-structure"
    return _refuted(found.difference, found.first_claims, finding)


def compared_with_truth(truth: Graph, answer: Graph, *, minimal: bool) -> Verdict:
    """Whether the answer is an I-map of the truth, and a minimal one where that is asked."""
    claim = wrong_claim(answer, truth)
    if claim is not None:
        ends = claim.trail.nodes[0], claim.trail.nodes[-1]
        married = bool(marriages(truth) & {ends, ends[::-1]}) and not answer.arrows
        return _refuted(claim, True, "missing-moral-edge" if married else "missing-edge")
    needless = needless_edge(answer, truth) if minimal else None
    if needless is None:
        return right({"method": "exhaustive"})
    trail = open_trail(answer, needless[1])
    evidence = {"method": "counterexample", "statement": str(needless[1]), "in": "expected"}
    return wrong({**evidence, "trail": trail.as_list() if trail else []}, "extra-edge")


def _refuted(difference: Difference, answer_claims: bool, finding: str) -> Verdict:
    words = (
        f"It says that {difference.statement}, which is not so here."
        if answer_claims
        else "An independence that holds here cannot be seen in it."
    )
    return wrong(
        {"method": "counterexample", **_apart(difference, answer_claims)}, finding, f"{words} {FINDINGS[finding]}"
    )


def _independence_apart(key: Graph, answer: Graph) -> dict[str, Any]:
    """An independence that one of the two shows and the other does not, where there is one and it has a meaning."""
    if MIXED in (key.sort, answer.sort) or cycle_in(key) or cycle_in(answer):
        return {}
    found = markov_difference(answer, key)
    return _apart(found.difference, found.first_claims) if found else {}


def _apart(difference: Difference, answer_claims: bool) -> dict[str, Any]:
    return {
        "statement": str(difference.statement),
        "in": "answer" if answer_claims else "expected",
        "trail": difference.trail.as_list(),
    }


def _credited(verdict: Verdict, kept: int, extra: int, of: int, noun: str) -> Verdict:
    score = max(0.0, (kept - extra) / of) if of else 0.0
    if score == 0:
        return verdict
    count = f"one {noun} is" if kept == 1 else f"{kept} {noun}s are"
    message = f"Partly right: {count} as they should be." if kept != 1 else f"Partly right: {count} as it should be."
    evidence = {**verdict.evidence, "kept": kept, "of": of}
    return Verdict(PARTLY_CORRECT, score, evidence, message=message, finding=verdict.finding)
