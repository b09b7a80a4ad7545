"""What scripts of our pages ask for: a preview, a saved draft, the state of a submission. JSON only."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pengrade import jobs
from pengrade.attempts import lifecycle
from pengrade.attempts.models import Attempt, Submission
from pengrade.attempts.refusals import AttemptRefused, StaleDraft
from pengrade.banks.drawing import draw_problem
from pengrade.banks.models import Part
from pengrade.grading.spec import AnswerSpec
from pengrade.web.access import Visit
from pengrade.web.api.echoes import echo_of
from pengrade.web.api.permissions import InsideLaunch

# What the unmarked field on the start card knows: enough to try one's way of typing.
WARM_UP = AnswerSpec(
    kind="expression",
    symbols="x: real; y: real; sigma: positive; mu: real; lambda: positive; A: matrix(n,n); w: vector(n)",
    expected="x",
)


MOST_PLACES = 200  # cells of a table, lines of a derivation

# JavaScript counts exactly up to here.
MOST_EDITS = 2**53 - 1


class TypedText(serializers.Serializer[Any]):
    """An answer field's text. Spaces are kept: positions in a message count them."""

    text = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=lifecycle.LONGEST_TEXT)
    part = serializers.IntegerField(required=False)


class TypedPlaces(TypedText):
    """The same text with its cells or lines, one by one, where a field has such."""

    places = serializers.ListField(
        child=serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=lifecycle.LONGEST_TEXT),
        max_length=MOST_PLACES,
        default=list,
    )


class TypedDraft(TypedText):
    """A draft, with the browser's count of edits."""

    edit = serializers.IntegerField(min_value=0, max_value=MOST_EDITS)


class LaunchView(APIView):
    """A view inside a launch."""

    permission_classes = (InsideLaunch,)
    visit: Visit

    def own_attempt(self, uuid: UUID) -> Attempt:
        """The visitor's own sitting of the launched assignment, or 404."""
        attempts = Attempt.objects.filter(membership=self.visit.membership, assignment=self.visit.assignment)
        return get_object_or_404(attempts.select_related("assignment"), uuid=uuid)


class WarmUp(LaunchView):
    """How a text would be read, with nothing at stake."""

    def post(self, request: Request, key: str) -> Response:
        """``{text}`` -> the echo."""
        return Response(echo_of(WARM_UP, _valid(TypedText, request)["text"]))


class Preview(LaunchView):
    """How an answer would be understood. It compares with nothing, so it can give nothing away."""

    def post(self, request: Request, key: str, uuid: UUID) -> Response:
        """``{part, text, places}`` -> the echo, with ``places``: an echo each."""
        typed = _valid(TypedPlaces, request)
        attempt = self.own_attempt(uuid)
        part = part_of(attempt, typed.get("part"))
        drawn = next(p for p in draw_problem(part.version, attempt.seed).parts if p.part_id == part.pk)
        return Response(echo_of(drawn.spec(), typed["text"], typed["places"]))


class SaveDraft(LaunchView):
    """Keep what stands in an answer field."""

    def put(self, request: Request, key: str, uuid: UUID) -> Response:
        """``{part, text, edit}`` -> ``{saved_at, edit}``; 409 with ``{edit, text}`` if a newer edit is there."""
        typed, attempt = _valid(TypedDraft, request), self.own_attempt(uuid)
        part = part_of(attempt, typed.get("part"))
        try:
            draft = lifecycle.save_draft(
                attempt=attempt, part=part, text=typed["text"], edit=typed["edit"], now=timezone.now()
            )
        except StaleDraft as refused:
            newer = attempt.drafts.get(part=part)
            return Response({"message": str(refused), "edit": newer.edit, "text": newer.text}, status=409)
        except AttemptRefused as refused:
            return Response({"message": str(refused)}, status=410)
        return Response({"saved_at": draft.saved_at.isoformat(), "edit": draft.edit})


class SubmissionState(LaunchView):
    """Has a submission been graded?"""

    def get(self, request: Request, key: str, uuid: UUID, submission: UUID) -> Response:
        """``{state: waiting | decided}``; asking for one that was overlooked rings again."""
        row = get_object_or_404(Submission, uuid=submission, attempt=self.own_attempt(uuid))
        if row.verdicts.exists():
            return Response({"state": "decided"})
        if row.claimed_until is None and timezone.now() - row.submitted_at > jobs.OVERLOOKED:
            jobs.ring_for([row])
        return Response({"state": "waiting"})


def part_of(attempt: Attempt, pk: int | None) -> Part:
    """A part of this sitting's assignment, or 404."""
    parts = Part.objects.filter(version__placements__assignment=attempt.assignment_id).select_related("version")
    part = parts.filter(pk=pk).first() if pk is not None else None
    if part is None:
        raise Http404
    return part


def _valid(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    serializer = shape(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
