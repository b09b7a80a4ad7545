import subprocess
import sys
from fractions import Fraction

import pytest

from pengrade.banks.parameters import parse_parameters, stored
from pengrade.banks.variants import NoVariantError, draw

EVERYTHING = {
    "k": {"from": [2, Fraction(3, 10), "1/7"]},
    "n": {"integer": [2, 6]},
    "a, b, c": {"shuffle": ["u", "v", "w", "x_1"]},
    "q": "1 - k",
    "where": ["q != 9/10", "n > 2"],
}


def parameters(entries):
    found, wrong = parse_parameters(entries.items())
    assert wrong == ()
    return found


def test_a_draw_keeps_to_what_is_written():
    for seed in range(50):
        values = draw(parameters(EVERYTHING), seed)

        assert values["k"] in {Fraction(2), Fraction(3, 10), Fraction(1, 7)}
        assert values["n"] in {3, 4, 5, 6}
        assert len({values["a"], values["b"], values["c"]}) == 3
        assert values["q"] in {Fraction(-1), Fraction(7, 10), Fraction(6, 7)}
        assert values["k"] == 1 - Fraction(values["q"])


def test_every_value_is_drawn_by_some_seed():
    drawn = [draw(parameters(EVERYTHING), seed) for seed in range(100)]

    assert {values["n"] for values in drawn} == {3, 4, 5, 6}
    assert {values["a"] for values in drawn} == {"u", "v", "w", "x_1"}


def test_the_same_seed_gives_these_values_on_every_machine():
    # Written down once: an attempt that stored its seed must meet the same numbers for ever.
    assert {name: str(value) for name, value in draw(parameters(EVERYTHING), 7).items()} == {
        "k": "2",
        "n": "6",
        "a": "x_1",
        "b": "v",
        "c": "w",
        "q": "-1",
    }


def test_no_chance_of_the_running_process_reaches_a_draw():
    program = (
        "from pengrade.banks.parameters import parse_parameters\n"
        "from pengrade.banks.variants import draw\n"
        "p, _ = parse_parameters({'a, b': {'shuffle': ['u', 'v', 'w']}, 'n': {'integer': [1, 999]}}.items())\n"
        "print([sorted(draw(p, seed).items()) for seed in range(5)])"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("1", "2")
    }

    assert len(runs) == 1


def test_a_parameter_added_leaves_the_others_as_they_were():
    before = draw(parameters({"k": {"integer": [1, 1000]}}), 3)
    after = draw(parameters({"z": {"integer": [1, 1000]}, "k": {"integer": [1, 1000]}}), 3)

    assert after["k"] == before["k"]


def test_conditions_that_never_hold_are_an_error_that_names_one():
    with pytest.raises(NoVariantError, match="n > 6"):
        draw(parameters({"n": {"integer": [2, 6]}, "where": ["n > 6"]}), 0)


def test_a_draw_that_divides_by_zero_is_drawn_again():
    entries = {"n": {"integer": [0, 1]}, "inverse": "1/n"}

    assert {draw(parameters(entries), seed)["inverse"] for seed in range(20)} == {Fraction(1)}


def test_parameters_come_back_from_json_as_they_went():
    again, _ = parse_parameters((key, entry) for key, entry in stored(EVERYTHING))

    assert draw(again, 5) == draw(parameters(EVERYTHING), 5)


@pytest.mark.parametrize(
    ("entries", "key", "said"),
    [
        ({"k": {"form": [1]}}, "k", "{ from = […] }"),
        ({"k": {"from": []}}, "k", "must be a list"),
        ({"k": {"from": ["1/0"]}}, "k", "neither a number"),
        ({"k": {"from": ["<b>"]}}, "k", "neither a number"),
        ({"k": {"integer": [6, 2]}}, "k", "least < most"),
        ({"k": {"integer": [1, 2, 3]}}, "k", "two whole numbers"),
        ({"k": {"integer": [0, 10**9]}}, "k", "at most"),
        ({"a, b": {"shuffle": ["u"]}}, "a, b", "1 values for 2 names"),
        ({"a, b": {"shuffle": ["u", "u"]}}, "a, b", "different"),
        ({"a, b": {"from": [1, 2]}}, "a, b", "only shuffle"),
        ({"k": "1 +"}, "k", "the end"),
        ({"k": "2*j", "j": {"from": [1]}}, "k", "'j' is not defined above (defined: none so far)"),
        ({"floor": {"from": [1]}}, "floor", "is no name"),
        ({"2k": {"from": [1]}}, "2k", "is no name"),
        ({"k": {"from": [1]}, "a, k": {"shuffle": [1, 2]}}, "a, k", "'k' is defined twice"),
        ({"k": 3}, "k", "must be one of"),
        ({"where": "k > 1"}, "where", "must be a list"),
        ({"where": ["k > 1"]}, "where", "'k' is not defined"),
    ],
)
def test_an_entry_that_makes_no_sense_is_told_by_its_key(entries, key, said):
    _, wrong = parse_parameters(entries.items())

    assert [name for name, _ in wrong] == [key]
    assert said in wrong[0][1]
