"""What a launch's roles let a member do here.

Only context roles count (LTI Core 1.3, A.2.3): a teacher elsewhere on the platform, or its administrator, may well be a
student in this course. Platforms send institution and system roles with every launch; those give nothing.
"""

from collections.abc import Iterable

from pengrade.courses.models import Role

_MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
_TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"

# Sub-roles of Instructor that may see the class but do not own the course.
_ASSISTING = frozenset(
    {
        "TeachingAssistant",
        "TeachingAssistantGroup",
        "TeachingAssistantOffering",
        "TeachingAssistantSection",
        "TeachingAssistantSectionAssociation",
        "TeachingAssistantTemplate",
        "Grader",
    }
)
_INSTRUCTING = frozenset(
    {"ExternalInstructor", "GuestInstructor", "Lecturer", "PrimaryInstructor", "SecondaryInstructor"}
)
_LEARNING = frozenset({"ExternalLearner", "GuestLearner", "Instructor", "Learner", "NonCreditLearner"})
_PRINCIPALS = {"Instructor": Role.INSTRUCTOR, "Learner": Role.LEARNER, "Mentor": Role.OBSERVER}

# Platforms name an assistant as assistant and instructor at once: the narrower of the two holds.
_PRECEDENCE = (Role.ASSISTANT, Role.INSTRUCTOR, Role.LEARNER, Role.OBSERVER)


def role_of(claimed: Iterable[str]) -> Role:
    """The one role that the claimed ones amount to; ``Role.NONE`` where none of them is known."""
    roles = frozenset(claimed)
    granted = {_context_role(role) for role in roles}
    role = next((role for role in _PRECEDENCE if role in granted), Role.NONE)
    if role == Role.LEARNER and _TEST_USER in roles:
        return Role.TEST_LEARNER
    return role


def _context_role(role: str) -> Role:
    """One claimed role, as full URI or as the short name that LTI Core allows for context roles."""
    if role.startswith(f"{_MEMBERSHIP}#"):
        return _PRINCIPALS.get(role.removeprefix(f"{_MEMBERSHIP}#"), Role.NONE)
    if role.startswith(f"{_MEMBERSHIP}/"):
        principal, _, narrower = role.removeprefix(f"{_MEMBERSHIP}/").partition("#")
        return _sub_role(principal, narrower)
    if role in _ASSISTING:
        return Role.ASSISTANT
    return _PRINCIPALS.get(role, Role.NONE)


def _sub_role(principal: str, narrower: str) -> Role:
    # Canvas once wrote "instructor" in small letters here, and older versions still do.
    match principal.capitalize():
        case "Instructor" if narrower in _ASSISTING:
            return Role.ASSISTANT
        case "Instructor" if narrower in _INSTRUCTING:
            return Role.INSTRUCTOR
        case "Learner" if narrower in _LEARNING:
            return Role.LEARNER
        case "Mentor":
            return Role.OBSERVER
    return Role.NONE
