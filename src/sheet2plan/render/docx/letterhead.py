"""The clinic's logo in a Word template: beside the letterhead, at the right margin, once for all clients."""

from __future__ import annotations

import io

from docx.document import Document
from docx.oxml.parser import parse_xml
from docx.shared import Inches

from sheet2plan.logo import Logo

_STYLE = "Letterhead"
_WIDEST, _TALLEST = 2.2, 0.55  # inches: beside title and letterhead, above the table that follows
_ANCHOR = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
    xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"
    xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:drawing>
  <wp:anchor distT="0" distB="0" distL="114300" distR="0" simplePos="0" relativeHeight="1" behindDoc="0"
      locked="0" layoutInCell="1" allowOverlap="1">
    <wp:simplePos x="0" y="0"/>
    <wp:positionH relativeFrom="margin"><wp:align>right</wp:align></wp:positionH>
    <wp:positionV relativeFrom="margin"><wp:align>top</wp:align></wp:positionV>
    <wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>
    <wp:wrapSquare wrapText="left"/>
    <wp:docPr id="1" name="Logo" descr="Logo of the clinic"/>
    <wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>
    <a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>
      <pic:nvPicPr><pic:cNvPr id="0" name="Logo" descr="Logo of the clinic"/><pic:cNvPicPr/></pic:nvPicPr>
      <pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>
      <pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
        <a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>
    </pic:pic></a:graphicData></a:graphic>
  </wp:anchor>
</w:drawing></w:r>"""


def place_logo(document: Document, logo: Logo) -> None:
    """Puts the logo beside the first paragraph of the style Letterhead; a template without one shows none."""
    letterhead = next((paragraph for paragraph in document.paragraphs if _is_letterhead(paragraph.style)), None)
    if letterhead is None:
        return
    relation, _ = document.part.get_or_add_image(io.BytesIO(logo.content))
    width, height = (Inches(side) for side in logo.fitted(_WIDEST, _TALLEST))
    run = parse_xml(_ANCHOR.format(width=width, height=height, relation=relation))
    letterhead._p.insert_element_before(run, "w:r", "w:hyperlink", "w:sdt")


def _is_letterhead(style: object) -> bool:
    return getattr(style, "name", None) == _STYLE
