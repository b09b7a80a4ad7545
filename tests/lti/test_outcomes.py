"""A gradebook's answer, and what it means: the table of what LMSs say."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from pengrade.lti.outcomes import Kind, outcome

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)


def canvas(message: str) -> bytes:
    return json.dumps({"errors": {"type": "unprocessable_entity", "message": message}}).encode()


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind"),
    [
        (200, {}, b'{"resultUrl": "x"}', Kind.DELIVERED),
        (201, {}, b"", Kind.DELIVERED),
        (204, {}, b"", Kind.DELIVERED),
        (302, {"Location": "/maintenance"}, b"", Kind.TRANSIENT),
        (400, {}, b"This user is not gradable", Kind.PERMANENT),  # Moodle: a teacher, or not enrolled
        (400, {}, canvas("Provided timestamp of 2026 before last updated timestamp of 2027"), Kind.SUPERSEDED),
        (401, {}, b"", Kind.TOKEN),
        (403, {}, b"", Kind.PERMANENT),
        (403, {"X-Rate-Limit-Remaining": "0.0"}, b"403 Forbidden (Rate Limit Exceeded)", Kind.TRANSIENT),
        (403, {"x-rate-limit-remaining": "-3"}, b"", Kind.TRANSIENT),
        (403, {"X-Rate-Limit-Remaining": "599.9"}, b"", Kind.PERMANENT),
        (403, {}, b"403 Forbidden (Rate Limit Exceeded)", Kind.TRANSIENT),
        (404, {}, b"", Kind.PERMANENT),
        (408, {}, b"", Kind.TRANSIENT),
        (409, {}, b"Refusing score with an earlier timestamp", Kind.SUPERSEDED),  # Moodle
        (410, {}, b"", Kind.PERMANENT),
        (412, {}, b"", Kind.PERMANENT),
        (422, {}, canvas("User not found in course or is not a student"), Kind.PERMANENT),
        (425, {}, b"", Kind.TRANSIENT),
        (429, {}, b"", Kind.TRANSIENT),
        (500, {}, b"", Kind.TRANSIENT),
        (502, {}, b"<html>", Kind.TRANSIENT),
        (503, {}, b"", Kind.TRANSIENT),
        (504, {}, b"", Kind.TRANSIENT),
    ],
)
def test_what_an_answer_means(status: int, headers: dict[str, str], body: bytes, kind: Kind) -> None:
    result = outcome(status, headers, body, NOW)

    assert (result.kind, result.status) == (kind, status)
    assert bool(result.message) == (kind != Kind.DELIVERED)


@pytest.mark.parametrize(
    ("wish", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("0", timedelta()),
        ("-5", timedelta()),
        ("99999999999999999999", timedelta(days=1)),
        ("Fri, 20 Nov 2026 12:05:00 GMT", timedelta(minutes=5)),
        ("Fri, 20 Nov 2026 11:05:00 GMT", timedelta()),
        ("Fri, 20 Nov 2037 11:05:00 GMT", timedelta(days=1)),
        ("soon", None),
        ("", None),
    ],
)
def test_a_wish_to_wait_is_read(wish: str, wait: timedelta | None) -> None:
    assert outcome(503, {"Retry-After": wish}, b"", NOW).retry_after == wait


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (422, canvas("User not found in course or is not a student"), "User not found in course or is not a student"),
        (400, b"This user is not gradable", "This user is not gradable"),
        (400, b"<!doctype html><title>Error</title>", ""),
        (400, b'{"error": {"code": 7}}', ""),
        (400, b"a\0b\nc", "a b c"),
        (400, b"[" * 10_000, "[" * 200),
        (400, b"x" * 500, "x" * 200),
        (400, b"\xff\xfe", "��"),
    ],
)
def test_the_teacher_reads_what_the_lms_said(status: int, body: bytes, said: str) -> None:
    message = outcome(status, {}, body, NOW).message

    assert message.endswith(f"It says: “{said}”" if said else "then send again.")
