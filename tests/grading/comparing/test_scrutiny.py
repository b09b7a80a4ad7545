"""Corners where no ordinary point lies: no wrong answer is accepted, and right ones still are."""

import random
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

import pytest

from pengrade.grading.grade import grade
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.verdict import CORRECT, INCORRECT, UNDECIDED

HIDDEN = [
    # declarations, key, answer that is wrong somewhere
    ("n: natural", "max(0,n-100)", "0"),
    ("n: natural", "min(n,100)", "n"),
    ("n: natural", "abs(n-100)", "100-n"),
    ("n: natural", "floor(n/64)", "0"),
    ("n: integer", "max(n,-80)", "n"),
    ("k: integer", "sign(k+61)", "1"),
    ("x: positive", "max(0,x-2500000)", "0"),
    ("x: positive", "min(x,2000000)", "x"),
    ("x: nonnegative", "floor(x/10^7)", "0"),
    ("x: real", "2x", "2x+max(0,1-10^9*abs(x-1/2))"),
    ("x: real", "2x", "2x+sin(13997984 pi x)"),
    ("p: probability", "p", "p+floor(p+1/10000)"),
    ("f, x, y: real", "f", "f+max(0,x+y-1000000)"),
    ("f, x, y: real", "f", "f+max(0,10^3 x-10^9) max(0,10^3 y-7*10^9)"),
    ("x: real", "sqrt((x-2500000)^2)", "2500000-x"),
    ("x: real", "sqrt(x^2-5000000x+2500000^2)", "2500000-x"),
    ("x: real", "x+tanh(10^9 x-7*10^16)+1", "x"),
    ("n: natural", "n+binomial(n,100000)", "n"),
    ("n: natural", "n+0^((n-100)^2)", "n"),
    ("n: natural", "n+sum_{k=1000}^n k", "n"),
    ("x: real[n]", "sum_{i=1}^n max(0,x_i-2500000)", "0"),
    ("x: real", "0", "max(0,min(x-100,101-x))"),
    ("x: real", "x", "x+max(0,x-100) max(0,100+10^-15-x)"),
    ("x: real", "x", "x+max(0,(x-1/2)(1/2+10^-9-x))"),
    ("x: real", "x", "x+max(0,1-10^9(x-12345)^2)"),
    ("x: real", "0", "floor(x/10^7)(floor(x/10^7)-1)"),
    ("x: real", "x", "x+1[x>1000000]"),
    ("x: real", "x 1[x>=10^9]", "x 1[x>10^9]"),
    ("A: matrix(n,n)", "A_{11}", "A_{11}+sin(60 pi A_{11})"),
]


@pytest.mark.parametrize(("symbols", "key", "answer"), HIDDEN)
def test_a_difference_in_a_corner_is_found(symbols: str, key: str, answer: str) -> None:
    assert grade(AnswerSpec("expression", symbols, key), answer).verdict == INCORRECT


def test_a_side_that_no_point_was_on_goes_to_a_person() -> None:
    spec = AnswerSpec("expression", "x, y: real", "x")

    verdict = grade(spec, "x + max(0, 1 - 10^9*((x-1/2)^2 + (y-1/3)^2))")

    assert verdict.verdict == UNDECIDED
    assert verdict.evidence["reason"] == "No point was found that is on one side of a case distinction."


RIGHT = [
    ("x: real", "abs(x-100)", "sqrt((x-100)^2)"),
    ("a, b: real", "max(a,b)", "(a+b+|a-b|)/2"),
    ("a, b, c: real", "max(a,b,c)", "max(max(a,b),c)"),
    ("x: real", "floor(x)+1", "floor(x+1)"),
    ("x: real", "-floor(-x)", "ceil(x)"),
    ("n: natural", "floor(n/2)+floor((n+1)/2)", "n"),
    ("x: real", "max(x^2,0)", "x^2"),
    ("x: real", "abs(x^2+x+1)", "x^2+x+1"),
    ("p: probability", "p+floor(p)", "p"),
    ("n: natural", "max(n,0)", "n"),
    ("x: real", "sign(x)|x|", "x"),
    ("x: real", "relu(x)-relu(-x)", "x"),
    ("x: real", "Phi(x)", "(1+erf(x/sqrt(2)))/2"),
    ("x: real[n]", "sum_{i=1}^n |x_i-3|", "sum_{i=1}^n max(x_i-3,3-x_i)"),
    ("w, z: vector(n)", "max(0,w^T z)", "(w^T z+|w^T z|)/2"),
    ("p, q: probability", "|p-q|", "max(p,q)-min(p,q)"),
    ("n, k: natural", "binomial(n,k)", "binomial(n,n-k)"),
]


