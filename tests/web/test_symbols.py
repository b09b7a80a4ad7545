"""The keys above an answer field."""

from decimal import Decimal

import pytest

from pengrade.banks.drawing import DrawnPart
from pengrade.web.symbols import insertable


def texts(kind: str, declarations: dict[str, str]) -> list[str]:
    part = DrawnPart(0, "a", "a", kind, "", "", Decimal(1), declarations, "x", {}, (), (), ())
    return [key.text for key in insertable(part)]


@pytest.mark.parametrize(
    ("kind", "declarations", "wanted"),
    [
        ("expression", {"sigma": "positive"}, ["sigma"]),
        ("expression", {"A": "matrix(n,n)", "w": "vector(n)"}, ["A", "w", "^T", "^(-1)"]),
        ("derivation", {"x": "real[n]"}, ["x_i", "sum_{i=1}^n "]),
        ("probability", {"x": "variable", "q": "density"}, ["x", "q", "p(|)", "E[]", "KL( || )", "log()"]),
        ("distribution", {"mu": "real"}, ["mu", "N(, )", "Gamma(, )", "Beta(, )"]),
        ("graph", {"a": "variable"}, []),
        ("choice", {"x": "real"}, []),
    ],
)
def test_a_field_has_keys_for_what_its_answer_is_made_of(
    kind: str, declarations: dict[str, str], wanted: list[str]
) -> None:
    assert texts(kind, declarations) == wanted
