"""Verdicts on statements of independence, with the evidence for each."""

from collections.abc import Iterable
from typing import Any

from pengrade.grading.comparing.expression import NOT_YET
from pengrade.grading.graphs.coins import in_words, refutation, simple_refutation
from pengrade.grading.graphs.findings import FINDINGS
from pengrade.grading.graphs.model import Graph
from pengrade.grading.graphs.semigraphoid import MOST_VARIABLES, Consequences, follows_from_one
from pengrade.grading.graphs.separation import Trail, holds, open_trail
from pengrade.grading.graphs.statements import Statement, Triple
from pengrade.grading.verdict import CORRECT, INCORRECT, PARTLY_CORRECT, UNDECIDED, Verdict

Statements = frozenset[Statement]

UNDECIDED_MESSAGE = "This could not be decided here. A person will look at it."


def held(graph: Graph, elsewhere: Graph | None, answer: Statements) -> Verdict:
    """Whether there is a statement, all of them hold in the graph, and none holds elsewhere."""
    if not answer:
        return _wrong({"method": "exhaustive", "statements": 0}, "missing-statement")
    refuted = _refuted_on(graph, answer)
    if refuted is not None:
        return refuted
    for statement in _sorted(answer) if elsewhere else ():
        if elsewhere and holds(elsewhere, statement):
            return _wrong({"method": "exhaustive", "statement": str(statement), "in": "both"}, "holds-there")
    return _right("exhaustive")


def compared_on(graph: Graph, key: Statements, answer: Statements) -> Verdict:
    """Whether the same pairs are independent given the same; every statement of the key holds in the graph."""
    if key == answer:
        return _right("identical")
    wanted, said = _pairs(key), _pairs(answer)
    missing, extra = without_pieces(key - answer, answer - key)
    missing = frozenset(one for one in missing if not one.pairs <= said)
    extra = frozenset(one for one in extra if not one.pairs <= wanted)
    if not missing and not extra:
        return _right("exact" if wanted == said else "symbolic")
    verdict = _refuted_on(graph, extra) or _wrong(_lists(missing, extra), _code(missing, extra))
    return _credited(verdict, len(key), len(key) - len(missing), len(extra))


def compared(key: Statements, answer: Statements, *, only_equivalent: bool) -> Verdict:
    """Whether the statements are the same, some in pieces; or only whether either follow from the others."""
    if key == answer:
        return _right("identical")
    missing, extra = without_pieces(key - answer, answer - key)
    if not missing and not extra:
        return _right("symbolic")
    code = _code(missing, extra)
    verdict = _refuted(key, answer, missing, extra, code)
    if verdict is not None:
        return verdict if only_equivalent else _credited(verdict, len(key), len(key) - len(missing), len(extra))
    if not _follow(key, extra) or not _follow(answer, missing):
        reason = "Neither a proof nor a distribution tells these statements apart."
        return Verdict(UNDECIDED, evidence={"method": "none", "reason": reason}, message=UNDECIDED_MESSAGE)
    if only_equivalent:
        return _right("symbolic")
    evidence = {**_lists(missing, extra), "method": "form", "option": "accept", "equal": {"method": "symbolic"}}
    return _credited(_wrong(evidence, code), len(key), len(key) - len(missing), len(extra))


def without_pieces(missing: Statements, extra: Statements) -> tuple[Statements, Statements]:
    """Without each statement of one side that the other says in pieces, and without those pieces.

    Pieces come to the same as the whole, and none of them can be left out.
    """
    for whole in _sorted(missing):
        pieces = _pieces(whole, extra)
        missing, extra = (missing - {whole}, extra - pieces) if pieces else (missing, extra)
    for whole in _sorted(extra):
        pieces = _pieces(whole, missing)
        missing, extra = (missing - pieces, extra - {whole}) if pieces else (missing, extra)
    return missing, extra


def _pieces(whole: Statement, parts: Statements) -> Statements:
    pieces = [one for one in _sorted(parts) if follows_from_one(whole, one)]
    if len(pieces) < 2 or not _follow(pieces, [whole]):
        return frozenset()
    for one in list(pieces):
        others = [other for other in pieces if other != one]
        if _follow(others, [whole]):
            pieces = others
    return frozenset(pieces)


def _follow(premises: Iterable[Statement], conclusions: Iterable[Statement]) -> bool:
    """Whether all follow; not so, where there are too many variables to say."""
    premises, conclusions = list(premises), list(conclusions)
    variables = frozenset[str]().union(*(one.variables for one in (*premises, *conclusions)))
    if len(variables) > MOST_VARIABLES:
        return False
    consequences = Consequences(premises, variables)
    return all(one in consequences for one in conclusions)


def _refuted_on(graph: Graph, answer: Statements) -> Verdict | None:
    for statement in _sorted(answer):
        trail = open_trail(graph, statement)
        if trail is not None:
            evidence = {
                "method": "counterexample",
                "statement": str(statement),
                "in": "answer",
                "trail": trail.as_list(),
            }
            code = _code_of(trail)
            return _wrong(evidence, code, f"{statement} is not so here. {FINDINGS[code]}")
    return None


def _refuted(
    key: Statements, answer: Statements, missing: Statements, extra: Statements, code: str | None
) -> Verdict | None:
    """A distribution in which one side holds and a statement of the other does not."""
    for find in (simple_refutation, refutation):
        for holding, failing, side in ((key, extra, "answer"), (answer, missing, "expected")):
            if find is refutation and _follow(holding, failing):
                continue
            for statement in _sorted(failing):
                coins = find(holding, statement)
                if coins is not None:
                    evidence = {"method": "counterexample", "statement": str(statement), "in": side}
                    return _wrong({**evidence, "coins": in_words(coins)}, code)
    return None


def _code_of(trail: Trail) -> str:
    if len(trail.nodes) == 2:
        return "adjacent"
    return "collider-conditioned" if trail.colliders else "open-trail"


def _code(missing: Statements, extra: Statements) -> str | None:
    if not extra:
        return "missing-statement"
    if not missing:
        return "extra-statement"
    if any(one.sides == other.sides for one in missing for other in extra):
        return "condition"
    return "sides" if any(one.given == other.given for one in missing for other in extra) else None


def _lists(missing: Statements, extra: Statements) -> dict[str, Any]:
    lists = {"missing": missing, "extra": extra}
    return {
        "method": "exhaustive",
        **{name: [str(one) for one in _sorted(some)] for name, some in lists.items() if some},
    }


def _sorted(statements: Iterable[Statement]) -> list[Statement]:
    return sorted(statements, key=str)


def _pairs(statements: Statements) -> frozenset[Triple]:
    return frozenset[Triple]().union(*(one.pairs for one in statements))


def _right(method: str) -> Verdict:
    return Verdict(CORRECT, 1.0, {"method": method}, message="Correct.")


def _wrong(evidence: dict[str, Any], finding: str | None, more: str = "") -> Verdict:
    words = more or (FINDINGS[finding] if finding else "")
    return Verdict(INCORRECT, 0.0, evidence, message=f"{NOT_YET} {words}".strip(), finding=finding)


def _credited(verdict: Verdict, of: int, kept: int, extra: int) -> Verdict:
    score = max(0.0, (kept - extra) / of) if of else 0.0
    if score == 0:
        return verdict
    words = verdict.message.removeprefix(NOT_YET).strip()
    count = "one statement is right" if kept == 1 else f"{kept} statements are right"
    evidence = {**verdict.evidence, "kept": kept, "of": of}
    message = f"Partly right: {count}. {words}".strip()
    return Verdict(PARTLY_CORRECT, score, evidence, message=message, finding=verdict.finding)
