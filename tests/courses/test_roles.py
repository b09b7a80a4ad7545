"""What a member may do."""

import pytest

from pengrade.courses.models import Membership, Role


@pytest.mark.parametrize(
    ("role", "is_staff", "is_writer", "counts"),
    [
        (Role.INSTRUCTOR, True, False, False),
        (Role.ASSISTANT, True, False, False),
        (Role.LEARNER, False, True, True),
        (Role.TEST_LEARNER, False, True, False),  # an LMS's own test student writes, and is nobody's statistics
        (Role.OBSERVER, False, False, False),
        (Role.NONE, False, False, False),
    ],
)
def test_what_a_role_may_do(role: Role, is_staff: bool, is_writer: bool, counts: bool) -> None:
    member = Membership(role=role)

    assert (member.is_staff, member.is_writer, member.counts) == (is_staff, is_writer, counts)


@pytest.mark.parametrize("role", Role)
def test_who_has_left_may_do_nothing(role: Role) -> None:
    member = Membership(role=role, active=False)

    assert not member.is_staff
    assert not member.is_writer
