"""What is off with the line of a derivation that does not follow from the line before."""

from pengrade.grading.comparing.deriving.key import Key as DerivationKey
from pengrade.grading.comparing.deriving.key import key_of
from pengrade.grading.comparing.deriving.materials import EXPRESSIONS, PROBABILITIES
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import Key
from pengrade.grading.explaining.findings import FINDINGS
from pengrade.grading.explaining.search import Search
from pengrade.grading.probability import findings as probability
from pengrade.grading.probability.compare import Setting
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.rendering.latex import latex
from pengrade.grading.shapes import shaped
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.statements import Derivation
from pengrade.grading.tree import Node
from pengrade.grading.verdict import Verdict


def explained_step(spec: AnswerSpec, heard: Heard, verdict: Verdict) -> tuple[str, str] | None:
    """The code of the nearest slip between the two lines, and its words; for equations between them alone."""
    key = key_of(spec)
    both = _broken(key, heard.content, verdict)
    if both is None:
        return None
    if key.material is PROBABILITIES:
        company = (*key.context.company, *(step.content for step in heard.content.steps))
        setting = Setting(key.declarations, key.context.structure, company)
        code = probability.explained(*both, setting)
        return None if code is None else (code, probability.FINDINGS[code])
    code = _between(key, *both) if key.material is EXPRESSIONS else None
    return None if code is None else (code, FINDINGS[code])


def _between(key: DerivationKey, before: Node, after: Node) -> str | None:
    try:
        expected = Key(shaped(before, key.declarations), key.declarations, latex(before))
        return Search(key.context.spec, expected, shaped(after, key.declarations)).found()
    except ReadingError:
        return None


def _broken(key: DerivationKey, derivation: Derivation, verdict: Verdict) -> tuple[Node, Node] | None:
    """The line before the one that was refuted, and that one."""
    if verdict.evidence.get("method") != "counterexample" or verdict.evidence.get("relation", "=") != "=":
        return None
    contents = [step.content for step in derivation.steps]
    for place, step in enumerate(verdict.evidence["steps"]):
        if step["line"] == verdict.step and step["follows"] is False:
            return contents[place], contents[place + 1]
    return (key.start, contents[0]) if verdict.step == 0 and verdict.finding is None else None
