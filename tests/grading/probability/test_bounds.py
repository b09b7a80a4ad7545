"""Whatever is typed gets a verdict, and soon."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.grade import grade
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.verdict import INCORRECT, INVALID, UNDECIDED

SYMBOLS = (
    "x, y, z: variable; h, v: variable[12]; q: density; Z: positive; A: matrix(2,2); u: real[3];"
    "f: function(real) -> real"
)
SPEC = AnswerSpec("probability", SYMBOLS, "p(x|z) q(z)")

HOSTILE = [
    ("p(" * 1000, INVALID),
    ("p(x)" * 900, INCORRECT),
    ("p(x|z)+" * 500 + "p(x)", INCORRECT),
    ("\\sum_x " * 300 + "p(x)", INVALID),
    ("E[" * 90 + "x" + "]" * 90, INCORRECT),
    ("p(x)^{1000000}", UNDECIDED),
    ("(p(x)+p(y)+p(z)+q(z)+1)^{12}", INCORRECT),
    ("\\prod_{i=1}^{40}\\prod_{j=1}^{40}\\prod_{k=1}^{40} p(x)", INVALID),
    ("p(h_{1:12}, v_{1:12})", UNDECIDED),
    ("\\prod_{i=1}^{12} p(h_i|v_i)", UNDECIDED),
    ("I(h_{1:6}; v_{1:6})", UNDECIDED),
    ("exp(" * 60 + "p(x)" + ")" * 60, UNDECIDED),
    ("f(log p(x))", UNDECIDED),
    ("KL(q(z)||" * 30 + "p(z)" + ")" * 30, UNDECIDED),
    ("1e4000 p(x)", UNDECIDED),
    ("p(x)/(p(x) - p(x))", UNDECIDED),
    ("log(p(x) - 1)", UNDECIDED),
    ("p(x)/0", INVALID),
    ("A p(x)", INVALID),
    ("p(u_1)", INVALID),
    ("p(x)" + "'" * 3000, INVALID),
    ("p(x|z) q(z) + 10^{-30} log p(x)", INCORRECT),
]


@pytest.mark.parametrize(("answer", "want"), HOSTILE)
def test_hostile_text_gets_a_verdict_within_the_budget(answer: str, want: str) -> None:
    begun = process_time()

    verdict = grade(SPEC, answer)

    assert verdict.verdict == want
    assert process_time() - begun < 2
    if want == INVALID:
        assert verdict.position is not None


PIECES = [
    r"p",
    r"q",
    r"x",
    r"y",
    r"z'",
    r"h_1",
    r"h_{i}",
    r"v_{1:3}",
    r"v_1:3",
    r"(",
    r")",
    r"|",
    r"||",
    r"\|",
    r"[",
    r"]",
    r"{",
    r"}",
    r",",
    r";",
    r"=",
    r"1",
    r"0",
    r"+",
    r"-",
    r"*",
    r"/",
    r"^2",
    r"_",
    r"E_q[",
    r"E_{q(z)}[",
    r"E[",
    r"KL(",
    r"H(",
    r"I(",
    r"Var[",
    r"Cov(",
    r"\sum_z",
    r"\sum_{x,y}",
    r"\int",
    r"dz",
    r"\prod_{i=1}^3",
    r"\log",
    r"exp",
    r"\frac{",
    r"}{",
    r"Z",
    r"A",
    r"u_1",
    r"f(",
    r"~",
    r":",
    r"p(x|y)",
    r"q(z)",
    r"sum(",
    r"E_{x~p}[",
    r"'",
    r"!",
    r"1[x=1]",
    r"d/dx",
    r"&",
    r"P(",
    r"i",
    r"\left(",
    r"\sqrt",
]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=20), st.sampled_from(["", " "]))
@settings(max_examples=300, deadline=None)
def test_any_row_of_signs_gets_a_verdict(pieces: list[str], between: str) -> None:
    text = between.join(pieces)

    verdict = grade(SPEC, text)

    if verdict.verdict == INVALID:
        assert verdict.position is not None
        assert 0 <= verdict.position <= verdict.position + (verdict.length or 0) <= len(text)


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_gets_a_verdict(text: str) -> None:
    assert grade(SPEC, text).verdict in (INVALID, INCORRECT, UNDECIDED)
