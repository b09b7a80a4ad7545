"""What templates need to print shown values: icons, moments and shares."""

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

register = template.Library()

# The zone's name stands with every time: script turns it into the reader's own zone, without script it is still true.
PATTERNS = {"second": "H:i:s T", "minute": "H:i T", "day": "D j M, H:i T"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the page's sprite. It says nothing to a screen reader; a word always stands beside it."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="#i-{}"></use></svg>', name)


@register.simple_tag
def moment(value: datetime, precision: str) -> SafeString:
    """A ``time`` element; ``precision`` is second, minute or day."""
    return format_html(
        '<time datetime="{}" data-format="{}">{}</time>',
        value.isoformat(),
        precision,
        date_format(localtime(value), PATTERNS[precision]),
    )


@register.filter
def percent(share: float | None) -> str:
    """A share from 0 to 1 as whole per cent, or a dash where there is none."""
    return "–" if share is None else f"{share:.0%}".replace("%", "\N{NO-BREAK SPACE}%")
