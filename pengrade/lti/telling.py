"""One score said to one column of a gradebook (AGS 2.0, 3.4), and what came of it."""

import json
import time
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from django.utils.translation import gettext as _

from pengrade.attempts.models import Score
from pengrade.lti import holding, services
from pengrade.lti.models import AssignmentLink, Identity, Passback, Platform
from pengrade.lti.outcomes import Kind, Outcome, outcome
from pengrade.lti.services import SCORE_SCOPE, NoToken
from pengrade.lti.wire import Forbidden, Unreachable

# For the calls of one sending together: token and score, both once more after a 401.
PATIENCE_SECONDS = 20
_SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"


def tell(passback: Passback, timestamp: datetime, now: datetime) -> Outcome:
    """Send the score as ``passback`` holds it. ``timestamp`` is what the platform is told it is."""
    link, score = passback.assignment_link, passback.score
    platform = link.deployment.platform
    identity = Identity.objects.filter(platform=platform, person=score.membership.person_id).order_by("pk").first()
    obstacle = _obstacle(link, score, identity)
    if obstacle or identity is None:
        return Outcome(Kind.PERMANENT, message=obstacle)
    body = json.dumps(_score(score, identity.subject, timestamp)).encode()
    return _said(platform, scores_url(link.lineitem_url), body, now)


def resting(passback: Passback) -> timedelta | None:
    """How long the platform is still to be left alone, because it did not answer before; ``None``: it may be told."""
    return holding.rest_of(passback.assignment_link.deployment.platform_id)


def left_alone(rest: timedelta) -> Outcome:
    """What to say of a score that is not told because the platform is left alone."""
    words = _("The LMS did not answer several times in a row. PenGrade leaves it alone for a moment.")
    return Outcome(Kind.TRANSIENT, message=words, retry_after=rest)


def _said(platform: Platform, url: str, body: bytes, now: datetime) -> Outcome:
    until = time.monotonic() + PATIENCE_SECONDS
    try:
        reply = services.post(platform, url, scopes=[SCORE_SCOPE], content_type=_SCORE_TYPE, body=body, until=until)
    except NoToken as error:
        holding.note_answer(platform.pk)
        return Outcome(Kind.TRANSIENT, message=_no_token(error))
    except Forbidden as error:
        return Outcome(Kind.PERMANENT, message=_forbidden(error))
    except Unreachable as error:
        holding.note_silence(platform.pk)
        return Outcome(Kind.TRANSIENT, message=_("The LMS cannot be reached: %(why)s.") % {"why": error})
    holding.note_answer(platform.pk)
    return outcome(reply.status, reply.headers, reply.body, now)


def scores_url(lineitem_url: str) -> str:
    """Where a line item takes scores: ``/scores`` after its path, its query kept (AGS 2.0, 3.4.1; Moodle has one)."""
    parts = urlsplit(lineitem_url)
    return urlunsplit((parts.scheme, parts.netloc, f"{parts.path.rstrip('/')}/scores", parts.query, ""))


def _obstacle(link: AssignmentLink, score: Score, identity: Identity | None) -> str:
    """What makes sending pointless, in words for the teacher; empty if nothing does."""
    if identity is None:
        return _("The LMS does not know this student. They must open the assignment from the course once.")
    if not link.lineitem_url:
        return _("This link has no column in the gradebook. Place the assignment in the course again.")
    if SCORE_SCOPE not in link.scopes:
        return _(
            "The LMS does not allow PenGrade to write into its gradebook. Ask the people who run it to allow the tool "
            "to return scores, open the assignment once more, then send again."
        )
    if score.maximum <= 0:
        return _("The assignment is worth no points, and no LMS takes a score out of nothing.")
    return ""


def _no_token(error: NoToken) -> str:
    words = _(
        "The LMS gives PenGrade no access (%(why)s). If this lasts, the people who run it should check the tool's "
        "client ID and key set address."
    )
    return words % {"why": error}


def _forbidden(error: Forbidden) -> str:
    words = _(
        "PenGrade may not call the gradebook where the LMS says it is (%(why)s). Ask the people who run PenGrade to "
        "allow this host, then send again."
    )
    return words % {"why": error}


def _score(score: Score, subject: str, timestamp: datetime) -> dict[str, object]:
    """The score as AGS 2.0, 3.4 writes it.

    Always complete and fully graded: for anything less, Moodle and Canvas erase the grade that stands there. No
    comment: Canvas would add one more each time.
    """
    return {
        "userId": subject,
        "timestamp": timestamp.isoformat(timespec="milliseconds"),
        "scoreGiven": float(score.points),
        "scoreMaximum": float(score.maximum),
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
    }
