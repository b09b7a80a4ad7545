from decimal import Decimal

import pytest

from pengrade.banks.content import part_content, problem_content
from pengrade.banks.drawing import draw_content, draw_problem, with_parts
from pengrade.banks.models import ProblemVersion
from pengrade.banks.publishing import publish_folder
from pengrade.banks.source import read_problem
from pengrade.banks.symbols import merged, written
from tests.banks.problems import GRAPH, SIGN, SLOPE, write, write_bank


def drawn(path, seed=0):
    file = read_problem(path).file
    return draw_content(problem_content(file), tuple(part_content(part) for part in file.part), seed)


def test_a_variant_is_filled_everywhere_with_the_same_values(tmp_path):
    path = write(tmp_path, SLOPE)
    problem = next(problem for problem in (drawn(path, seed) for seed in range(20)) if "5 x^2" in problem.statement)

    part = problem.parts[0]
    assert problem.statement == "Let $f(x) = 5 x^2$."
    assert part.expected == "10 x"
    assert part.mistakes[0].expression == "5 x"
    assert part.solutions[0].text.endswith("$$ 10 x $$")
    assert (part.letter, part.key, part.points) == ("a", "derivative", Decimal("1.5"))


def test_a_fraction_is_typeset_in_prose_and_typed_in_answers(tmp_path):
    path = write(tmp_path, SLOPE, ('from = [3, 5, "1/7"]', 'from = ["1/7"]'))

    assert drawn(path).statement == r"Let $f(x) = \frac{1}{7} x^2$."
    assert drawn(path).parts[0].expected == "(2/7) x"


def test_the_spec_of_an_expression_is_what_the_graders_need(tmp_path):
    path = write(
        tmp_path, SLOPE, ('from = [3, 5, "1/7"]', "from = [3]"), ("points", "options = { layout = 'either' }\npoints")
    )

    spec = drawn(path).parts[0].spec()

    assert (spec.kind, spec.symbols, spec.expected) == ("expression", {"x": "real"}, "6 x")
    assert spec.options == {"layout": "either"}
    assert [mistake.message for mistake in spec.mistakes] == ["The square brings a factor 2."]


def test_a_part_declares_over_its_problem(tmp_path):
    path = write(tmp_path, SLOPE, ("points = 1.5", "symbols = 'x, y: positive'\npoints = 1.5"))

    assert drawn(path).parts[0].symbols == "x: positive; y: positive"


def test_a_choice_shows_its_texts_and_expects_a_key(tmp_path):
    part = drawn(write(tmp_path, SIGN)).parts[0]

    assert part.spec().expected == "up"
    assert [choice.text for choice in part.choices] == ["It rises, $f'(1) > 0$.", "It falls."]
    assert not part.several


def test_several_choices_may_be_ticked_where_the_key_is_a_list(tmp_path):
    path = write(tmp_path, SIGN, ('expected = "up"', 'expected = ["up", "down"]'))

    assert drawn(path).parts[0].several


def test_names_are_shuffled_into_figures_and_answers(tmp_path):
    problem = drawn(write(tmp_path, GRAPH))

    cause, effect = (node.name for node in problem.figures["facts"].nodes)
    assert problem.figures["facts"].description == f"{cause} has an arrow to {effect}."
    assert problem.parts[0].expected == f"{effect} -> {cause}"


def test_declarations_are_split_by_name():
    declarations = merged("x, y: real; A: matrix(m,n)", "y: positive")

    assert declarations == {"x": "real", "y": "positive", "A": "matrix(m,n)"}
    assert written(declarations) == "x: real; y: positive; A: matrix(m,n)"


@pytest.mark.django_db
@pytest.mark.database
def test_a_published_version_is_drawn_like_its_file(tmp_path):
    folder = write_bank(tmp_path / "small", SLOPE)
    publish_folder(tmp_path)
    version = ProblemVersion.objects.get()

    problem = draw_problem(version, 4)

    from_file = drawn(folder / "calculus" / "slope.toml", 4)
    assert problem.version_id == version.pk
    assert problem.parts[0].part_id == version.parts.get().pk
    assert problem.parts[0].spec() == from_file.parts[0].spec()
    assert problem.statement == from_file.statement


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize("problems", [(SLOPE,), (SLOPE, SIGN, GRAPH)])
def test_drawing_many_problems_costs_the_queries_of_one(tmp_path, django_assert_num_queries, problems):
    write_bank(tmp_path / "small", *problems)
    publish_folder(tmp_path)

    with django_assert_num_queries(2):
        drawn_problems = [draw_problem(version, 1) for version in with_parts(ProblemVersion.objects.all())]

    assert len(drawn_problems) == len(problems)


@pytest.mark.django_db
@pytest.mark.database
def test_a_variant_once_drawn_costs_no_query(tmp_path, django_assert_num_queries):
    write_bank(tmp_path / "small", SLOPE)
    publish_folder(tmp_path)
    version = ProblemVersion.objects.get()
    first = draw_problem(version, 2)

    with django_assert_num_queries(0):
        assert draw_problem(version, 2) is first
