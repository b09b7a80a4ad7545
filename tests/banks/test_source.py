import re

import pytest

from pengrade.banks.complaints import SourceError, dotted
from pengrade.banks.source import problem_paths, read_bank, read_problem
from tests.banks.problems import GRAPH, SIGN, SLOPE, write, write_bank


def complaints(path):
    with pytest.raises(SourceError) as refused:
        read_problem(path)
    return [(one.line, one.field, one.message) for one in refused.value.complaints]


def line_of(path, text, nth=0):
    lines = [number for number, line in enumerate(path.read_text().splitlines(), 1) if text in line]
    return lines[nth]


@pytest.mark.parametrize("text", [SLOPE, SIGN, GRAPH])
def test_a_good_file_is_read(tmp_path, text):
    source = read_problem(write(tmp_path, text))

    assert source.file.id == source.path.stem
    assert len(source.file.part) == 1


def test_a_file_is_read_into_exact_values(tmp_path):
    source = read_problem(write(tmp_path / "calculus", SLOPE))

    assert source.topic == "calculus"
    assert source.file.part[0].hints.texts == ("A sum of two equal slopes.", r"Use the product rule on $x \cdot x$.")
    assert str(source.file.part[0].points) == "3/2"
    assert source.file.part[0].tests.refuse == ("x", "{{k}}")
    assert source.parameters.names == {"k", "two_k"}


def test_options_keep_numbers_and_a_numeric_key_becomes_exact_text(tmp_path):
    path = write(tmp_path, SLOPE, ("'{{two_k}} x'\npoints", "0.30\noptions = { absolute_tolerance = 0.0006 }\npoints"))

    part = read_problem(path).file.part[0]

    assert part.expected == "3/10"
    assert part.options == {"absolute_tolerance": 0.0006}


@pytest.mark.parametrize(
    ("old", "new", "place", "field", "said"),
    [
        (
            'level = "bachelor"',
            'level = "beginner"',
            "level =",
            "level",
            "must be 'bachelor', 'master' or 'phd', not 'beginner'",
        ),
        ('kind = "expression"', 'kind = "formula"', "kind =", "part[1].kind", "must be 'expression', 'number'"),
        ("points = 1.5", "points = 0", "points =", "part[1].points", "must be more than 0"),
        ("points = 1.5", 'points = "many"', "points =", "part[1].points", "must be a number"),
        ("points = 1.5\n", "", "[[part]]", "part[1].points", "is missing"),
        ("idea = ", "idea = 'x'\nideas = ", "ideas =", "part[1].hints.ideas", "did you mean 'idea'? allowed: idea,"),
        ("minutes = 5", "minutes = 0", "minutes =", "minutes", "greater than or equal to 1"),
        ("minutes = 5", 'minutes = "five"', "minutes =", "minutes", "must be a whole number"),
        ('skills = ["derivatives"]', "skills = []", "skills =", "skills", "must not be empty"),
        ('["derivatives"]', '["a", "Deriving things"]', "skills =", "skills[2]", "must be small letters and digits"),
        ("format = 1", "format = 2", "format =", "format", "must be 1, not 2"),
        ('id = "slope"', 'id = "hill"', "id =", "id", "'hill' is not the file's name, 'slope'"),
        ('covers = ["optimisation.1b"]', 'covers = ["1b"]', "covers =", "covers[1]", "such as optimisation.1b"),
        ("first_step = 'Use", "# 'Use", "[part.hints]", "part[1].hints", "at least two of idea, first_step, next_step"),
        ("unreadable = ['{{two_k}} x +', 'y']", "", "[part.tests]", "part[1].tests.unreadable", "is missing"),
        ("accept = ['{{two_k}}x', ", "accept = [['a', 'b'], ", "accept =", "part[1].tests.accept[1]", "is one text"),
        ("accept = ['{{two_k}}x', ", "accept = [3, ", "accept =", "part[1].tests.accept[1]", "must be a text"),
        ("'{{k}}',\n]", "'{{j}}',\n]", "'{{j}}'", "part[1].tests.refuse[2]", "no parameter 'j' (defined: k, two_k)"),
        ("'{{k}}',\n]", "'{{2*k}}',\n]", "'{{2*k}}'", "part[1].tests.refuse[2]", "arithmetic gets a name"),
        (
            "expected = '{{two_k}} x'",
            "expected = '{{k ~2}} x'",
            "expected =",
            "part[1].expected",
            "only prose and tests",
        ),
        ('title = "How', 'title = "{{k}} How', "title =", "title", "the same in every variant"),
        ('"2*k"', '"2*j"', "two_k =", "parameters.two_k", "'j' is not defined above"),
        ('"2*k"', '"2 k"', "two_k =", "parameters.two_k", "'k' where a number"),
        ('"2*k"', '"2*k"\nwhere = ["k > 9"]', "where =", "parameters.where", "k > 9"),
        ("$$ {{two_k}} x $$", "It is {{two_k}} x.", "text =", "part[1].solution[1].text", "last $$…$$ is graded"),
        ("statement = '", "statement = '![a](figure:none) ", "statement =", "statement", "no [figure.none]"),
        (
            "points = 1.5",
            'points = 1.5\nchoice = [{ key = "a", text = "b" }]',
            "choice =",
            "part[1].choice",
            "only a part of kind",
        ),
        ('title = "How', 'title = "\\u0000How', "title =", "title", "null character"),
    ],
)
def test_each_mistake_is_told_with_line_field_and_what_would_be_right(tmp_path, old, new, place, field, said):
    path = write(tmp_path, SLOPE, (old, new))
    path = path.rename(tmp_path / "slope.toml")

    [(line, name, message), *others] = complaints(path)

    assert (line, name) == (line_of(path, place), field)
    assert said in message
    assert others == []


