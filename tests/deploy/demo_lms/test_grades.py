"""Line items, scores, results and the gradebook, with failures on demand."""

import json
import time
from typing import Any

import pytest
import requests

from tests.deploy.demo_lms.a_tool import AGS, SCOPE, ATool

LINE_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCORE = "application/vnd.ims.lis.v1.score+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
AMARA, WEI, TEACHER, ADMINISTRATOR = "103", "104", "101", "109"


def grades_claim(tool: ATool, activity: int) -> dict[str, str]:
    claim: dict[str, str] = tool.launched(f"/as/amara/courses/ml1/activities/{activity}/launch")[AGS]
    return claim


@pytest.fixture
def line_item(tool: ATool) -> str:
    """The address of a column out of 20."""
    return grades_claim(tool, tool.place())["lineitem"]


@pytest.fixture
def line_items(tool: ATool, line_item: str) -> str:
    """The address of the container that holds it."""
    return line_item.partition("/lineitems/")[0] + "/lineitems?type_id=1"


def below(line_item: str, what: str) -> str:
    address, _, query = line_item.partition("?")
    return f"{address}/{what}?{query}"


def score(**changed: Any) -> dict[str, Any]:
    return {
        "userId": AMARA,
        "scoreGiven": 3,
        "scoreMaximum": 4,
        "comment": "3 of 4 parts",
        "timestamp": "2030-01-01T12:00:00.250Z",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
    } | changed


def post(tool: ATool, line_item: str, **changed: Any) -> requests.Response:
    return tool.call("POST", below(line_item, "scores"), SCORE, score(**changed))


def gradebook(tool: ATool) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tool.http.get(f"{tool.lms}/control/grades").json()
    return rows


def order(tool: ATool, **failure: Any) -> requests.Response:
    return tool.http.post(f"{tool.lms}/control/failures", json=failure)


def test_a_score_lands_in_the_gradebook_on_the_columns_scale(tool: ATool, line_item: str) -> None:
    reply = post(tool, line_item)

    [grade] = gradebook(tool)
    assert reply.status_code == 200
    assert (grade["person"], grade["activity"], grade["score"], grade["maximum"]) == ("amara", "Least squares", 15, 20)
    assert (grade["comment"], grade["grading_progress"], grade["posts"]) == ("3 of 4 parts", "FullyGraded", 1)


def test_a_score_above_the_maximum_is_clipped(tool: ATool, line_item: str) -> None:
    post(tool, line_item, scoreGiven=5)

    assert gradebook(tool)[0]["score"] == 20


def test_a_zero_is_a_grade(tool: ATool, line_item: str) -> None:
    post(tool, line_item, scoreGiven=0)

    assert gradebook(tool)[0]["score"] == 0


@pytest.mark.parametrize(
    ("second", "status"),
    [
        ("2030-01-01T12:00:00.250Z", 409),  # the same
        ("2030-01-01T12:00:00.999Z", 409),  # later, within the second
        ("2030-01-01T12:59:59+01:00", 409),  # earlier, though it looks later
        ("2030-01-01T12:00:01Z", 200),
    ],
)
def test_a_second_score_must_be_a_second_younger(tool: ATool, line_item: str, second: str, status: int) -> None:
    post(tool, line_item)

    reply = post(tool, line_item, scoreGiven=4, timestamp=second)

    assert reply.status_code == status
    assert gradebook(tool)[0]["score"] == (20 if status == 200 else 15)


def test_students_do_not_wait_for_each_others_seconds(tool: ATool, line_item: str) -> None:
    assert [post(tool, line_item, userId=user).status_code for user in (AMARA, WEI)] == [200, 200]


@pytest.mark.parametrize(
    "unfinished",
    [{"gradingProgress": "Pending"}, {"gradingProgress": "PendingManual"}, {"scoreGiven": None}],
    ids=str,
)
def test_a_post_that_is_not_fully_graded_erases_the_grade(
    tool: ATool, line_item: str, unfinished: dict[str, Any]
) -> None:
    post(tool, line_item)

    reply = post(tool, line_item, timestamp="2030-01-01T12:00:09Z", **unfinished)

    assert (reply.status_code, gradebook(tool)[0]["score"]) == (200, None)


