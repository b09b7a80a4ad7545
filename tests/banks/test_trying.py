import io

import pytest
from django.core.management import CommandError, call_command

from pengrade.banks.source import read_problem
from pengrade.banks.trying import try_problem
from pengrade.grading.spec import SpecError
from pengrade.grading.verdict import Verdict
from tests.banks.problems import CHAIN, GRAPH, SIGN, SLOPE, write

# One variant, in which every answer of the file is a different text.
PLAIN = ('from = [3, 5, "1/7"]', "from = [3]")
SAID = {
    **dict.fromkeys(["6 x", "6x", "x*6", "3x + 3x"], "correct"),
    **dict.fromkeys(["3 x", "x", "3"], "incorrect"),
    **dict.fromkeys(["6 x +", "y"], "invalid"),
}


def said(verdicts):
    """A grader that knows these answers; the engine has tests of its own."""
    return lambda spec, answer: Verdict(verdicts[answer], message="So it is.")


def test_a_file_that_keeps_its_word_has_no_complaints(tmp_path):
    tried = try_problem(read_problem(write(tmp_path, SLOPE, PLAIN)), 5, said(SAID))

    assert (tried.variants, tried.answers, tried.not_tried, tried.complaints) == (1, 10, (), ())


@pytest.mark.parametrize(
    ("answer", "verdict", "fields", "must_be"),
    [
        ("6 x", "incorrect", ["part[1].expected", "part[1].solution[1].text"], "must be right"),
        ("3 x", "correct", ["part[1].mistake[1].expression"], "must be wrong"),
        ("x*6", "undecided", ["part[1].tests.accept[2]"], "must be right"),
        ("3", "undecided", ["part[1].tests.refuse[2]"], "must be wrong"),
        ("3", "invalid", ["part[1].tests.refuse[2]"], "must be wrong"),
        ("y", "incorrect", ["part[1].tests.unreadable[2]"], "must be unreadable"),
    ],
)
def test_an_answer_judged_otherwise_is_told_where_it_stands(tmp_path, answer, verdict, fields, must_be):
    path = write(tmp_path, SLOPE, PLAIN)

    complaints = try_problem(read_problem(path), 1, said({**SAID, answer: verdict})).complaints

    assert [complaint.field for complaint in complaints] == fields
    assert complaints[0].message == f"seed 0: '{answer}' {must_be}, but is {verdict}: So it is."


def test_a_complaint_names_the_line_of_the_answer_itself(tmp_path):
    path = write(tmp_path, SLOPE, PLAIN)

    [complaint] = try_problem(read_problem(path), 1, said({**SAID, "x": "correct"})).complaints

    assert path.read_text().splitlines()[complaint.line - 1].strip().startswith("'x',")


def test_an_answer_worth_a_part_must_earn_that_part(tmp_path):
    path = write(tmp_path, SLOPE, PLAIN, ("unreadable", "partly = [{ answer = 'x', score = \"1/3\" }]\nunreadable"))

    def grade(spec, answer):
        return Verdict("partly_correct", 1 / 3) if answer == "x" else Verdict(SAID[answer])

    assert try_problem(read_problem(path), 1, grade).complaints == ()
    [complaint] = [one for one in try_problem(read_problem(path), 1, said(SAID)).complaints if "partly" in one.field]
    assert "must earn 1/3 of the points, but earns 0" in complaint.message


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ("expected", "part[1].expected"),
        ("symbols", "part[1].symbols"),
        ("options.layout", "part[1].options.layout"),
        ("mistakes.0", "part[1].mistake[1].expression"),
    ],
)
def test_a_key_that_the_graders_refuse_is_told_once_by_its_field(tmp_path, place, field):
    def grade(spec, answer):
        raise SpecError("No such thing.", place)

    [complaint] = try_problem(read_problem(write(tmp_path, SLOPE, PLAIN)), 1, grade).complaints

    assert (complaint.field, complaint.message) == (field, "seed 0: No such thing.")