def test_an_unknown_field_is_told_with_the_nearest_known_one(tmp_path):
    path = write(tmp_path, SLOPE, ("points = 1.5", "point = 1.5"))

    assert [(line, field) for line, field, _ in complaints(path)] == [
        (line_of(path, "[[part]]"), "part[1].points"),
        (line_of(path, "point ="), "part[1].point"),
    ]
    assert complaints(path)[1][2].startswith("unknown field; did you mean 'points'? allowed: id, question, prompt,")


def test_everything_wrong_with_a_file_is_told_at_once_in_its_order(tmp_path):
    path = write(
        tmp_path,
        SLOPE,
        ('licence = "CC-BY-4.0"\n', ""),
        ('level = "bachelor"', 'levle = "bachelor"'),
        ('"2*k"', '"2*"'),
        ("'{{k}} x'\nmessage", "'{{m}} x'\nmessage"),
    )

    assert [(line, field) for line, field, _ in complaints(path)] == [
        (1, "level"),
        (1, "licence"),
        (line_of(path, "levle"), "levle"),
        (line_of(path, "two_k ="), "parameters.two_k"),
        (line_of(path, "{{m}}"), "part[1].mistake[1].expression"),
    ]


def test_a_part_with_the_id_of_an_earlier_one_is_refused(tmp_path):
    part = SLOPE[SLOPE.index("[[part]]") :]
    path = write(tmp_path, SLOPE + part)

    assert complaints(path) == [
        (line_of(path, 'id = "derivative"', 1), "part[2].id", "'derivative' is the id of an earlier part")
    ]


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        (
            'expected = "up"',
            'expected = "sideways"',
            "part[1].expected",
            "'sideways' is no key of a choice (keys: up, down)",
        ),
        ('refuse = ["down"]', 'refuse = ["left, up"]', "part[1].tests.refuse[1]", "'left' is no key"),
        ('key = "down"', 'key = "up"', "part[1].choice[2].key", "'up' is the key of an earlier choice"),
        ('[[part.choice]]\nkey = "down"\ntext = "It falls."\n', "", "part[1].choice", "at least two"),
    ],
)
def test_a_choice_answers_with_its_keys(tmp_path, old, new, field, said):
    found = complaints(write(tmp_path, SIGN, (old, new)))

    assert found[0][1] == field
    assert said in found[0][2]


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ("edges = '{{cause}} ->", "edges = '{{cause}} =>", "figure.facts.edges", "is no edge: a->b, a-b or f:{a,b}"),
        ("edges = '{{cause}} ->", "edges = 'z ->", "figure.facts.edges", "'z' is no node"),
        ('name = "{{effect}}"', 'name = "{{cause}}"', "figure.facts.nodes[2]", "earlier node"),
        ("at = [0, 0]", 'at = [0, "left"]', "figure.facts.nodes[1].at[2]", "must be a number"),
        ('canvas = "facts"', 'canvas = "fact"', "part[1].canvas", "no [figure.fact] in this file (defined: facts)"),
        ("description =", "describe =", "figure.facts.description", "is missing"),
    ],
)
def test_a_figure_is_checked_in_a_variant(tmp_path, old, new, field, said):
    found = {name: message for _, name, message in complaints(write(tmp_path, GRAPH, (old, new)))}

    assert said in found[field]