@pytest.mark.parametrize(
    "changed",
    [
        {"userId": TEACHER},
        {"userId": ADMINISTRATOR},
        {"userId": "nobody"},
        {"scoreMaximum": None},
        {"scoreMaximum": 0},
        {"scoreMaximum": True},
        {"scoreGiven": "3"},
        {"scoreGiven": -1},
        {"scoreGiven": float("nan")},
        {"timestamp": None},
        {"timestamp": "yesterday"},
        {"timestamp": "2030-01-01T12:00:00"},
        {"activityProgress": "Done"},
        {"gradingProgress": None},
    ],
    ids=str,
)
def test_a_score_that_makes_no_sense_is_refused(tool: ATool, line_item: str, changed: dict[str, Any]) -> None:
    reply = post(tool, line_item, **changed)

    assert (reply.status_code, gradebook(tool)) == (400, [])
    assert reply.json()["error_description"]


def test_a_score_must_be_said_to_be_one(tool: ATool, line_item: str) -> None:
    assert tool.call("POST", below(line_item, "scores"), "application/json", score()).status_code == 415


def test_scores_put_behind_the_query_go_nowhere(tool: ATool, line_item: str) -> None:
    assert tool.call("POST", line_item + "/scores", SCORE, score()).status_code == 405


def test_a_token_for_reading_cannot_write(tool: ATool, line_item: str) -> None:
    reply = tool.call("POST", below(line_item, "scores"), SCORE, score(), scope=SCOPE + "result.readonly")

    assert reply.status_code == 403


def test_results_tell_what_the_gradebook_holds(tool: ATool, line_item: str) -> None:
    post(tool, line_item)
    post(tool, line_item, userId=WEI, scoreGiven=None)

    [result] = tool.call("GET", below(line_item, "results"), RESULTS).json()

    assert result.pop("id").startswith(line_item.partition("?")[0])
    assert result == {
        "scoreOf": line_item,
        "userId": AMARA,
        "resultScore": 15,
        "resultMaximum": 20,
        "comment": "3 of 4 parts",
    }


def test_results_can_be_asked_for_one_student(tool: ATool, line_item: str) -> None:
    post(tool, line_item)
    post(tool, line_item, userId=WEI, scoreGiven=1)

    results = tool.call("GET", below(line_item, "results") + f"&user_id={WEI}", RESULTS).json()

    assert [(result["userId"], result["resultScore"]) for result in results] == [(WEI, 5)]


def test_a_tool_reads_its_line_item(tool: ATool, line_item: str) -> None:
    item = tool.call("GET", line_item, LINE_ITEM).json()

    assert item == {
        "id": line_item,
        "label": "Least squares",
        "scoreMaximum": 20,
        "resourceLinkId": item["resourceLinkId"],
        "resourceId": "least-squares",
        "tag": "weekly",
        "gradesReleased": True,
    }


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("", ["Least squares", "Extra"]),
        ("&tag=weekly", ["Least squares"]),
        ("&resource_id=extra", ["Extra"]),
        ("&resource_link_id=link-999", []),
        ("&limit=1", ["Least squares"]),
        ("&limit=1&from=1", ["Extra"]),
    ],
)
def test_line_items_are_listed_and_filtered(tool: ATool, line_items: str, query: str, labels: list[str]) -> None:
    extra = {"label": "Extra", "scoreMaximum": 5, "resourceId": "extra"}
    assert tool.call("POST", line_items, LINE_ITEM, extra).status_code == 201

    listed = tool.call("GET", line_items + query, LINE_ITEMS).json()

    assert [item["label"] for item in listed] == labels


def test_line_items_are_listed_by_their_link(tool: ATool, line_items: str) -> None:
    [item] = tool.call("GET", line_items, LINE_ITEMS).json()

    assert tool.call("GET", f"{line_items}&resource_link_id={item['resourceLinkId']}", LINE_ITEMS).json() == [item]


