"""Why a login or launch went no further: a stable code for the log, words for the person, and what to do next."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # a name of the type stubs only

# A platform's text in a refusal's detail is cut here: it is a hint for an administrator, no document.
_LONGEST_DETAIL = 300


@dataclass(frozen=True)
class RefusalPage:
    """What the refusal page prints."""

    title: str
    explanation: str
    what_to_do: str
    detail: str = ""  # for an administrator; never a secret


@dataclass(frozen=True)
class Reason:
    """A kind of refusal."""

    code: str
    status: int
    title: "_StrPromise"
    explanation: "_StrPromise"
    what_to_do: "_StrPromise"


class Refused(Exception):
    """Nothing was opened. ``detail`` helps an administrator; it may hold text from outside, never a secret."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason.code}: {detail}" if detail else reason.code)
        self.reason = reason
        self.detail = "".join(c if c.isprintable() else " " for c in detail)[:_LONGEST_DETAIL]

    @property
    def page(self) -> RefusalPage:
        """The words in the reader's language."""
        reason = self.reason
        detail = f"{reason.code}: {self.detail}" if self.detail else reason.code
        return RefusalPage(str(reason.title), str(reason.explanation), str(reason.what_to_do), detail)


_NOT_OPENED = _("This page could not be opened")
_AGAIN = _("Go back to your course and open the link again.")
_ADMINISTRATOR = _(
    "Go back to your course. If it happens again, show this page to the people who run your course site."
)

OPEN_FROM_COURSE = Reason(
    "open-from-course",
    400,
    _("Please open this from your course"),
    _("PenGrade opens from a link in your course; this address alone says neither who you are nor what to open."),
    _AGAIN,
)
LOGIN_INCOMPLETE = Reason(
    "login-incomplete",
    400,
    _NOT_OPENED,
    _("Your course site started to open PenGrade, but left out something that is needed."),
    _ADMINISTRATOR,
)
PLATFORM_UNKNOWN = Reason(
    "platform-unknown",
    403,
    _("This course site is not registered here"),
    _("PenGrade opens only from course sites that its administrator has registered, and this one is not among them."),
    _("Ask the people who run your course site to register it, or to check the client ID."),
)
PLATFORM_AMBIGUOUS = Reason(
    "platform-ambiguous",
    400,
    _NOT_OPENED,
    _("Your course site did not say which of its registrations it uses, and it has several."),
    _("Ask the people who run your course site to send the client ID with each login."),
)
PLATFORM_DISABLED = Reason(
    "platform-disabled",
    403,
    _("This course site is switched off here"),
    _("An administrator of PenGrade has switched off the connection with your course site."),
    _ADMINISTRATOR,
)
PLATFORM_ERROR = Reason(
    "platform-error",
    400,
    _("Your course site did not open the link"),
    _("Instead of telling PenGrade who you are, your course site reported an error."),
    _AGAIN,
)
SIGNED_OUT = Reason(
    "signed-out",
    403,
    _("Your course site does not see you signed in"),
    _(
        "PenGrade asked your course site who you are, and it did not say. You may be signed out there, or this "
        "opening was used already."
    ),
    _("Go back to your course, sign in again if it asks, and open the link once more."),
)
STATE_UNKNOWN = Reason(
    "state-unknown",
    403,
    _NOT_OPENED,
    _("What arrived does not belong to a login that PenGrade started."),
    _AGAIN,
)
STATE_EXPIRED = Reason(
    "state-expired",
    403,
    _("This took too long"),
    _("More than ten minutes passed between opening the link and arriving here, so PenGrade did not go on."),
    _AGAIN,
)
BROWSER_UNKNOWN = Reason(
    "browser-unknown",
    403,
    _("Please open this in a new window"),
    _(
        "Your browser kept back the cookie that proves this login is yours. Browsers often do so inside another "
        "site's page."
    ),
    _("If a new window does not help either, allow cookies for this site, then open the link from your course again."),
)
TOKEN_MALFORMED = Reason(
    "token-malformed",
    400,
    _NOT_OPENED,
    _("The message from your course site could not be read."),
    _ADMINISTRATOR,
)
TOKEN_FORGED = Reason(
    "token-signature",
    403,
    _NOT_OPENED,
    _("The message is not signed by your course site in a way that can be checked."),
    _ADMINISTRATOR,
)
TOKEN_FOREIGN = Reason(
    "token-foreign",
    403,
    _NOT_OPENED,
    _("The message was made for another program or comes from another course site."),
    _ADMINISTRATOR,
)
TOKEN_EXPIRED = Reason(
    "token-expired",
    403,
    _("This link was opened too late"),
    _("The message from your course site is no longer valid, or its clock and ours differ."),
    _AGAIN,
)
TOKEN_REPLAYED = Reason(
    "token-replayed",
    403,
    _("This was opened already"),
    _("Each opening works once, so that nobody can use yours. Reloading the page sends the same one again."),
    _AGAIN,
)
NOT_A_LAUNCH = Reason(
    "not-a-launch",
    400,
    _NOT_OPENED,
    _("The message from your course site is not one that PenGrade knows (LTI 1.3 launch or deep linking)."),
    _ADMINISTRATOR,
)
CLAIM_MISSING = Reason(
    "claim-missing",
    400,
    _NOT_OPENED,
    _("The message from your course site lacks something that is needed."),
    _ADMINISTRATOR,
)
ANONYMOUS = Reason(
    "anonymous",
    400,
    _("Your course site did not say who you are"),
    _("Without that, PenGrade could not keep your answers or return your points."),
    _("Sign in to your course site, then open the link again."),
)
TARGET_FOREIGN = Reason(
    "target-foreign",
    400,
    _NOT_OPENED,
    _("The link in your course points to another site than this one."),
    _ADMINISTRATOR,
)
DEPLOYMENT_UNKNOWN = Reason(
    "deployment-unknown",
    403,
    _("This installation is not registered here"),
    _("Your course site is known, but this installation of PenGrade in it is not."),
    _("Ask the people who run your course site to register its deployment ID."),
)
DEPLOYMENT_PENDING = Reason(
    "deployment-pending",
    403,
    _("This installation waits for approval"),
    _("An administrator of PenGrade must approve this installation first. It is on their list."),
    _("Try again later, or ask the people who run your course site."),
)
DEPLOYMENT_DISABLED = Reason(
    "deployment-disabled",
    403,
    _("This installation is switched off"),
    _("An administrator of PenGrade has switched off this installation."),
    _ADMINISTRATOR,
)
CONTEXT_MISSING = Reason(
    "context-missing",
    400,
    _("Which course is this for?"),
    _("Your course site did not say in which course to place the assignment."),
    _("Start from inside a course."),
)
LINKS_NOT_ACCEPTED = Reason(
    "links-not-accepted",
    400,
    _("An assignment cannot be placed here"),
    _("Your course site does not accept links at this place."),
    _("Choose a place where an external tool or an assignment can be added."),
)
STAFF_ONLY = Reason(
    "staff-only",
    403,
    _("Only teaching staff may place assignments"),
    _("Your course site says that you are not teaching staff of this course."),
    _("If you teach this course, ask the people who run it to give you that role."),
)
SERVICE_BUSY = Reason(
    "service-busy",
    503,
    _("PenGrade cannot open this right now"),
    _("A part of PenGrade does not answer. Nothing is lost."),
    _("Wait a minute, then open the link from your course again."),
)
