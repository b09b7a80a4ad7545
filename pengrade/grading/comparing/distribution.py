"""A distribution: right when it is the same law, whatever name it goes by, or its density typed out.

Two named laws are written as members of the nearest family that has both, and then their parameters are compared, each
as the expression that it is. In every family that is known here other parameters are another law, so a counterexample
to one parameter is one to the whole. Other laws are compared by their densities, wherever these are positive.

Options: `parametrisation`, {"gamma": "scale"}, in which form a parameter is read that has no name before it;
`support`, 0 or 1, where geometric counts begin; `variable`, of a density; `up_to`: "factor" for a density that need
not be normalised; `partial_credit`, the share of right parameters; tolerances for parameters that are numbers.
"""

from dataclasses import replace

from pengrade.grading.comparing import places
from pengrade.grading.comparing.expression import NOT_YET
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import declarations_of
from pengrade.grading.comparing.laws.authoring import AuthorLaw, check_options_of, heard, key_of, mistake_of
from pengrade.grading.comparing.laws.same import compared_laws
from pengrade.grading.distributions.laws import Law
from pengrade.grading.distributions.words import latex_of_law, spoken_of_law
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.verdict import CORRECT, INCORRECT, PARTLY_CORRECT, Verdict


def read(spec: AnswerSpec, answer: str) -> Heard:
    found = heard(spec, answer)
    words = spoken_of_law(found.law, declarations_of(spec))
    return Heard(latex_of_law(found.law), words, found.readings, found.law)


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    check_options_of(spec)
    verdict = _against(spec, key_of(spec), heard.content)
    if verdict.verdict not in (INCORRECT, PARTLY_CORRECT):
        return verdict
    for number in range(len(spec.mistakes)):
        if _against(spec, mistake_of(spec, number), heard.content).verdict == CORRECT:
            return places.with_finding(spec, number, verdict)
    return verdict


def check(spec: AnswerSpec) -> None:
    check_options_of(spec)
    key_of(spec)
    for number in range(len(spec.mistakes)):
        mistake_of(spec, number)


def _against(spec: AnswerSpec, key: AuthorLaw, answer: Law) -> Verdict:
    verdict = compared_laws(spec, key, answer)
    if verdict.verdict != PARTLY_CORRECT or spec.options.get("partial_credit"):
        return verdict
    return replace(verdict, verdict=INCORRECT, score=0.0, message=NOT_YET)
