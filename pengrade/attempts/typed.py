"""What people type, on its way into a row."""


def storable(text: str) -> str:
    """The text with the few things replaced that a database cannot hold: NUL and halves of surrogate pairs.

    Each becomes U+FFFD, so that the rest keeps its place and the reader can point at the odd one. A form sends its
    line ends as CR LF, a script as LF: kept as LF, so that one text is one text.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return (
        text.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )
