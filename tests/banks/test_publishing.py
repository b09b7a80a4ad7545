import pytest

from pengrade.banks.drawing import draw_problem
from pengrade.banks.kinds import servable_versions
from pengrade.banks.models import Bank, Part, Problem, ProblemVersion
from pengrade.banks.publishing import publish_folder
from tests.banks.problems import GRAPH, SIGN, SLOPE, write, write_bank

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def states(published):
    return (
        [(one.problem, one.version) for one in published.published],
        [(one.problem, one.version) for one in published.unchanged],
        [one.path.name for one in published.refused],
    )


def test_a_bank_is_published_with_all_that_a_learner_will_meet(tmp_path):
    write_bank(tmp_path / "small", SLOPE, SIGN)

    published = publish_folder(tmp_path)

    assert states(published) == ([("small/sign", 1), ("small/slope", 1)], [], [])
    bank = Bank.objects.get()
    assert (bank.slug, bank.title, bank.authors, bank.licence) == ("small", "Small problems", ["Ada"], "CC-BY-4.0")
    version = ProblemVersion.objects.get(problem__slug="slope")
    assert version.problem.topic == "calculus"
    assert version.parameters == [["k", {"from": ["3", "5", "1/7"]}], ["two_k", "2*k"]]
    part = version.parts.get()
    assert (part.key, part.expected, str(part.points)) == ("derivative", "{{two_k}} x", "1.50")
    assert part.mistakes == [{"expression": "{{k}} x", "message": "The square brings a factor 2."}]
    assert len(part.hints) == 2


def test_choices_are_stored_in_their_order(tmp_path):
    write_bank(tmp_path / "small", SIGN)

    publish_folder(tmp_path)

    assert [choice["key"] for choice in Part.objects.get().choices] == ["up", "down"]


def test_headings_and_canvas_are_kept_and_filled_like_any_text(tmp_path):
    fields = "headings = { columns = ['$x = {{cause}}$'] }\n\n[part.hints]"
    write_bank(tmp_path / "small", GRAPH.replace("[part.hints]", fields, 1))

    publish_folder(tmp_path)

    version = ProblemVersion.objects.get()
    part = draw_problem(version, 1).parts[0]
    cause = draw_problem(version, 1).figures["facts"].nodes[0].name
    assert (part.column_headings, part.row_headings, part.canvas) == ((f"$x = {cause}$",), (), "facts")


def test_a_second_load_changes_nothing(tmp_path):
    write_bank(tmp_path / "small", SLOPE)
    publish_folder(tmp_path)

    assert states(publish_folder(tmp_path)) == ([], [("small/slope", 1)], [])
    assert ProblemVersion.objects.count() == 1


def test_a_changed_problem_becomes_the_next_version_and_the_old_one_stays(tmp_path):
    folder = write_bank(tmp_path / "small", SLOPE)
    publish_folder(tmp_path)
    write(folder / "calculus", SLOPE, ("points = 1.5", "points = 2"))

    assert states(publish_folder(tmp_path)) == ([("small/slope", 2)], [], [])
    assert [str(part.points) for part in Part.objects.order_by("version__number")] == ["1.50", "2.00"]


def test_a_change_taken_back_becomes_a_version_of_its_own(tmp_path):
    folder = write_bank(tmp_path / "small", SLOPE)
    publish_folder(tmp_path)
    write(folder / "calculus", SLOPE, ("points = 1.5", "points = 2"))
    publish_folder(tmp_path)
    write(folder / "calculus", SLOPE)

    assert states(publish_folder(tmp_path)) == ([("small/slope", 3)], [], [])


def test_a_new_test_in_a_file_makes_no_new_version(tmp_path):
    folder = write_bank(tmp_path / "small", SLOPE)
    publish_folder(tmp_path)
    write(folder / "calculus", SLOPE, ("'y']", "'y', 'z']"))

    assert states(publish_folder(tmp_path)) == ([], [("small/slope", 1)], [])


def test_a_key_that_the_graders_cannot_use_is_refused_before_a_learner_meets_it(tmp_path):
    folder = write_bank(tmp_path / "small", SIGN)
    write(folder / "calculus", SLOPE, ("expected = '{{two_k}} x'", "expected = '{{two_k}} z'"))

    published = publish_folder(tmp_path)

    assert states(published) == ([("small/sign", 1)], [], ["slope.toml"])
    (complaint,) = published.refused[0].complaints
    assert (complaint.line, complaint.field) == (26, "part[1].expected")
    assert "no z" in complaint.message


def test_a_broken_file_stops_itself_alone(tmp_path):
    folder = write_bank(tmp_path / "small", SLOPE, SIGN)
    write(folder / "calculus", SIGN, ("minutes = 1", "minutes = -1"))

    published = publish_folder(tmp_path)

    assert states(published) == ([("small/slope", 1)], [], ["sign.toml"])
    assert str(published.refused[0].complaints[0]).endswith("sign.toml:8: minutes: must be greater than or equal to 1")


def test_a_broken_bank_file_stops_its_bank_alone(tmp_path):
    write_bank(tmp_path / "good", SLOPE)
    broken = write_bank(tmp_path / "broken", SIGN)
    (broken / "bank.toml").write_text("title = ")

    assert states(publish_folder(tmp_path)) == ([("good/slope", 1)], [], ["bank.toml"])


def test_a_problem_that_moves_to_another_topic_stays_the_same_problem(tmp_path):
    folder = write_bank(tmp_path / "small", SLOPE)
    publish_folder(tmp_path)
    (folder / "calculus").rename(folder / "slopes")

    assert states(publish_folder(tmp_path)) == ([], [("small/slope", 1)], [])
    assert Problem.objects.get().topic == "slopes"


def test_two_files_of_one_id_in_a_bank_are_refused_but_the_first(tmp_path):
    folder = write_bank(tmp_path / "small", SLOPE)
    write(folder / "later", SLOPE)

    published = publish_folder(tmp_path)

    assert states(published) == ([("small/slope", 1)], [], ["slope.toml"])
    assert "must be unique in a bank" in str(published.refused[0].complaints[0])


def test_a_department_named_by_a_bank_owns_it(tmp_path):
    folder = write_bank(tmp_path / "small", SLOPE)
    with (folder / "bank.toml").open("a") as file:
        file.write('department = "statistics"\n')

    publish_folder(tmp_path)

    department = Bank.objects.get().department
    assert department is not None
    assert department.slug == "statistics"


@pytest.mark.usefixtures("graders_without_graphs")
def test_only_current_versions_that_can_be_graded_are_servable(tmp_path, django_assert_num_queries):
    folder = write_bank(tmp_path / "small", SLOPE, SIGN, GRAPH)
    publish_folder(tmp_path)
    write(folder / "calculus", SLOPE, ("points = 1.5", "points = 2"))
    publish_folder(tmp_path)

    with django_assert_num_queries(1):
        servable = sorted(str(version) for version in servable_versions().select_related("problem__bank"))

    assert servable == ["small/sign v1", "small/slope v2"]