def test_broken_toml_is_told_with_line_and_column(tmp_path):
    path = write(tmp_path, SLOPE, ("minutes = 5", "minutes = = 5"))

    assert complaints(path) == [(line_of(path, "minutes"), "", "TOML: Invalid value, column 11")]


def test_toml_that_ends_too_early_is_told_at_its_last_line(tmp_path):
    path = tmp_path / "slope.toml"
    path.write_text('a = 1\nb = ["x",')

    assert [(line, message) for line, _, message in complaints(path)] == [
        (2, "TOML: Invalid value, at the end of the file")
    ]


def test_a_file_in_another_encoding_is_told_with_the_line(tmp_path):
    path = tmp_path / "slope.toml"
    path.write_bytes('a = 1\nb = "für"\n'.encode("latin-1"))

    assert complaints(path) == [(2, "", "not UTF-8; save the file with this encoding")]


@pytest.mark.parametrize("text", ["inf", "nan", "-inf"])
def test_numbers_that_are_none_are_refused(tmp_path, text):
    assert complaints(write(tmp_path, SLOPE, ("points = 1.5", f"points = {text}")))[0][2].startswith("inf and nan")


def test_a_file_that_is_not_there_is_a_complaint(tmp_path):
    assert complaints(tmp_path / "none.toml") == [(1, "", "No such file or directory")]


def test_a_file_nested_beyond_reason_is_refused(tmp_path):
    assert complaints(write(tmp_path, SLOPE, ("points = 1.5", f"points = {'[' * 5000}{']' * 5000}")))[0][2] == (
        "lists or tables are nested too deeply"
    )


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ("[[part]]", "[part]", "part", "must be a list"),
        ('skills = ["derivatives"]', 'skills = "derivatives"', "skills", "must be a list"),
        ('skills = ["derivatives"]', "skills = [1]", "skills[1]", "must be a text"),
        ("[part.hints]", "[[part.hints]]", "part[1].hints", "must be a table"),
        ("[parameters]", "[[parameters]]", "parameters", "must be a table"),
    ],
)
def test_a_value_of_another_shape_is_told_what_it_must_be(tmp_path, old, new, field, said):
    assert (field, said) in [(name, message) for _, name, message in complaints(write(tmp_path, SLOPE, (old, new)))]


def test_a_complaint_reads_as_a_place_that_editors_open(tmp_path):
    path = write(tmp_path, SLOPE, ("minutes = 5", "minutes = 0"))

    with pytest.raises(SourceError) as refused:
        read_problem(path)

    assert re.fullmatch(rf"{re.escape(str(path))}:8: minutes: must be .*", str(refused.value))


def test_lists_are_counted_from_one():
    assert dotted(("part", 1, "tests", "accept", 0)) == "part[2].tests.accept[1]"


def test_a_bank_is_named_by_its_folder(tmp_path):
    assert read_bank(write_bank(tmp_path / "small")).slug == "small"


def test_a_bank_without_licence_is_refused(tmp_path):
    folder = write_bank(tmp_path / "small")
    (folder / "bank.toml").write_text('title = "Small"\nauthors = ["Ada"]\n')

    with pytest.raises(SourceError, match=r"bank.toml:1: licence: is missing"):
        read_bank(folder)


def test_the_problems_of_a_folder_are_found_in_order_without_its_bank_file(tmp_path):
    write_bank(tmp_path / "small", SLOPE, SIGN)

    assert [path.name for path in problem_paths(tmp_path)] == ["sign.toml", "slope.toml"]
