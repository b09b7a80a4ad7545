"""Scores reach the gradebook: the latest one, in order, once it can be; and never something that wipes a grade."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from pengrade.attempts.models import Score
from pengrade.courses.models import Course, Membership, Person
from pengrade.lti import memory, passback, services, telling
from pengrade.lti.models import AssignmentLink, Deployment, Identity, Passback, Platform
from pengrade.lti.outcomes import Kind
from tests.builders import a_member
from tests.lti.fake_platform import SCORE_SCOPE, Answer, FakePlatform
from tests.lti.gradebook import NOON, SCORES, SECOND, a_score, change, sweep, timestamps
from tests.lti.visitor import Visitor, register

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# What is sent.


def test_a_score_is_posted_as_the_standard_says(score: Score, lms: FakePlatform) -> None:
    assert sweep() == [Kind.DELIVERED]

    (call,) = lms.scores
    assert call.path == f"{SCORES}?type_id=3"  # Moodle's query stays behind the path
    assert call.headers["Content-Type"] == "application/vnd.ims.lis.v1.score+json"
    assert call.headers["User-Agent"].startswith("PenGrade/")
    assert call.json == {
        "userId": "user-1",
        "timestamp": "2026-11-20T12:00:00.000+00:00",
        "scoreGiven": 3.5,
        "scoreMaximum": 5.0,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
    }
    row = Passback.objects.get()
    assert (row.state, row.sent_revision, row.sent_at, row.last_status, row.claimed_until) == (
        "sent",
        1,
        NOON,
        200,
        None,
    )


def test_zero_is_sent(score: Score, lms: FakePlatform) -> None:
    change(score, "0")

    sweep()

    assert lms.scores[0].json["scoreGiven"] == 0.0


@pytest.mark.parametrize(
    ("lineitem", "scores"),
    [
        ("https://canvas.example/api/lti/courses/1/line_items/2", "https://canvas.example/api/lti/courses/1/line_items/2/scores"),
        ("https://m.example/mod/lti/services.php/2/lineitems/3/lineitem?type_id=1", "https://m.example/mod/lti/services.php/2/lineitems/3/lineitem/scores?type_id=1"),
        ("https://x.example/7/?a=b&c=%2F", "https://x.example/7/scores?a=b&c=%2F"),
        ("https://x.example/7#top", "https://x.example/7/scores"),
    ],
)  # fmt: skip
def test_the_scores_address_keeps_the_query(lineitem: str, scores: str) -> None:
    assert telling.scores_url(lineitem) == scores


def test_what_has_arrived_is_not_sent_twice(score: Score, lms: FakePlatform) -> None:
    sweep()

    assert sweep(NOON + 60 * SECOND) == []
    assert passback.send(Passback.objects.get().pk, now=NOON + 60 * SECOND) is None
    assert len(lms.scores) == 1


def test_many_changes_become_one_message_with_the_last(score: Score, lms: FakePlatform) -> None:
    waiting = passback.due(NOON)
    change(score, "1")
    change(score, "4")

    passback.send(waiting[0], now=NOON)

    assert [call.json["scoreGiven"] for call in lms.scores] == [4.0]
    assert passback.due(NOON) == []


def test_a_grade_that_falls_is_sent_as_well(score: Score, lms: FakePlatform) -> None:
    sweep()
    change(score, "1")

    sweep(NOON + 60 * SECOND)

    assert [call.json["scoreGiven"] for call in lms.scores] == [3.5, 1.0]


def test_timestamps_rise_by_whole_seconds_whatever_the_clock_does(score: Score, lms: FakePlatform) -> None:
    for number, now in enumerate([NOON, NOON, NOON + SECOND / 2, NOON - 60 * SECOND, NOON + 60 * SECOND]):
        change(score, str(number))
        sweep(now)

    start = NOON.replace(microsecond=0)
    assert timestamps(lms) == [start + seconds * SECOND for seconds in (0, 1, 2, 3, 60)]


def test_a_change_during_sending_is_sent_next(score: Score, lms: FakePlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    original = services.post

    def post_while_a_person_regrades(*args: Any, **options: Any) -> Any:
        reply = original(*args, **options)
        if len(lms.scores) == 1:
            change(score, "5")
        return reply

    monkeypatch.setattr(services, "post", post_while_a_person_regrades)
    sweep()
    sweep(NOON + 5 * SECOND)

    assert [call.json["scoreGiven"] for call in lms.scores] == [3.5, 5.0]
    assert Passback.objects.get().sent_revision == 2


# Who sends.


def test_a_row_is_sent_by_one_at_a_time(score: Score, lms: FakePlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    (row,) = passback.due(NOON)
    original = services.post

    def post_while_another_tries(*args: Any, **options: Any) -> Any:
        assert passback.send(row, now=NOON) is None
        assert passback.due(NOON) == []
        return original(*args, **options)

    monkeypatch.setattr(services, "post", post_while_another_tries)
    passback.send(row, now=NOON)

    assert len(lms.scores) == 1


def test_a_sender_killed_before_recording_costs_one_equal_message(
    score: Score, lms: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as killed:
        killed.setattr(passback, "_record", die)
        with pytest.raises(SystemExit):
            sweep()
    assert sweep(NOON + 60 * SECOND) == []  # the claim still stands

    assert sweep(NOON + 600 * SECOND) == [Kind.DELIVERED]

    assert [call.json["scoreGiven"] for call in lms.scores] == [3.5, 3.5]
    assert timestamps(lms)[0] < timestamps(lms)[1]
    assert passback.due(NOON + 3600 * SECOND) == []


def test_a_sender_whose_claim_ran_out_records_nothing(
    score: Score, lms: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = passback.due(NOON)
    original = services.post

    def post_slowly(*args: Any, **options: Any) -> Any:
        monkeypatch.setattr(services, "post", original)
        change(score, "5")
        passback.send(row, now=NOON + 3600 * SECOND)
        return original(*args, **options)

    monkeypatch.setattr(services, "post", post_slowly)
    passback.send(row, now=NOON)

    assert Passback.objects.get().sent_revision == 2
    assert Passback.objects.get().sent_at == NOON + 3600 * SECOND


# Whose score.


def test_only_students_known_to_the_platform_get_a_row(
    link: AssignmentLink, platform: Platform, lms: FakePlatform
) -> None:
    course = Course.objects.get()
    for number, role in enumerate(["learner", "test-learner", "assistant", "none"]):
        member = Membership.objects.create(course=course, person=Person.objects.create(), role=role)
        Identity.objects.create(platform=platform, subject=f"known-{number}", person=member.person)
        a_score(link, member)
    a_score(link, a_member(course, "Not from this platform"))

    sweep()

    assert [call.json["userId"] for call in lms.scores] == ["known-0"]
    assert Passback.objects.count() == 1


def test_each_platform_hears_of_its_own_students_only(
    score: Score, link: AssignmentLink, lms: FakePlatform, visitor: Visitor
) -> None:
    other = register(lms, client_id="client-2", deployment_id="deployment-1")
    asked = visitor.start_login(client_id="client-2")
    visitor.post(asked["state"], lms.sign(lms.claims(asked["nonce"], aud="client-2", sub="user-2")))
    other_link = AssignmentLink.objects.get(deployment__platform=other)
    other_link.assignment = an_assignment_like(other_link)
    other_link.save()
    a_score(other_link, Membership.objects.get(course=other_link.course_link.course), points="1")

    passback.due(NOON)

    told = Passback.objects.order_by("pk").values_list(
        "assignment_link", "score__membership__person__identities__subject"
    )
    assert set(told) == {(link.pk, "user-1"), (other_link.pk, "user-2")}


def an_assignment_like(link: AssignmentLink) -> Any:
    assert link.course_link.course.assignments.count() == 0
    return link.course_link.course.assignments.create(title="Theirs")


def test_two_links_to_one_assignment_fill_two_columns(
    score: Score, link: AssignmentLink, lms: FakePlatform, visitor: Visitor
) -> None:
    assert link.assignment is not None
    endpoint = {"scope": [SCORE_SCOPE], "lineitem": f"{lms.origin}/lineitems/8/lineitem"}
    visitor.launch(
        resource_link={"id": "link-2"},
        custom={"assignment": str(link.assignment.uuid)},
        **{"https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": endpoint},
    )

    sweep()

    assert (len(lms.scores), len(lms.calls("/lineitems/8/lineitem/scores"))) == (1, 1)


def test_nothing_goes_to_a_link_without_column(score: Score, link: AssignmentLink) -> None:
    AssignmentLink.objects.update(lineitem_url="")

    assert passback.due(NOON) == []


def test_nothing_goes_to_what_is_switched_off(score: Score) -> None:
    (row,) = passback.due(NOON)

    Deployment.objects.update(state="disabled")
    assert (passback.due(NOON), passback.send(row, now=NOON)) == ([], None)
    Deployment.objects.update(state="active")
    Platform.objects.update(enabled=False)
    assert (passback.due(NOON), passback.send(row, now=NOON)) == ([], None)
    Platform.objects.update(enabled=True)
    assert passback.due(NOON) == [row]


# What goes wrong.


@pytest.mark.parametrize(
    "answer",
    [
        Answer(503),
        Answer(429),
        Answer(302, b"", {"Location": "/elsewhere"}),
        Answer(409),
        Answer(403, b"", {"X-Rate-Limit-Remaining": "0"}),
    ],
    ids=["503", "429", "302", "409", "403 throttled"],
)
def test_what_passes_by_itself_is_tried_again(score: Score, lms: FakePlatform, answer: Answer) -> None:
    lms.will_answer(SCORES, answer)

    sweep()

    row = Passback.objects.get()
    assert (row.state, row.last_status, row.sent_revision) == ("waiting", answer.status, 0)
    assert row.last_error
    assert row.next_try_at is not None
    assert NOON + 7 * SECOND < row.next_try_at < NOON + 13 * SECOND
    assert sweep(NOON + 5 * SECOND) == []
    assert sweep(NOON + 15 * SECOND) == [Kind.DELIVERED]
    assert timestamps(lms)[0] < timestamps(lms)[1]
    row = Passback.objects.get()
    assert (row.state, row.last_error, row.tries, row.next_try_at) == ("sent", "", 0, None)


def test_the_platforms_wish_to_wait_is_granted(score: Score, lms: FakePlatform) -> None:
    lms.will_answer(SCORES, Answer(429, b"", {"Retry-After": "1800"}))

    sweep()

    assert Passback.objects.get().next_try_at == NOON + 1800 * SECOND


def test_waits_double_up_to_an_hour_and_spread() -> None:
    for tries, seconds in [(1, 10), (2, 20), (3, 40), (7, 640), (10, 3600), (1000, 3600)]:
        wait = passback.wait_before(tries).total_seconds()
        assert 0.8 * seconds <= wait <= 1.2 * seconds
    assert len({passback.wait_before(5) for _ in range(20)}) > 1
    assert passback.wait_before(1, timedelta(hours=2)) == timedelta(hours=2)


@pytest.mark.parametrize("status", [400, 403, 404, 412, 422])
def test_what_is_refused_for_good_waits_for_a_person(score: Score, lms: FakePlatform, status: int) -> None:
    lms.will_answer(SCORES, Answer(status, {"errors": {"message": "User is <b>no</b> student"}}))

    sweep()

    row = Passback.objects.get()
    assert (row.state, row.last_status) == ("failed", status)
    assert "“User is <b>no</b> student”" in row.last_error
    assert sweep(NOON + timedelta(days=30)) == []


def test_send_again_tries_what_failed_and_what_waits(score: Score, link: AssignmentLink, lms: FakePlatform) -> None:
    lms.will_answer(SCORES, Answer(404), Answer(503))
    assert sweep() == [Kind.PERMANENT]

    assert passback.send_again(link) == 1
    assert sweep(NOON + SECOND) == [Kind.TRANSIENT]
    assert passback.send_again(link) == 1
    assert sweep(NOON + 2 * SECOND) == [Kind.DELIVERED]
    assert passback.send_again(link) == 0


def test_a_new_score_is_tried_even_after_a_refusal(score: Score, lms: FakePlatform) -> None:
    lms.will_answer(SCORES, Answer(422))
    sweep()

    change(score, "5")

    assert sweep(NOON + SECOND) == [Kind.DELIVERED]


def test_a_platform_that_does_not_answer_is_tried_again(score: Score, link: AssignmentLink) -> None:
    AssignmentLink.objects.update(lineitem_url="http://127.0.0.1:9/lineitem")  # the discard port: nobody listens

    assert sweep() == [Kind.TRANSIENT]

    row = Passback.objects.get()
    assert (row.state, row.last_status) == ("waiting", None)
    assert row.last_error == "The LMS cannot be reached: it does not answer (ConnectionError)."


@pytest.mark.parametrize(
    ("token_host", "allowed", "kind"),
    [("lms.example", [], Kind.PERMANENT), ("lms.example", ["127.0.0.1"], Kind.DELIVERED), ("", [], Kind.DELIVERED)],
    ids=["elsewhere", "allowed by the operator", "where the registered platform is"],
)
def test_a_column_inside_our_network_is_filled_only_by_an_operators_word(
    score: Score, lms: FakePlatform, settings: Any, token_host: str, allowed: list[str], kind: Kind
) -> None:
    services.access_token(Platform.objects.get(), [SCORE_SCOPE])
    settings.BASE_URL, settings.LTI_PRIVATE_HOSTS = "https://pengrade.example", allowed
    if token_host:
        give_token_from(f"https://{token_host}/token")

    assert sweep() == [kind]

    assert len(lms.scores) == (kind == Kind.DELIVERED)
    assert ("may not call" in Passback.objects.get().last_error) == (kind == Kind.PERMANENT)


def give_token_from(url: str) -> None:
    """Register another address for tokens, with a token from there at hand."""
    platform = Platform.objects.get()
    platform.token_url = url
    platform.save()
    memory.client().set(services._name(platform, [SCORE_SCOPE]), "token", ex=60)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda: AssignmentLink.objects.update(scopes=[]), "does not allow PenGrade"),
        (lambda: Score.objects.update(points=0, maximum=0), "worth no points"),
    ],
)
def test_what_cannot_work_is_said_without_a_call(
    score: Score, lms: FakePlatform, spoil: Callable[[], object], words: str
) -> None:
    spoil()

    assert sweep() == [Kind.PERMANENT]
    assert words in Passback.objects.get().last_error
    assert lms.scores == []
