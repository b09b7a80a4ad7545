import pytest
from django.utils.safestring import SafeString

from pengrade.banks.edges import Edge, EdgeError, parse_edges
from pengrade.banks.figures import drawn_figure, figure_svg
from pengrade.banks.markdown import render, render_inline
from pengrade.banks.variants import Values

NOTHING: Values = {}


def figure(edges="h_1 -> b", description="One & two"):
    nodes = [{"name": "h_1", "at": [0, 0]}, {"name": "b", "at": [1, 0]}, {"name": r"\theta", "at": [1, 1]}]
    return drawn_figure({"description": description, "nodes": nodes, "edges": edges}, NOTHING)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("$a < b$", '<p><span class="tex" data-display="false">a &lt; b</span></p>\n'),
        ("$$ a_1 $$", '<p><span class="tex" data-display="true">a_1</span></p>\n'),
        ("$$\na &= b \\\\\nc\n$$", '<p><span class="tex" data-display="true">a &amp;= b \\\\\nc</span></p>\n'),
        ("so $$a$$ it is", '<p>so <span class="tex" data-display="true">a</span> it is</p>\n'),
        (r"$a_b*c_d*e$ and *f*", '<p><span class="tex" data-display="false">a_b*c_d*e</span> and <em>f</em></p>\n'),
        (r"costs \$5 or \$6", "<p>costs $5 or $6</p>\n"),
        ("**for every** word", "<p><strong>for every</strong> word</p>\n"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
    ],
)
def test_markdown_becomes_html_with_formulas_as_text(text, html):
    assert render(text) == html


def test_a_column_keeps_its_side_by_class():
    html = render("| $a$ | b |\n|--:|---|\n| 1 | 2 |")

    assert '<th class="right"><span class="tex" data-display="false">a</span></th>' in html
    assert '<td class="right">1</td>\n<td>2</td>' in html
    assert "style" not in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://elsewhere.example/track.png)",
        "$</span><script>alert(1)</script>$",
        "$$\n</span><img src=x onerror=alert(1)>\n$$",
        '<div data-figure="0"></div>',
        "<style>p{}</style>",
        "![<script>alert(1)</script>](figure:facts)",
        "![a](figure:facts)<svg onload=alert(1)>",
    ],
)
def test_nothing_typed_becomes_an_element_that_acts(text):
    html = render(text, {"facts": figure(description="<script>alert(1)</script>")}).lower()

    for forbidden in ("<script", "<img", "<style", 'href="javascript', 'href="data', "<svg onload", "<div"):
        assert forbidden not in html


def test_both_return_text_that_templates_print_as_it_is():
    assert isinstance(render("a"), SafeString)
    assert isinstance(render_inline("a"), SafeString)


def test_a_prompt_has_no_paragraph():
    assert render_inline("$x =$ <b>") == '<span class="tex" data-display="false">x =</span> &lt;b&gt;'


def test_a_figure_on_its_own_line_is_drawn_outside_any_paragraph():
    html = render("Before.\n\n![Two *facts*](figure:facts)\n\nAfter.", {"facts": figure()})

    assert html.startswith("<p>Before.</p>\n<figure><svg ")
    assert html.endswith("</svg></figure>\n<p>After.</p>\n")
    assert "<title>Two *facts*</title><desc>One &amp; two</desc>" in html


def test_two_figures_keep_their_places():
    figures = {"one": figure(description="first"), "two": figure(description="second")}

    html = render("![a](figure:two)\n\n![b](figure:one)", figures)

    assert html.index("second") < html.index("first")


@pytest.mark.parametrize("text", ["in ![the words](figure:facts) line", "![the words](figure:none)"])
def test_a_figure_that_cannot_be_drawn_leaves_its_words(text):
    html = render(text, {"facts": figure()})

    assert "the words" in html
    assert "<svg" not in html


def test_a_drawing_tells_itself_and_has_no_style_of_its_own():
    svg = figure_svg(figure("h_1 -> b, b - \\theta, f:{h_1, \\theta}"), "A & B")

    assert svg.startswith('<svg class="graph" role="img" viewBox="')
    assert "<title>A &amp; B</title>" in svg
    assert svg.count('class="graph-node"') == 3
    assert svg.count('class="graph-arrow"') == 1
    assert svg.count('class="graph-factor"') == 1
    assert '>h<tspan class="graph-sub" dy="5">1</tspan></text>' in svg
    assert ">θ</text>" in svg
    assert "style=" not in svg
    assert "id=" not in svg  # two figures on one page must not share identifiers


def test_an_arrow_ends_at_the_rim_of_its_node():
    svg = figure_svg(figure("h_1 -> b"), "")

    assert 'points="67,0 56,4.5 56,-4.5"' in svg  # the node's centre is at 90, its radius 22


@pytest.mark.parametrize(
    ("text", "edges"),
    [
        ("", ()),
        ("a->b, b - c", (Edge("directed", ("a", "b")), Edge("undirected", ("b", "c")))),
        ("h_1 → h_{2}", (Edge("directed", ("h_1", "h_{2}")),)),
        ("f:{a,b}, g : {c}", (Edge("factor", ("a", "b"), "f"), Edge("factor", ("c",), "g"))),
    ],
)
def test_edges_are_read_as_people_write_them(text, edges):
    assert parse_edges(text) == edges


@pytest.mark.parametrize("text", ["a", "a->", "a->b,", "a<b", "a->b->c", "f:{}", "f:{a", "<b>->c"])
def test_what_is_no_edge_is_refused(text):
    with pytest.raises(EdgeError):
        parse_edges(text)
