"""Roles: what a launch claims, and what a member may do."""

import pytest

from pengrade.courses.models import Role
from pengrade.lti.roles import role_of

M = "http://purl.imsglobal.org/vocab/lis/v2/membership"
I = "http://purl.imsglobal.org/vocab/lis/v2/institution/person"  # noqa: E741
S = "http://purl.imsglobal.org/vocab/lis/v2/system/person"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"


@pytest.mark.parametrize(
    ("claimed", "role"),
    [
        ([f"{M}#Instructor"], Role.INSTRUCTOR),
        (["Instructor"], Role.INSTRUCTOR),
        ([f"{M}/Instructor#PrimaryInstructor"], Role.INSTRUCTOR),
        ([f"{M}#Learner"], Role.LEARNER),
        (["Learner"], Role.LEARNER),
        ([f"{M}/Learner#GuestLearner"], Role.LEARNER),
        ([f"{M}/Learner#Instructor"], Role.LEARNER),  # "an instructor who takes the course": a learner
        ([f"{M}#Learner", f"{M}#Instructor"], Role.INSTRUCTOR),
        ([f"{M}/Instructor#TeachingAssistant"], Role.ASSISTANT),
        ([f"{M}/Instructor#TeachingAssistant", f"{M}#Instructor"], Role.ASSISTANT),  # Canvas
        ([f"{M}/instructor#TeachingAssistant", f"{M}#Instructor"], Role.ASSISTANT),  # Canvas, misspelt
        (["TeachingAssistant"], Role.ASSISTANT),
        ([f"{M}/Instructor#Grader", f"{M}#Instructor"], Role.ASSISTANT),
        ([f"{M}#Mentor"], Role.OBSERVER),
        (["Mentor"], Role.OBSERVER),
        ([f"{M}/Mentor#Advisor"], Role.OBSERVER),
        ([f"{M}#Learner", TEST_USER], Role.TEST_LEARNER),
        ([f"{M}#Instructor", TEST_USER], Role.INSTRUCTOR),
        ([TEST_USER], Role.NONE),
        ([], Role.NONE),
        (["Juggler"], Role.NONE),
        ([f"{M}#Juggler", f"{M}/Instructor#Juggler"], Role.NONE),
        ([f"{I}#Instructor"], Role.NONE),
        ([f"{I}#Instructor", f"{M}#Learner"], Role.LEARNER),  # teaches elsewhere, studies here
        ([f"{I}#Administrator", f"{S}#Administrator", f"{S}#SysAdmin"], Role.NONE),
        ([f"{M}#Instructor", f"{I}#Administrator", f"{S}#Administrator"], Role.INSTRUCTOR),  # Moodle's admin
        ([f"{M}#Administrator"], Role.NONE),
        ([f"{M}#instructor", "instructor", f" {M}#Instructor"], Role.NONE),  # not a word of the vocabulary
    ],
)
def test_a_role_comes_from_the_context_roles_alone(claimed: list[str], role: Role) -> None:
    assert role_of(claimed) == role
