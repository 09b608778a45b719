"""Real PDF evidence for made-up applicants."""

import typst

PAGE = """#set page(paper: "a4")
#set text(size: 12pt)
= {title}
{body}
"""


def pdf(title: str, body: str) -> bytes:
    """A small real PDF."""

    def plain(text: str) -> str:
        return "".join(c for c in text if c.isalnum() or c in " .-，。")

    return bytes(typst.compile(PAGE.format(title=plain(title), body=plain(body)).encode(), format="pdf", pdf_tags=False))
