"""A PDF as an archive keeps it: its page labels, what WeasyPrint leaves that PDF/A-3b does not allow, and the paper's
own identifier.

The metadata stay uncompressed, so that a file's identifier can be found even where the file is damaged elsewhere.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

MARK = "yishi:edition:"
"""What stands before an edition's code in the metadata of its papers."""


def labelled(*, cover: bool) -> Callable[[Any, Any], None]:
    """WeasyPrint's finisher: what a reader's program calls the pages is what is printed on them. A cover has no
    number."""

    def label(document: Any, pdf: Any) -> None:
        import pydyf

        first = {"S": "/D"} if not cover else {"P": pydyf.String("封面")}
        numbered = [1, pydyf.Dictionary({"S": "/D", "St": 2})] if cover else []
        pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array([0, pydyf.Dictionary(first), *numbered])})

    return label


def finished(pdf: bytes, code: str) -> bytes:
    """`code` is what identifies the paper: letters, digits and dashes."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        for page in paper.pages:
            resources = page.obj.get("/Resources", pikepdf.Dictionary())
            for name in [str(name) for name in resources if not len(resources[str(name)])]:
                del resources[name]  # an empty /Pattern is still one
        if "/AF" in paper.Root:  # the same attachment is listed twice
            once = {one.objgen: one for one in paper.Root.AF}
            paper.Root.AF = pikepdf.Array(list(once.values()))
        with paper.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as known:
            known["dc:identifier"] = MARK + code
        paper.save(out, fix_metadata_version=True)
    return out.getvalue()
