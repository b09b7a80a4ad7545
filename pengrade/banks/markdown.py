"""Markdown with ``$…$`` and figures, as HTML that is safe to put into a page.

Why it is safe, in one place: the Markdown parser runs without raw HTML, its output goes through nh3 with the short list
of elements and attributes below, and only then are figures put in, which `figures.figure_svg` builds from numbers,
constants and escaped text. A formula leaves as text of a ``span``, escaped by the parser; script reads it as text.
Nothing else becomes a SafeString here.
"""

import re
from collections.abc import Mapping, MutableMapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin

from pengrade.banks.figures import DrawnFigure, figure_svg

_TAGS = {
    *("p", "br", "hr", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a", "span", "div"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "span": {"data-display"},
    "div": {"data-figure"},
    "ol": {"start"},
}
_CLASSES = {"span": {"tex"}, "th": {"left", "center", "right"}, "td": {"left", "center", "right"}}
_SCHEMES = {"http", "https", "mailto"}
_FIGURE_URL = "figure:"
_FIGURE_PLACE = re.compile(r'<div data-figure="(\d+)"></div>')


def render(text: str, figures: Mapping[str, DrawnFigure] | None = None) -> SafeString:
    """Paragraphs, lists, tables, formulas, and the figures that ``![…](figure:NAME)`` on a line of its own names."""
    environment: dict[str, Any] = {"figures": figures or {}, "placed": []}
    html = _clean(_markdown().render(text, environment))
    placed: list[str] = environment["placed"]
    return SafeString(_FIGURE_PLACE.sub(lambda match: placed[int(match[1])], html))


def render_inline(text: str) -> SafeString:
    """One line without paragraphs: a prompt, a choice."""
    return SafeString(_clean(_markdown().renderInline(text, {"figures": {}, "placed": []})))


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    dollarmath_plugin(markdown, allow_labels=False, double_inline=True)
    for token in ("math_inline", "math_inline_double", "math_block"):
        markdown.add_render_rule(token, _formula)
    markdown.core.ruler.push("figures", _lift_figures)
    markdown.add_render_rule("figure", _figure)
    markdown.add_render_rule("image", _image)
    for token in ("th_open", "td_open"):
        markdown.add_render_rule(token, _cell)
    return markdown


def _formula(_: RendererHTML, tokens: Sequence[Token], index: int, *_rest: Any) -> str:
    display = "false" if tokens[index].type == "math_inline" else "true"
    span = f'<span class="tex" data-display="{display}">{escape(tokens[index].content.strip())}</span>'
    return f"<p>{span}</p>\n" if tokens[index].type == "math_block" else span


def _lift_figures(state: StateCore) -> None:
    """A paragraph that holds one figure and nothing else becomes the figure: a figure in a paragraph is no HTML."""
    for index in range(len(state.tokens) - 2):
        image = _lone_image(state.tokens[index : index + 3])
        if image is not None:
            image.type = "figure"
            state.tokens[index].hidden = state.tokens[index + 2].hidden = True


def _lone_image(tokens: Sequence[Token]) -> Token | None:
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return None
    children = tokens[1].children or []
    is_figure = len(children) == 1 and children[0].type == "image" and _source(children[0]).startswith(_FIGURE_URL)
    return children[0] if is_figure else None


def _source(token: Token) -> str:
    return str(token.attrs.get("src", ""))


def _figure(
    _: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, environment: MutableMapping[str, Any]
) -> str:
    token = tokens[index]
    figure = environment["figures"].get(_source(token).removeprefix(_FIGURE_URL))
    if figure is None:
        return f"<p>{escape(token.content)}</p>"
    environment["placed"].append(f"<figure>{figure_svg(figure, token.content)}</figure>")
    return f'<div data-figure="{len(environment["placed"]) - 1}"></div>'


def _image(_: RendererHTML, tokens: Sequence[Token], index: int, *_rest: Any) -> str:
    """No picture from elsewhere, and none within a line of text: what it says in words stands for it."""
    return escape(tokens[index].content)


def _cell(_: RendererHTML, tokens: Sequence[Token], index: int, *_rest: Any) -> str:
    """The side that a column keeps to, as a class: style attributes are forbidden."""
    style = str(tokens[index].attrs.get("style", ""))
    side = style.removeprefix("text-align:")
    return f'<{tokens[index].tag} class="{side}">' if side else f"<{tokens[index].tag}>"
