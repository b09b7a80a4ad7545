import tomllib

from pengrade.banks.toml_places import nearest_line, places

DOCUMENT = r'''# a comment with [brackets] and "quotes"
title = "one # not a comment"
dotted.key = 1
"quoted, key" = { inline = [1, 2], "a.b" = 'x' }

text = """
[not.a.table]
still = "text" \""" too
"""
raw = """a""""
other = \'\'\'
[[nor.this]]
\'\'\'

[table.below]
list = [
  "first",   # with a comment, and a comma
  # a line between
  ["nested", { deep = true }],
]

[[part]]
id = "a"
[part.hints]
idea = 1
[[part.mistake]]
x = 1
[[part.mistake]]
x = 2

[[part]]
id = "b"
[[part.mistake]]
x = 3
[ table . "spaced out" ]
date = 1979-05-27 07:32:00
'''.replace("\\'", "'")


def paths(data, path=()):
    yield path
    if isinstance(data, dict):
        for key, value in data.items():
            yield from paths(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from paths(value, (*path, index))


def line_of(text):
    return next(number for number, line in enumerate(DOCUMENT.splitlines(), 1) if text in line)


def test_every_value_of_a_document_has_a_place_and_nothing_else_has():
    assert set(places(DOCUMENT)) == set(paths(tomllib.loads(DOCUMENT)))


def test_a_place_is_the_line_on_which_the_key_or_element_begins():
    lines = places(DOCUMENT)

    assert lines["title",] == line_of("title =")
    assert lines["dotted", "key"] == line_of("dotted.key")
    assert lines["quoted, key", "inline", 1] == line_of("quoted, key")
    assert lines["quoted, key", "a.b"] == line_of("quoted, key")
    assert lines["text",] == line_of("text =")
    assert lines["raw",] == line_of("raw =")
    assert lines["table", "below", "list", 0] == line_of('"first"')
    assert lines["table", "below", "list", 1, 1, "deep"] == line_of("deep = true")
    assert lines["part", 0, "hints"] == line_of("[part.hints]")
    assert lines["part", 0, "mistake", 1, "x"] == line_of("x = 2")
    assert lines["part", 1, "mistake", 0, "x"] == line_of("x = 3")
    assert lines["table", "spaced out", "date"] == line_of("date =")


def test_windows_line_ends_count_once():
    assert places("a = 1\r\n\r\nb = 2\r\n")["b",] == 3


def test_what_is_missing_stands_where_the_thing_around_it_stands():
    lines = places(DOCUMENT)

    assert nearest_line(lines, ("part", 1, "tests", "accept")) == lines["part", 1]
    assert nearest_line(lines, ("licence",)) == 1