@pytest.mark.parametrize(("symbols", "key", "answer"), RIGHT)
def test_a_right_answer_with_corners_is_still_right(symbols: str, key: str, answer: str) -> None:
    assert grade(AnswerSpec("expression", symbols, key), answer).verdict == CORRECT


Exact = Callable[[Fraction], Fraction]


class Cornered:
    """A random function of x, as text and in exact arithmetic of its own, with its corners."""

    def __init__(self, generator: random.Random) -> None:
        self.generator = generator
        self.corners: set[Fraction] = set()

    def drawn(self) -> tuple[str, Exact]:
        """A bump, step, ramp or spike that is zero on much of the line."""
        scale = Fraction(10) ** self.generator.randint(-6, 9) * self.generator.choice((1, 3, 7))
        offset = Fraction(self.generator.randint(-999, 999)) * Fraction(10) ** self.generator.randint(-3, 7)
        line = f"(({scale}) x - ({offset}))"

        def at(x: Fraction) -> Fraction:
            return scale * x - offset

        self.corners |= {(offset + step) / scale for step in range(-2, 3)}
        zero, one = Fraction(0), Fraction(1)
        shapes: list[tuple[str, Exact]] = [
            (f"max(0, {line})", lambda x: max(zero, at(x))),
            (f"min(0, {line})", lambda x: min(zero, at(x))),
            (f"max(0, 1 - |{line}|)", lambda x: max(zero, one - abs(at(x)))),
            (f"(|{line}| - {line})", lambda x: abs(at(x)) - at(x)),
            (f"(1 + sign({line}))", lambda x: one + (at(x) > 0) - (at(x) < 0)),
            (f"max(0, floor{line})", lambda x: max(zero, Fraction(floor(at(x))))),
            (f"(ceil{line} - floor{line} - 1)", lambda x: Fraction(ceil(at(x)) - floor(at(x)) - 1)),
            (f"max(0, min({line}, 1 - {line}))", lambda x: max(zero, min(at(x), one - at(x)))),
        ]
        return self.generator.choice(shapes)


DOMAINS: dict[str, Callable[[Fraction], bool]] = {
    "real": lambda x: True,
    "positive": lambda x: x > 0,
    "integer": lambda x: x.denominator == 1,
    "natural": lambda x: x.denominator == 1 and x >= 0,
    "probability": lambda x: 0 < x < 1,
}


def _dense(corners: set[Fraction], domain: str) -> list[Fraction]:
    """Ordinary numbers, the corners, whole numbers beside them, and points between and beyond."""
    numbers = {Fraction(number, 7) for number in range(-70, 71)} | corners | {Fraction(0), Fraction(1)}
    numbers |= {Fraction(floor(corner) + step) for corner in corners for step in (-1, 0, 1, 2)}
    marks = sorted(numbers)
    numbers |= {(one + other) / 2 for one, other in pairwise(marks)} | {marks[0] * 9 - 1, marks[-1] * 9 + 1}
    return [number for number in numbers if DOMAINS[domain](number)]


@pytest.mark.parametrize("seed", range(250))
def test_no_cornered_answer_is_right_that_exact_arithmetic_refutes(seed: int) -> None:
    generator = random.Random(seed)
    domain = generator.choice(sorted(DOMAINS))
    cornered = Cornered(generator)
    (one, first), (two, second) = cornered.drawn(), cornered.drawn()
    texts: list[tuple[str, Exact]] = [
        (f"x + {one}", lambda x: x + first(x)),
        (f"x + {one} {two}", lambda x: x + first(x) * second(x)),
        (f"x + {one} + 2 {two}", lambda x: x + first(x) + 2 * second(x)),
    ]
    key = generator.choice([("x", lambda x: x), texts[0]])
    answer = generator.choice(texts[1:] if key[0] != "x" else texts)

    verdict = grade(AnswerSpec("expression", f"x: {domain}", key[0]), answer[0]).verdict

    differs = any(key[1](x) != answer[1](x) for x in _dense(cornered.corners, domain))
    assert verdict in ((INCORRECT, UNDECIDED) if differs else (CORRECT, UNDECIDED)), (domain, key[0], answer[0])
