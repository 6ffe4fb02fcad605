"""Bytes become characters: who says which encoding, whether it holds, and what was mended."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

import ftfy
from bs4.dammit import EncodingDetector, UnicodeDammit
from ftfy.badness import MOJIBAKE_CATEGORIES, is_bad

from curette.model import Flag, PageError, RawPage

# Codecs of Python's that no page is written in.
_PYTHONS_OWN = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape"})

# Starts of files that are not text, whatever their name says.
_BINARY = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP or Office file"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x1f\x8b", "a gzip file inside another"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"RIFF", "a sound, film or picture file"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"OggS", "a sound file"),
    (b"ID3", "a sound file"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Labels that browsers read as a wider encoding (the WHATWG encoding standard says so).
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_CONTROL = bytes(set(range(32)) - {0, 9, 10, 12, 13, 27})
# A text has next to no control characters; pictures and programs have about 10 %. NUL is counted
# apart: broken pages and UTF-16 without a mark hold many.
CONTROL_SHARE_OF_BINARY = 0.02
# Below this share of bytes that are not UTF-8, a page that is otherwise UTF-8 was cut or damaged
# in places; above it, it is another encoding that calls itself UTF-8.
DAMAGE_IN_UTF8 = 0.002
_DETECTION_SAMPLE = 64_000
# Whatever ftfy calls bad holds one of these; quotation marks, dashes and dots alone, which most
# pages have in plenty, never are. Looking for one takes a tenth of the time of ftfy's pattern.
_HARMLESS = frozenset({"common", "start_punctuation", "end_punctuation"})
_SUSPECT = re.compile(
    "["
    + "".join(MOJIBAKE_CATEGORIES[name] for name in MOJIBAKE_CATEGORIES if name not in _HARMLESS)
    + "]"
)


class Decoded(NamedTuple):
    """The characters of a page, and where they came from."""

    text: str
    encoding: str
    encoding_from: str
    flags: tuple[Flag, ...]


def decode(page: RawPage, *, html: bool) -> Decoded:
    """Return the page's characters, exactly as encoded but for a byte order mark.

    Raises `PageError` for a page with no bytes and for files that are not text.
    """
    body = page.body
    if not body.strip():
        raise PageError(page.id, "extract", "the page is empty", "fetch or save it again")
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            text = body[len(mark) :].decode(encoding, errors="replace")
            return Decoded(text, encoding, "bom", _damage(text, encoding))
    _refuse_binary(page)
    declared = _declared(page, html=html)
    if not declared and body.count(0) > len(body) // 5:
        wide = "utf-16-le" if body[1::2].count(0) > body[::2].count(0) else "utf-16-be"
        text = body.decode(wide, errors="replace")
        return Decoded(text, wide, "detected", _damage(text, wide))
    return _decode(body, declared)


def mended(text: str) -> str:
    """Undo mojibake line by line; a line that shows none is returned as it is.

    >>> mended("Itâ€™s 5 Âµg")
    'It’s 5 µg'
    >>> mended("It’s 5 µg – “fine”")
    'It’s 5 µg – “fine”'
    """
    if text.isascii() or not _SUSPECT.search(text) or not is_bad(text):
        return text
    return "".join(_mended_line(line) for line in text.splitlines(keepends=True))


def _mended_line(line: str) -> str:
    if not is_bad(line):
        return line
    fixed = ftfy.fix_encoding(line)
    # Real mojibake has two or more characters for one. ftfy also reads a lone capital ("Ã is a
    # letter") as one whose second half was lost; that is a guess, and we do not reword.
    return fixed if len(fixed) < len(line) else line


def _refuse_binary(page: RawPage) -> None:
    head = page.body[:4096]
    what = next((name for mark, name in _BINARY if head.startswith(mark)), None)
    if what is None and len(head) >= 16:
        control = len(head) - len(head.translate(None, _CONTROL))
        if control > CONTROL_SHARE_OF_BINARY * len(head):
            what = "binary data"
    if what:
        raise PageError(
            page.id, "extract", f"the page is {what}, not text", "give its HTML or text version"
        )


def _declared(page: RawPage, *, html: bool) -> tuple[str, str] | None:
    """Return the codec the page names, and who named it; the header is asked first."""
    header = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", page.content_type or "", re.IGNORECASE)
    if header and (codec := _codec(header[1])):
        return codec, "header"
    if html:
        label = EncodingDetector.find_declared_encoding(page.body[:4096], is_html=True)
        codec = _codec(label) if label else None
        # A page that could be read up to its <meta> is not UTF-16, whatever the tag says.
        if codec and not codec.startswith(("utf-16", "utf-32")):
            return codec, "meta"
    return None


def _codec(label: str) -> str | None:
    try:
        name = codecs.lookup(label.strip()).name
        # Python also lists `hex`, `zlib` and the like, which turn bytes into bytes.
        "".encode(name)
    except (LookupError, UnicodeError):
        return None
    if name in _PYTHONS_OWN:
        return None
    return _WIDER.get(name, name)


def _decode(body: bytes, declared: tuple[str, str] | None) -> Decoded:
    utf8 = body.decode("utf-8", errors="replace")
    wrong = utf8.count("\ufffd") - body.count(b"\xef\xbf\xbd")
    if declared is None or declared[0] == "utf-8":
        who = declared[1] if declared else "assumed"
        if not wrong:
            return Decoded(utf8, "utf-8", who, ())
        if wrong <= 1 + DAMAGE_IN_UTF8 * len(body) and _multibyte(utf8):
            return Decoded(utf8, "utf-8", who, _damage(utf8, "utf-8"))
        return _detected(body, declared)
    codec, who = declared
    if not wrong and _multibyte(utf8):
        return Decoded(utf8, "utf-8", "detected", (_misdeclared(codec, who, "utf-8"),))
    try:
        text = body.decode(codec, errors="replace")
    except UnicodeError:  # codecs such as idna or punycode refuse "replace"
        return _detected(body, declared)
    return Decoded(text, codec, who, _damage(text, codec))


def _multibyte(text: str) -> bool:
    """Tell whether text read as UTF-8 holds characters that only UTF-8 would give."""
    return any(char != "\ufffd" for char in re.findall(r"[^\x00-\x7f]", text[:2_000_000]))


def _detected(body: bytes, declared: tuple[str, str] | None) -> Decoded:
    """Ask the detector of Beautiful Soup; Windows-1252 can read anything, so it comes last."""
    sample = body[:_DETECTION_SAMPLE]
    guess = UnicodeDammit(sample, known_definite_encodings=[], is_html=False).original_encoding
    codec = _codec(guess) if guess else None
    if codec in {None, "utf-8", "cp1252"}:
        codec = "cp1252"
    text = body.decode(codec or "cp1252", errors="replace")
    flags = [_misdeclared(*declared, codec or "cp1252")] if declared else []
    flags.append(Flag("encoding-guessed", f"No encoding is declared that holds; read as {codec}."))
    return Decoded(text, codec or "cp1252", "detected", (*flags, *_damage(text, codec or "cp1252")))


def _misdeclared(codec: str, who: str, real: str) -> Flag:
    return Flag("encoding-misdeclared", f"The {who} says {codec}, the bytes are {real}.")


def _damage(text: str, encoding: str) -> tuple[Flag, ...]:
    count = text.count("\ufffd")
    if not count:
        return ()
    return (Flag("broken-bytes", f"{count} places are not {encoding}; each stands as \ufffd."),)
