"""The cast: one course, its people, and an administrator. Run twice it changes nothing."""

from dataclasses import dataclass

from demo_lms.models import Course, Enrolment, Person, Role


@dataclass(frozen=True)
class Member:
    """One of the cast."""

    slug: str
    given_name: str
    family_name: str
    role: Role
    releases_name: bool = True


CAST = (
    Member("sato", "Tomoko", "Sato", Role.TEACHER),
    Member("menon", "Ravi", "Menon", Role.ASSISTANT),
    Member("amara", "Amara", "Okafor", Role.STUDENT),
    Member("wei", "Wei", "Chen", Role.STUDENT),
    Member("lucia", "Lucía", "Fernández", Role.STUDENT),
    Member("lukasz", "Łukasz", "Wójcik", Role.STUDENT),
    Member("priya", "Priya", "Raman", Role.STUDENT),
    Member("noor", "Noor", "Haddad", Role.STUDENT, releases_name=False),
    Member("admin", "Ingrid", "Solberg", Role.ADMINISTRATOR),
)


def seed() -> Course:
    """Make the course and its people, or bring them back to what they were."""
    facts = {"context_id": "2", "label": "ML-I", "title": "Machine Learning I"}
    course, _ = Course.objects.update_or_create(slug="ml1", defaults=facts)
    for number, member in enumerate(CAST, start=101):
        person, _ = Person.objects.update_or_create(slug=member.slug, defaults=_facts(member, number))
        if member.role != Role.ADMINISTRATOR:
            Enrolment.objects.update_or_create(course=course, person=person, defaults={"role": member.role})
    return course


def _facts(member: Member, number: int) -> dict[str, object]:
    return {
        "user_id": str(number),
        "given_name": member.given_name,
        "family_name": member.family_name,
        "email": f"{member.slug}@university.example",
        "releases_name": member.releases_name,
        "is_administrator": member.role == Role.ADMINISTRATOR,
    }
