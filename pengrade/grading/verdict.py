"""What the engine says about one answer.

Its evidence is an object with a "method", from which the other keys follow. An interval is [lower, upper], two
decimals as text, equal where the value is exact; a fraction is text such as "-3/4". Keys in brackets may be absent.

identical       the trees are the same
exact, symbolic (digits: int) (tolerance: the options, as given) (factor or constant: fraction, of a table)
numeric         points: int, digits: int - agreed there, not proven
exhaustive      of choices right, wrong, missed: lists of keys; of orders pairs: int, (violated: two items),
                (moved: list of as few items as must move, nearest: list, the allowed order that they move to),
                (distractors, missing: lists of items), (kept, of: int)
                of graphs and independence (missing, extra, turned: lists of edges, scopes or statements, as text),
                (kept, of: int), (violated: two nodes)
counterexample  point: object from names to values: int for a size, fraction for a number, interval for a root,
                "(a) + (b) i" for a complex number, list for a family (of lists for two indices), list of rows for a
                matrix, text for a function
                expected, answer: interval; text "a+bi" for both where one is complex; true or false for relations
                (parts): {"expected", "answer"}: {"re": interval, "im": interval}, beside texts
                (not_real): list of the sides that are no real number, though the point is
                (entry): [row, column] from 1, of a matrix  (key_is_constant): true, where the key has no names in it
                of graphs and independence statement: text such as "a ⟂ b | c"; in: the side that shows or says it;
                and what speaks against it on the other side, trail: ["a", "->", "c", "<-", "b"], open there, or
                coins: object from variables to sums of fair coins modulo two, such as "coin1 + coin2", or "0"
                (statement, in and trail also beside exhaustive; there in may be "both")
                (solves): side of an equation that the point solves  (element, in): of a set, and the side it is in
                of probabilities point: the states at which they differ, beside numbers; table: list of {"density",
                "variables", "given", ("parameters"): lists of names, "rows": lists of states, of the given variables
                first, with a fraction at the end}, the distributions: with a directed graph one for every node given
                its parents; (states): of variables that are in no table, lists; (functions): object from names to
                rows of arguments, with the value at the end
shape           shape: {"expected", "answer"}: text such as "vector", "3 places", "mixed" (expected, answer: in words);
                of a place "undefined" and "value"
form            option: text, (found: list of names) (form: text) (missing, extra: lists of statements),
                equal: evidence that the value is right
none            reason: text - of undecided ones; a run that was cut short has reason "time", "memory" or "crash"
                (with limit, signal, status or error) and no method;
                a broken key has reason "key", field: text, and no method

Beside any of them (domain): text, where a side has no value; (layout): "transposed"; and in tables, tuples, matrices
and distributions (cell, place or parameter): where the first wrong one is, (wrong): list of those, (of): int, how many
there are. Of distributions also (as): the family in which both have parameters; (compared): "density", or "probability"
of one value, where the sides are those and no parameters.

In derivations steps: list of {"line": int, "relation": sign, "follows": true, false or null, "method", …}, one for each
sign, with (lemma): the inequality that was used; step: as below; (relation): the sign of that step, where `expected` is
the line before and `answer` the line itself; (put_in): object from variables to the LaTeX of what stands for them where
a mean is assumed; (direction): "backwards". The option of a form is there "to",
"directions", "relation", "minimum_steps", "milestones" or "reasons", and found what was met or is missing.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

CORRECT = "correct"
PARTLY_CORRECT = "partly_correct"
INCORRECT = "incorrect"
INVALID = "invalid"
UNDECIDED = "undecided"

NOT_YET = "Not right yet."  # begins what is said of a wrong answer


@dataclass(frozen=True)
class Verdict:
    """A verdict with its evidence; plain JSON values throughout, so that it survives a pipe and a database row.

    `evidence` may give values away: whoever shows a verdict decides how much of it a learner sees.
    `position` and `length` count code points of the text as typed. `suggestion` replaces
    `text[position:position + length]`. Of a chain of lines, counted from 0 without empty ones: `line` is where an
    unreadable one stands, `step` the first that does not follow from the line before, or is not decided. `finding` is
    a stable code ("mistake:0", "transpose") that can be counted.
    `fingerprint`, of answers that are not right, is one text for all equal answers (see `fingerprint.py`).
    """

    verdict: str
    score: float = 0.0
    evidence: Mapping[str, Any] = field(default_factory=dict)
    understood_as: str = ""
    spoken: str = ""
    message: str = ""
    position: int | None = None
    length: int | None = None
    suggestion: str | None = None
    line: int | None = None
    step: int | None = None
    finding: str | None = None
    fingerprint: str | None = None
    milliseconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Verdict":
        """The inverse of `as_json`; keys of other programs (such as `id`) are passed over."""
        known = {one.name for one in fields(cls)}
        return cls(**{key: value for key, value in data.items() if key in known})
