"""The document's title in a filled copy: in the information dictionary, and in the XMP packet where there is one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lxml import etree
from pikepdf import Dictionary, Pdf, Stream

from sheet2plan.render.pdf.syntax import name_token, text_string
from sheet2plan.render.pdf.tree import open_dictionary, stream_bytes
from sheet2plan.render.pdf.update import Update, stream

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"


@dataclass(frozen=True, slots=True)
class Titled:
    """`info` is what stays of the information dictionary; `packet` the XMP around its title, None without one."""

    info: bytes
    reference: tuple[int, int] | None
    packet: tuple[bytes, bytes] | None
    packet_reference: tuple[int, int]

    def write(self, update: Update, title: str, more: Mapping[str, str]) -> None:
        """Puts the title, and other entries of the information dictionary, into an update."""
        entries = {"Title": title, **more}
        said = b"".join(name_token(key) + text_string(value) for key, value in entries.items())
        body = b"<<" + self.info + said + b">>"
        if self.reference is None:
            update.info = b"%d 0 R" % update.add(body)
        else:
            update.put(*self.reference, body)
        if self.packet is not None:
            data = escape(title).encode().join(self.packet)
            update.put(*self.packet_reference, stream(b"/Type/Metadata/Subtype/XML", data))


def titled(pdf: Pdf) -> Titled:
    """What a filled copy's title needs from the form."""
    info = pdf.trailer.get("/Info")
    reference = info.objgen if isinstance(info, Dictionary) and info.is_indirect else None
    kept = open_dictionary(info, ("/Title",)).removeprefix(b"<<") if isinstance(info, Dictionary) else b""
    packet = pdf.Root.get("/Metadata")
    split = _packet(stream_bytes(packet)) if isinstance(packet, Stream) else None
    return Titled(kept, reference, split, packet.objgen if packet is not None and split else (0, 0))


def _packet(data: bytes) -> tuple[bytes, bytes] | None:
    """The XMP packet before and after its title; None when it can't be read or has no place for one."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(data.strip(b"\0 \r\n\t"), parser) if data.strip(b"\0 \r\n\t") else None
    block = root.find(f".//{{{_RDF}}}Description") if root is not None else None
    if root is None or block is None:
        return None
    for old in root.iter(f"{{{_DC}}}title"):
        parent = old.getparent()
        if parent is not None:
            parent.remove(old)
            break
    title = etree.SubElement(block, f"{{{_DC}}}title", nsmap={"dc": _DC})
    choice = etree.SubElement(etree.SubElement(title, f"{{{_RDF}}}Alt"), f"{{{_RDF}}}li")
    choice.set("{http://www.w3.org/XML/1998/namespace}lang", "x-default")
    choice.text = "@@title@@"
    text = etree.tostring(root, encoding="utf-8").decode()
    text = re.sub(r"\s{80,}", "\n", text)
    before, _, after = text.partition("@@title@@")
    start, end = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n', '\n<?xpacket end="w"?>'
    return (start + before).encode(), (after + end).encode()


def xmp(title: str) -> bytes:
    """A metadata packet of our own: a title, nobody's name, no time."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">'
        f'<rdf:Description rdf:about="" xmlns:dc="{_DC}">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>'
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()
