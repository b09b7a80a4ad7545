import io
import json

import pytest
from django.core.management import CommandError, call_command

from pengrade.banks.models import ProblemVersion
from tests.banks.problems import SIGN, SLOPE, write, write_bank


@pytest.mark.django_db
@pytest.mark.database
def test_a_load_prints_a_line_for_each_problem(tmp_path):
    write_bank(tmp_path / "small", SLOPE, SIGN)
    out = io.StringIO()

    call_command("load_problems", tmp_path, stdout=out)
    call_command("load_problems", tmp_path, stdout=out)

    assert out.getvalue().splitlines() == [
        "published small/sign version 1",
        "published small/slope version 1",
        "unchanged small/sign version 1",
        "unchanged small/slope version 1",
    ]


@pytest.mark.django_db
@pytest.mark.database
def test_a_load_with_a_broken_file_loads_the_others_and_fails(tmp_path):
    folder = write_bank(tmp_path / "small", SLOPE, SIGN)
    broken = write(folder / "calculus", SIGN, ("minutes = 1", "minutes = -1"))
    out = io.StringIO()

    with pytest.raises(CommandError, match="1 file refused"):
        call_command("load_problems", tmp_path, stdout=out)

    assert f"  {broken}:8: minutes: must be greater than or equal to 1" in out.getvalue().splitlines()
    assert [str(version) for version in ProblemVersion.objects.all()] == ["small/slope v1"]


@pytest.mark.django_db
@pytest.mark.database
def test_a_folder_without_banks_is_said_so(tmp_path):
    with pytest.raises(CommandError, match="no problems below"):
        call_command("load_problems", tmp_path)


def test_the_schema_is_json_that_knows_every_field():
    out = io.StringIO()

    call_command("problem_schema", stdout=out)

    schema = json.loads(out.getvalue())
    assert {"format", "id", "part", "parameters"} <= set(schema["properties"])
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["PartFile"]["properties"]["kind"]["enum"][0] == "expression"
