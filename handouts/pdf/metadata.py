"""What a file says of itself: title, author, language, standards. No patient, no clock."""

import functools
import html
import re
import zlib
from pathlib import Path

from handouts.pdf.ending import PRODUCER
from handouts.pdf.objects import Document, Ref, stream_body, text_string
from handouts.pdf.person import A_PATIENTS
from handouts.storing.memo import memo

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


_TITLE = b'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">'
_escape = functools.partial(html.escape, quote=False)


def xmp(document: Document, title: str, author: str, language: str) -> Ref:
    """Add the metadata stream, uncompressed as the standards ask, and return its reference."""
    text = _XMP.format(title=_escape(title), author=_escape(author), language=_escape(language), producer=PRODUCER)
    return document.add(stream_body(text.encode("utf-8"), b"/Type/Metadata/Subtype/XML"))


def without_archive_claim(said: bytes) -> bytes:
    """Return the metadata of a file of ours without the words that call it PDF/A."""
    return re.sub(rb"<pdfaid:(\w+)>[^<]*</pdfaid:\1>\n", b"", said)


def retitled(said: bytes, title: str) -> bytes:
    """Return the metadata of a file of ours with another title."""
    before, start, rest = said.partition(_TITLE)
    return before + start + _escape(title).encode("utf-8") + rest[rest.index(b"</rdf:li>") :]


def info(title: str, author: str, *, is_patients: bool = False) -> bytes:
    """Return the document information dictionary; a patient's sheet says that it is one (handouts.pdf.person)."""
    whose = A_PATIENTS if is_patients else b""
    return b"<</Title%s/Author%s/Producer(%s)%s>>" % (text_string(title), text_string(author), PRODUCER.encode(), whose)


def output_intent(document: Document) -> Ref:
    """Add the output intent with its sRGB profile (made by LittleCMS, dated to a fixed day) and return its reference."""
    profile_ref = document.add(_profile())
    return document.add(
        b"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB)/DestOutputProfile %s>>" % profile_ref
    )


@memo()
def _profile() -> bytes:
    profile = (Path(__file__).parent / "srgb.icc").read_bytes()
    return stream_body(zlib.compress(profile, 9), b"/N 3/Filter/FlateDecode")
