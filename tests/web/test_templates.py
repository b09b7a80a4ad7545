"""What holds on every page, whatever it shows. No database: pages are made from frozen values."""

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from tests.web import samples as cast
from tests.web.every_sample import samples
from tests.web.gallery import render
from tests.web.samples import Sample

every_page = pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)


class _Reader(HTMLParser):
    """A page taken apart: its start tags with attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.forms: list[tuple[dict[str, str | None], list[dict[str, str | None]]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "form":
            self.forms.append((dict(attrs), []))
        elif tag == "input" and self.forms:
            self.forms[-1][1].append(dict(attrs))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def text(self) -> str:
        return re.sub(r"[ \n]+", " ", " ".join(self.words))


def read(sample: Sample) -> _Reader:
    return _Reader(render(sample))


def part(**changes: Any) -> _Reader:
    return read(Sample("part", "student/part.html", replace(cast.PART, **changes)))


@every_page
def test_a_page_has_one_main_heading_one_main_part_and_a_title(sample: Sample) -> None:
    page = read(sample)

    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    assert re.search(r"<title>\S.* · PenGrade</title>", render(sample))


@every_page
def test_headings_leave_out_no_level(sample: Sample) -> None:
    levels = [int(tag[1]) for tag, _ in read(sample).tags if re.fullmatch(r"h[1-6]", tag)]

    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))


@every_page
def test_nothing_on_a_page_is_inline_that_the_content_policy_forbids(sample: Sample) -> None:
    page = read(sample)

    assert not [
        attributes for _, attributes in page.tags if any(a.startswith("on") or a == "style" for a in attributes)
    ]
    assert not page.all("style")
    assert all((script.get("src") or "").startswith("/static/") for script in page.all("script"))
    assert all((link.get("href") or "").startswith("/static/") for link in page.all("link"))


@every_page
def test_no_identifier_stands_twice_and_every_reference_leads_somewhere(sample: Sample) -> None:
    page = read(sample)
    ids = Counter(attributes["id"] for _, attributes in page.tags if "id" in attributes)
    wanted = {
        name
        for _, attributes in page.tags
        for key in ("for", "aria-labelledby", "aria-describedby", "list")
        for name in (attributes.get(key) or "").split()
    }
    wanted |= {(use["href"] or "")[1:] for use in page.all("use")}

    assert [name for name, count in ids.items() if count > 1] == []
    assert wanted - set(ids) == set()


@every_page
def test_every_form_that_posts_to_us_carries_the_token(sample: Sample) -> None:
    forms = [(form, inputs) for form, inputs in read(sample).forms if (form["action"] or "").startswith("/")]

    for form, inputs in forms:
        assert form["method"] == "post"
        assert {"type": "hidden", "name": "token", "value": cast.TOKEN} in inputs


def test_the_form_that_goes_to_the_platform_does_not_carry_our_token() -> None:
    page = next(render(sample) for sample in samples() if sample.name == "return")

    assert cast.TOKEN not in re.sub(r"<meta[^>]*>", "", page)


@every_page
def test_text_from_outside_stays_text(sample: Sample) -> None:
    page = render(sample)

    assert "<script>alert" not in page
    assert "<b onclick" not in page


def test_a_hostile_answer_is_shown_as_it_was_typed() -> None:
    page = part(verdicts=[cast.HOSTILE_VERDICT])

    assert page.text.count("alert(1)") > 0
    assert "<script>" in page.text


@every_page
def test_icons_speak_with_a_word_beside_them(sample: Sample) -> None:
    marks = re.findall(r'<(?:span|p) class="mark [^"]*">(.*?)</span></?', render(sample), re.DOTALL)

    assert all(re.sub(r"<[^>]*>", "", mark).strip() for mark in marks)


def test_an_answer_field_keeps_its_text_to_the_character() -> None:
    typed = '\n  x < y && "z" \n</textarea><script>alert(2)</script>'

    page = render(Sample("part", "student/part.html", replace(cast.PART, answer=replace(cast.EXPRESSION, text=typed))))

    # HTML drops one line break at the start of a textarea, so the template puts one there.
    assert "<textarea" in page
    assert "\n\n  x &lt; y &amp;&amp; &quot;z&quot; \n&lt;/textarea&gt;" in page
    assert "<script>alert" not in page


def test_the_slip_of_an_unreadable_answer_is_marked_in_what_was_typed() -> None:
    page = render(Sample("part", "student/part.html", replace(cast.PART, verdicts=[cast.UNREADABLE])))

    assert '𝑓 = 1/2 (A + A^T) w - b + <mark class="slip">lamda</mark> w' in page


@pytest.mark.parametrize(
    ("position", "length", "pieces"),
    [
        (None, None, ("𝑓 + lamda", "", "")),
        (4, 5, ("𝑓 + ", "lamda", "")),
        (9, 0, ("𝑓 + lamda", "", "")),
        (0, 1, ("", "𝑓", " + lamda")),
        (4, None, ("𝑓 + ", "", "lamda")),
    ],
)
def test_a_verdict_cuts_its_text_where_the_slip_is(position, length, pieces) -> None:
    verdict = replace(cast.UNREADABLE, text="𝑓 + lamda", position=position, length=length)

    assert (verdict.before, verdict.slip, verdict.after) == pieces


def test_a_part_that_is_closed_offers_no_form_and_says_why() -> None:
    page = part(answer=replace(cast.EXPRESSION, closed="All tries for this part are used."))

    assert "All tries for this part are used." in page.text
    assert not [form for form, _ in page.forms if form["action"] == cast.EXPRESSION.submit_url]


def test_a_waiting_page_reloads_itself_without_script_and_others_do_not() -> None:
    # With an address: a reload of one that ends in #hints would only scroll there.
    assert '<noscript><meta http-equiv="refresh" content="2;url=' in render(
        Sample("part", "student/part.html", replace(cast.PART, waiting=cast.WAITING))
    )
    assert "http-equiv" not in render(Sample("part", "student/part.html", cast.PART))


def test_only_opened_hints_are_on_the_page() -> None:
    page = part()

    assert "Nudge the input" in page.text
    assert "Open the next hint" in page.text
    assert "Open the" not in part(hints_left=0).text


@pytest.mark.parametrize(("several", "kind"), [(False, "radio"), (True, "checkbox")])
def test_choices_are_radio_buttons_or_boxes_with_what_was_chosen(several: bool, kind: str) -> None:
    page = part(answer=replace(cast.CHOICE, several=several))
    boxes = [box for box in page.all("input") if box.get("name") == "answer"]

    assert [(box["type"], box["value"], "checked" in box) for box in boxes] == [
        (kind, "a", False),
        (kind, "b", True),
        (kind, "c", False),
    ]


@pytest.mark.parametrize(
    ("state", "button"),
    [("open", "Start, 75 minutes"), ("running", "Go on"), ("not-open-yet", None), ("closed", None),
     ("used-up", None), ("view-only", None)],
)  # fmt: skip
def test_a_sitting_can_be_started_only_where_it_may(state: str, button: str | None) -> None:
    page = read(Sample("start", "student/start.html", replace(cast.START, state=state)))

    assert len(page.forms) == (1 if button else 0)
    assert button is None or button in page.text


def test_an_untimed_assignment_speaks_of_no_clock() -> None:
    page = read(Sample("start", "student/start.html", replace(cast.START, minutes=None)))

    assert "clock" not in page.text
    assert "No limit" in page.text


def test_a_page_for_students_knows_no_key() -> None:
    """The key reaches staff pages alone: no field of a student's page can carry it."""
    fields = set(cast.PART.__dataclass_fields__) | set(cast.EXPRESSION.__dataclass_fields__)

    assert fields.isdisjoint({"key", "expected", "solution", "solutions", "mistakes"})
    for sample in samples():
        if sample.template.startswith("student/"):
            assert "Expected</p>" not in render(sample)


