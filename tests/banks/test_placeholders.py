from fractions import Fraction

import pytest

from pengrade.banks.placeholders import PlaceholderError, fill_answer, fill_text, placeholders
from pengrade.banks.variants import Values

VALUES: Values = {
    "k": Fraction(3),
    "twelve": Fraction(12),
    "tenths": Fraction(3, 10),
    "third": Fraction(2, 3),
    "minus": Fraction(-3),
    "less": Fraction(-2, 3),
    "node": "u",
    "greek": r"\alpha",
}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{{k}} a", "3 a"),
        ("{{k}}^2", "3^2"),
        ("2{{k}}", "2(3)"),  # never 23
        ("{{k}}{{twelve}}", "3(12)"),
        ("{{k}}7", "(3)7"),
        ("{{twelve}}.0", "12.0"),
        ("x{{k}}", "x(3)"),  # never a name x3
        ("{{tenths}}x", "0.3x"),
        ("{{third}}", "(2/3)"),
        ("{{third}}^2", "(2/3)^2"),
        ("{{minus}}^2", "(-3)^2"),
        ("1 - {{minus}}", "1 - (-3)"),
        ("{{less}} x", "(-2/3) x"),
        ("x_{{twelve}}", "x_{12}"),
        ("x^{{minus}}", "x^{-3}"),
        (r"\frac{{{k}}}{2}", r"\frac{3}{2}"),
        (r"\perp{{node}}", r"\perp u"),
        ("{{node}}x", "u x"),
        ("2{{greek}} x", r"2\alpha x"),
        ("{{ k }}, {{third ~2}}", "3, 0.67"),
        ("n {{k}} x", "n (3) x"),
        ("2 {{k}}", "2 (3)"),
        (r"(a + b)\, {{k}}", r"(a + b)\, (3)"),
        (r"A^{-1} {{k}}", r"A^{-1} (3)"),
        (r"n \cdot {{k}}", r"n \cdot (3)"),
        ("n*{{k}} - {{k}}/{{k}}", "n*3 - 3/3"),
        (r"1 & {{k}} \\ {{k}}", r"1 & 3 \\ 3"),
        ("nothing", "nothing"),
    ],
)
def test_in_an_answer_a_value_is_one_atom(text, filled):
    assert fill_answer(text, VALUES) == filled


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("${{k}}\\, a^\\top w$", "$3\\, a^\\top w$"),
        ("${{third}} x$", r"$\frac{2}{3} x$"),
        ("${{third}}^2$", r"$\left(\frac{2}{3}\right)^2$"),
        ("${{less}} x$", r"$-\frac{2}{3} x$"),
        ("$x + {{less}}$", r"$x + \left(-\frac{2}{3}\right)$"),
        ("$x - {{minus}}$", r"$x - \left(-3\right)$"),
        ("$({{minus}}, {{minus}})$", "$(-3, -3)$"),
        (r"$x = \, {{minus}}$", r"$x = \, -3$"),
        (r"$x \le {{minus}}$", r"$x \le -3$"),
        (r"$\lfloor x \cdot {{minus}}$", r"$\lfloor x \cdot \left(-3\right)$"),
        (r"$1 & 2 \\ {{minus}} & {{minus}}$", r"$1 & 2 \\ -3 & -3$"),
        ("${{minus}}^2$", r"$\left(-3\right)^2$"),
        ("$2{{k}}$", r"$2 \cdot 3$"),
        (r"$2\, {{k}} 10^{-3}$", r"$2\,  \cdot 3 \cdot  10^{-3}$"),
        (r"$x = 2 \quad {{k}}, 5$", r"$x = 2 \quad 3, 5$"),  # two values, no product
        ("$x_{{twelve}}^{{minus}}$", "$x_{12}^{-3}$"),
        ("$$ {{third}} $$", "$$ \\frac{2}{3} $$"),
        ("{{third}} of {{minus}} and ${{third}}$", r"2/3 of −3 and $\frac{2}{3}$"),
        (r"costs \$5, {{third}}, not \$6", r"costs \$5, 2/3, not \$6"),
        ("about {{third ~3}} or {{less ~1}} or {{twelve ~2}}", "about 0.667 or −0.7 or 12.00"),
        ("${{node}} \\to {{greek}}$", "$u \\to \\alpha$"),
    ],
)
def test_in_prose_a_value_reads_well_inside_and_outside_formulas(text, filled):
    assert fill_text(text, VALUES) == filled


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        ("1/2", 0, "1"),
        ("5/2", 0, "3"),
        ("-1/2", 0, "(-1)"),
        ("-1/100", 1, "0.0"),
        ("1999/1000", 2, "2.00"),
        ("1/8", 2, "0.13"),
    ],
)
def test_halves_are_rounded_away_from_zero_and_zero_has_no_sign(value, places, shown):
    assert fill_answer(f"{{{{v ~{places}}}}}", {"v": Fraction(value)}) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("1/8", "0.125"), ("1/1024", "0.0009765625"), ("7", "7"), ("100", "100"), ("1/3", "(1/3)"), ("1/6", "(1/6)")],
)
def test_a_decimal_shows_only_where_it_ends(value, shown):
    assert fill_answer("{{v}}", {"v": Fraction(value)}) == shown


def test_a_name_without_parameter_is_told_with_the_names_there_are():
    with pytest.raises(PlaceholderError, match=r"no parameter 'j' \(there are: k\)"):
        fill_text("{{j}}", {"k": Fraction(1)})


def test_a_name_cannot_be_rounded():
    with pytest.raises(PlaceholderError, match="only numbers"):
        fill_text("{{node ~2}}", VALUES)


@pytest.mark.parametrize("text", ["{{2*k}}", "{{}}", "{{k ~}}", "{{k~3.5}}", "x^{{2}}"])
def test_arithmetic_in_braces_is_refused(text):
    with pytest.raises(PlaceholderError, match="is no placeholder"):
        list(placeholders(text))


def test_placeholders_are_listed_with_their_rounding():
    assert list(placeholders(r"{{k}} \frac{ {{a ~3}} }{{{b}}}")) == [("k", False), ("a", True), ("b", False)]