def test_any_media_type_is_not_enough_to_list_line_items(tool: ATool, line_items: str) -> None:
    assert tool.call("GET", line_items, "*/*").status_code == 400


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"label": "", "scoreMaximum": 5}, 400),
        ({"label": "Extra"}, 400),
        ({"label": "Extra", "scoreMaximum": -5}, 400),
        ({"label": "Extra", "scoreMaximum": 5, "resourceLinkId": "link-999"}, 404),
    ],
)
def test_a_line_item_that_makes_no_sense_is_refused(
    tool: ATool, line_items: str, facts: dict[str, Any], status: int
) -> None:
    assert tool.call("POST", line_items, LINE_ITEM, facts).status_code == status


def test_putting_a_line_item_clears_what_is_not_sent_again(tool: ATool, line_item: str) -> None:
    item = tool.call("PUT", line_item, LINE_ITEM, {"label": "Renamed", "scoreMaximum": 10}).json()

    assert (item["label"], item["scoreMaximum"]) == ("Renamed", 10)
    assert not {"tag", "resourceId"} & set(item)


def test_a_deleted_line_item_is_gone(tool: ATool, line_item: str) -> None:
    assert tool.call("DELETE", line_item, LINE_ITEM).status_code == 204

    assert post(tool, line_item).status_code == 404


def test_another_tools_line_items_stay_closed(tool: ATool, other_tool: ATool, line_item: str, line_items: str) -> None:
    assert other_tool.call("GET", line_item, LINE_ITEM).status_code == 404
    assert post(other_tool, line_item).status_code == 404
    assert other_tool.call("GET", line_items, LINE_ITEMS).json() == []


@pytest.mark.parametrize("status", [401, 409, 422, 429, 503])
def test_an_ordered_failure_hits_the_next_calls_and_no_more(tool: ATool, line_item: str, status: int) -> None:
    order(tool, service="scores", status=status, times=2, retry_after=7)

    replies = [post(tool, line_item) for _ in range(3)]

    assert [reply.status_code for reply in replies] == [status, status, 200]
    assert [reply.headers.get("Retry-After") for reply in replies] == ["7", "7", None]
    assert gradebook(tool)[0]["posts"] == 1


def test_a_lost_reply_leaves_its_work_done(tool: ATool, line_item: str) -> None:
    order(tool, service="scores", status=503, after=True)

    assert post(tool, line_item).status_code == 503
    assert gradebook(tool)[0]["score"] == 15


def test_a_slow_answer_is_still_the_true_one(tool: ATool, line_item: str) -> None:
    order(tool, service="scores", status=None, delay_seconds=0.4)

    started = time.monotonic()
    reply = post(tool, line_item)

    assert (reply.status_code, time.monotonic() - started > 0.4) == (200, True)


def test_the_token_endpoint_can_be_down(tool: ATool) -> None:
    order(tool, service="token", status=503)

    statuses = [tool.ask_token(tool.sign(tool.assertion_claims())).status_code for _ in range(2)]

    assert statuses == [503, 200]


@pytest.mark.parametrize(
    "failure",
    [
        {"service": "lunch", "status": 503},
        {"service": "scores", "status": 200},
        {"service": "scores", "status": "bad"},
        {"service": "scores", "status": 503, "times": 0},
        {"service": "scores", "status": 503, "delay_seconds": -1},
        {"service": "scores", "status": 503, "headers": "none"},
    ],
    ids=str,
)
def test_a_failure_that_makes_no_sense_cannot_be_ordered(tool: ATool, failure: dict[str, Any]) -> None:
    reply = order(tool, **failure)

    assert (reply.status_code, bool(reply.json()["error"])) == (400, True)
    assert tool.http.get(f"{tool.lms}/control/failures").json() == []


def test_ordered_failures_can_be_called_off(tool: ATool, line_item: str) -> None:
    order(tool, service="scores", status=503, times=9)

    tool.http.delete(f"{tool.lms}/control/failures").raise_for_status()

    assert post(tool, line_item).status_code == 200


def test_the_log_shows_calls_and_hides_tokens(tool: ATool, line_item: str) -> None:
    bearer = tool.bearer()["Authorization"].removeprefix("Bearer ")
    post(tool, line_item)

    calls = tool.http.get(f"{tool.lms}/control/calls").json()

    assert (calls[-1]["method"], calls[-1]["status"]) == ("POST", 200)
    assert json.loads(calls[-1]["request"]) == score()
    assert bearer not in json.dumps(calls)
