"""Everything the demo LMS remembers: people, courses, tools, activities, the gradebook, and what is under way."""

from django.db import models
from django.utils import timezone


class Role(models.TextChoices):
    """What somebody is in one course."""

    TEACHER = "teacher", "Teacher"
    ASSISTANT = "assistant", "Teaching assistant"
    STUDENT = "student", "Student"
    ADMINISTRATOR = "administrator", "Administrator"


STAFF = frozenset({Role.TEACHER, Role.ASSISTANT, Role.ADMINISTRATOR})
BUILDERS = frozenset({Role.TEACHER, Role.ADMINISTRATOR})


class Person(models.Model):
    """Somebody with an account. `releases_name` off: a tool learns the user id and nothing else."""

    slug = models.SlugField(unique=True)
    user_id = models.CharField(max_length=40, unique=True)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    email = models.EmailField()
    releases_name = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name as people here see it."""
        return f"{self.given_name} {self.family_name}"


class Course(models.Model):
    """One run of a course. `context_id` is what tools are told; `slug` stands in our own addresses."""

    slug = models.SlugField(unique=True)
    context_id = models.CharField(max_length=40, unique=True)
    label = models.CharField(max_length=60)
    title = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.title

    def role_of(self, person: Person) -> Role | None:
        """What the person is here. An administrator may enter every course and is enrolled in none."""
        enrolment = self.enrolments.filter(person=person).first()
        if enrolment is not None:
            return Role(enrolment.role)
        return Role.ADMINISTRATOR if person.is_administrator else None

    def students(self) -> models.QuerySet[Person]:
        """Those whose work can be graded."""
        return Person.objects.filter(enrolments__course=self, enrolments__role=Role.STUDENT).order_by("pk")


class Enrolment(models.Model):
    """A person's place in a course."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enrolments")
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "person"], name="one_place_per_course")]

    def __str__(self) -> str:
        return f"{self.person} in {self.course}"


class Tool(models.Model):
    """A tool as the administrator registered it."""

    client_id = models.CharField(max_length=100, unique=True)
    deployment_id = models.CharField(max_length=255)
    name = models.CharField(max_length=100)
    login_url = models.URLField()
    launch_url = models.URLField()
    deep_link_url = models.URLField(blank=True)
    jwks_url = models.URLField()
    redirect_uris = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name


class Activity(models.Model):
    """A tool's link in a course; its primary key is the resource link's id."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="activities")
    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="activities")
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    url = models.URLField(max_length=2000)
    custom = models.JSONField(default=dict)
    available = models.JSONField(default=dict)
    submission = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "activities"

    def __str__(self) -> str:
        return self.title

    @property
    def resource_link_id(self) -> str:
        """Unique within this platform, and never a number a tool could take for the course's."""
        return f"link-{self.pk}"


class LineItem(models.Model):
    """A column of the gradebook."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="line_items")
    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="line_items")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, null=True, related_name="line_items")
    label = models.CharField(max_length=300)
    score_maximum = models.FloatField()
    resource_id = models.CharField(max_length=255, blank=True)
    tag = models.CharField(max_length=255, blank=True)
    start = models.CharField(max_length=60, blank=True)
    end = models.CharField(max_length=60, blank=True)
    grades_released = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.label


class Grade(models.Model):
    """What the gradebook holds for one student. `score` is on the line item's scale; None means no grade."""

    line_item = models.ForeignKey(LineItem, on_delete=models.CASCADE, related_name="grades")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grades")
    score = models.FloatField(null=True)
    comment = models.TextField(blank=True)
    activity_progress = models.CharField(max_length=20)
    grading_progress = models.CharField(max_length=20)
    timestamp = models.DateTimeField()
    received_at = models.DateTimeField()
    posts = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line_item", "person"], name="one_grade_per_student")]

    def __str__(self) -> str:
        return f"{self.person}: {self.score}"


class Launch(models.Model):
    """One way into a tool, from the click to the id_token; with no activity, one round of deep linking.

    `hint` admits one id_token. `data` comes back with a deep linking answer and admits one.
    """

    hint = models.CharField(max_length=60, unique=True)
    data = models.CharField(max_length=60, unique=True)
    tool = models.ForeignKey(Tool, on_delete=models.CASCADE)
    course = models.ForeignKey(Course, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, null=True)
    opened_in = models.CharField(max_length=10)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person} to {self.activity or self.tool}"


class SeenToken(models.Model):
    """A `jti` or `nonce` that a tool has spent."""

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE)
    value = models.CharField(max_length=255)
    seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tool", "value"], name="token_spent_once")]

    def __str__(self) -> str:
        return self.value


class AccessToken(models.Model):
    """Leave to call services, known by its hash alone."""

    digest = models.CharField(max_length=64, unique=True)
    tool = models.ForeignKey(Tool, on_delete=models.CASCADE)
    scopes = models.JSONField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.tool} until {self.expires_at}"


class Failure(models.Model):
    """A fault to show on the next calls of one service; without a status, only slowness."""

    service = models.CharField(max_length=20)
    status = models.PositiveSmallIntegerField(null=True)
    remaining = models.PositiveIntegerField(default=1)
    delay_seconds = models.FloatField(default=0)
    headers = models.JSONField(default=dict)
    after = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.service}: {self.status} ({self.remaining} to come)"


class ServiceCall(models.Model):
    """What a tool asked of a service, and what it was told."""

    at = models.DateTimeField(auto_now_add=True)
    method = models.CharField(max_length=10)
    path = models.TextField()
    status = models.PositiveSmallIntegerField()
    request = models.TextField(blank=True)
    response = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {self.status}"