def test_shares_are_whole_per_cent_and_nobody_is_a_dash() -> None:
    page = read(Sample("overview", "staff/overview.html", cast.OVERVIEW))

    assert "94\N{NO-BREAK SPACE}%" in page.text
    assert [bar["width"] for bar in page.all("rect") if bar.get("class") == "is"] == ["0.94", "0.38"]


def test_the_bar_of_who_is_where_has_no_gap_and_no_empty_stretch() -> None:
    page = replace(cast.OVERVIEW, submitted=3, writing=0, not_started=2)

    assert [(s.style, s.start, s.count) for s in page.segments] == [("a", 0, 3), ("c", 3, 2)]
    assert page.student_count == 5


def test_what_was_typed_before_an_error_stands_there_again() -> None:
    page = read(Sample("choose", "staff/choose.html", cast.CHOOSE_WITH_ERRORS))
    values = {box["name"]: box.get("value") for box in page.all("input") if box["name"] not in {"versions", "token"}}
    ticked = [box["value"] for box in page.all("input") if box["name"] == "versions" and "checked" in box]

    assert values | {"existing": None} == {
        "existing": None, "title": cast.HOSTILE, "minutes": "75", "attempts": "2", "tries": "3",
        "opens_at": "2026-11-20T10:00", "closes_at": "2026-11-19T10:00",
    }  # fmt: skip
    assert ticked == ["2", "3"]


def test_names_from_right_to_left_do_not_turn_their_surroundings() -> None:
    page = render(Sample("overview", "staff/overview.html", cast.OVERVIEW))

    assert "<bdi>نور الهدى حداد</bdi>" in page
