"""What is off with a wrong expression in probabilities is told by a stable code."""

import pytest

from pengrade.grading.grade import grade
from pengrade.grading.spec import AnswerSpec, Mistake

CHAIN = "x->y, y->z"
SLIPS = [
    ("p(z|x)", "p(x|z)", "conditioned-on-wrong-side"),
    ("p(x|z) p(z)", "p(z|x) p(z)", "conditioned-on-wrong-side"),
    ("p(z|x)", "p(x, z)", "not-normalised"),
    ("p(z|x)", "p(x|z) p(z)", "not-normalised"),
    (r"\sum_z p(x|z) p(z)", "p(x|z) p(z)", "not-marginalised"),
    ("p(x, z)", "p(x)", "over-marginalised"),
    ("p(x) p(y) p(z|x)", "p(y) p(z|x)", "missing-factor"),
    ("p(x) p(z|x)", "p(x) p(y) p(z|x)", "extra-factor"),
    ("p(x, y)", "p(x) p(y)", "condition-dropped"),
    ("p(z|x, y)", "p(z|y)", "condition-dropped"),
    ("KL(q(z) || p(z))", "KL(p(z) || q(z))", "kl-turned"),
    (r"\log p(x) - KL(q(z) || p(z|x))", r"\log p(x) - KL(p(z|x) || q(z))", "kl-turned"),
    ("H(x) - H(x|y)", "H(x|y) - H(x)", "sign"),
    ("H(x) + H(y|x) - H(z)", "H(x) - H(y|x) - H(z)", "term-sign"),
    (r"E_{q(z)}[\log p(z)]", r"\log E_{q(z)}[p(z)]", "jensen"),
    (r"\log E[x^2]", r"E[\log(x^2)]", "jensen"),
    ("p(x)", "p(x|y)", "free-variable"),
]


@pytest.mark.parametrize(("key", "answer", "code"), SLIPS)
def test_a_slip_is_named(key: str, answer: str, code: str) -> None:
    verdict = grade(AnswerSpec("probability", "x, y, z: variable; q: density", key), answer)

    assert (verdict.verdict, verdict.finding) == ("incorrect", code)
    assert verdict.message.startswith("Not right yet. ")


def test_nothing_is_named_where_no_single_slip_explains_the_answer() -> None:
    verdict = grade(AnswerSpec("probability", "x, y: variable", "p(x) p(y)"), "p(x|y)^3 + 1")

    assert verdict.finding is None


def test_a_finding_costs_nothing_where_it_is_not_asked_for() -> None:
    verdict = grade(AnswerSpec("probability", "x, z: variable", "p(z|x)"), "p(x|z)", explaining=False)

    assert (verdict.verdict, verdict.finding) == ("incorrect", None)


def test_what_the_author_foresaw_comes_first() -> None:
    mistakes = (Mistake("p(x, z)", "Divide by p(x)."),)
    spec = AnswerSpec("probability", "x, z: variable", "p(z|x)", mistakes=mistakes)

    verdict = grade(spec, "p(x|z) p(z)")

    assert (verdict.finding, verdict.message) == ("mistake:0", "Divide by p(x).")