def test_every_variant_is_tried_once(tmp_path):
    tried = try_problem(read_problem(write(tmp_path, SLOPE)), 30, lambda spec, answer: Verdict("correct"))

    assert tried.variants == 3


@pytest.mark.usefixtures("graders_without_graphs")
def test_a_kind_that_no_grader_takes_is_not_tried_and_not_passed(tmp_path):
    tried = try_problem(read_problem(write(tmp_path, GRAPH)), 2)

    assert (tried.answers, tried.not_tried) == (0, ("turn (graph)",))


def test_the_keys_of_a_choice_are_tried_on_the_engine(tmp_path):
    assert try_problem(read_problem(write(tmp_path, SIGN)), 1).complaints == ()


def test_a_key_that_the_form_does_not_offer_is_nothing_for_a_grader(tmp_path):
    source = read_problem(write(tmp_path, SIGN, ('refuse = ["down"]', 'refuse = ["down"]\nunreadable = ["left", ""]')))

    tried = try_problem(source, 1)

    assert (tried.answers, tried.complaints) == (4, ())  # the key, one accepted, one refused, the empty one


def test_a_test_that_fails_in_several_variants_is_told_once(tmp_path):
    path = write(tmp_path, SLOPE, ("refuse = [\n", "refuse = [\n  '{{k}}x + {{k}}x',\n"))

    [complaint] = try_problem(read_problem(path), 20).complaints

    assert complaint.field == "part[1].tests.refuse[1]"
    assert complaint.message.startswith("seed 0: ")


def test_several_keys_are_tried_in_any_order(tmp_path):
    path = write(
        tmp_path,
        SIGN,
        ('expected = "up"', 'expected = ["up", "down"]'),
        ('accept = ["up"]', 'accept = ["down, up", ["up", "down"]]'),
        ('refuse = ["down"]', 'refuse = ["down"]\npartly = [{ answer = "down", score = "1/2" }]'),
    )

    assert try_problem(read_problem(path), 1).complaints == ()


def test_a_good_file_passes_on_the_engine_in_every_variant(tmp_path):
    tried = try_problem(read_problem(write(tmp_path, SLOPE)), 20)

    assert (tried.variants, tried.complaints) == (3, ())


@pytest.mark.usefixtures("graders_without_graphs")
def test_the_command_prints_what_was_tried_and_fails_on_a_complaint(tmp_path):
    good = write(tmp_path, GRAPH)
    broken = write(tmp_path, SLOPE, ("minutes = 5", "minutes = 0"))
    out = io.StringIO()

    with pytest.raises(CommandError, match="1 complaint"):
        call_command("try_problems", tmp_path, stdout=out)

    assert out.getvalue().splitlines()[:2] == [
        f"good     {good}: 0 answers, 4 variants; not tried: turn (graph)",
        f"refused  {broken}",
    ]


def test_a_folder_without_problems_is_said_so(tmp_path):
    with pytest.raises(CommandError, match="no problem files"):
        call_command("try_problems", tmp_path)


def test_a_derivation_fails_where_its_file_says(tmp_path):
    assert try_problem(read_problem(write(tmp_path, CHAIN)), 1).complaints == ()


@pytest.mark.parametrize(
    ("said_so", "instead", "message"),
    [
        ("breaks_at = 1", "breaks_at = 2", "must break at line 2 from 0, but does at 1"),
        ("breaks_at = 1", "stops_early = true", "must be refused for stops_early"),
        ("stops_early = true", "too_few_steps = true", "must be refused for too_few_steps"),
        ("too_few_steps = true", "breaks_at = 1", "must break at line 1 from 0"),
    ],
)
def test_a_derivation_that_fails_elsewhere_is_told(tmp_path, said_so, instead, message):
    path = write(tmp_path, CHAIN, (said_so, instead))

    [complaint] = try_problem(read_problem(path), 1).complaints

    assert message in complaint.message
