"""One spelling for each address: the canonical form, the page id made from it, and its site."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import courlan
import idna

from curette.model import CuretteError

# Parameters that say where a reader came from and change nothing on the page. Names are those
# that the advertisers' and newsletter services' own manuals give; `ref` and `source` are left
# alone, since some sites choose the page by them.
TRACKING = re.compile(
    r"(?:utm|mtm|pk|hsa|oly|vero|mkt)_\w+|_(?:ga|gl|hsenc|hsmi|openstat)|mc_[ce]id"
    r"|(?:fb|g|dc|ms|tt|yc|tw|li_fat_|wick|sccid_)clid|[gw]braid|gclsrc|igshid|ml_subscriber\w*",
    re.IGNORECASE,
)
DEFAULT_PORTS = {"http": 80, "https": 443}

# Longer addresses are session states and traps; servers and archives commonly stop at 2,048 too.
LONGEST_ADDRESS = 2_048

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ALLOWED = _UNRESERVED | frozenset(b"!$&'()*+,;=:@/?[]%")
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
_LONE_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")


class AddressError(CuretteError):
    """An address that curette cannot or will not use."""


def canonical(url: str, *, base: str | None = None) -> str:
    """Return the one spelling of a web address, resolved against `base` where it is relative.

    Host in lower case, no default port, no fragment, no tracking parameters, no dot segments,
    percent signs only where they are needed. The order of parameters stays: some servers mind.

    >>> canonical("HTTPS://Heartleaf.Example:443/a/../leg%2Dcramps?utm_source=x&page=2#top")
    'https://heartleaf.example/leg-cramps?page=2'

    Raises `AddressError` for anything but http and https, for a name or password in the address,
    and for what is no address at all.
    """
    text = re.sub(r"[\t\r\n]", "", url.strip())
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        port = parts.port
    except ValueError as fault:
        raise _bad(url, f"is not an address ({fault})") from fault
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS:
        raise _bad(url, "does not begin with http:// or https://")
    if parts.username is not None or parts.password is not None:
        raise _bad(url, "carries a user name or password")
    host = _host(url, parts)
    if port is not None and port != DEFAULT_PORTS[scheme]:
        host = f"{host}:{port}"
    path = _without_dots(_escaped(parts.path or "/"))
    found = urlunsplit((scheme, host, path, _query(parts.query), ""))
    if len(found) > LONGEST_ADDRESS:
        raise _bad(url[:80] + "…", f"has more than {LONGEST_ADDRESS:,} characters")
    return found


def page_id(url: str) -> str:
    """Return the id of the page at `url`: its host as a slug, then 16 hex digits of its address.

    >>> page_id("https://www.heartleaf.example/dry-eye#top")
    'www-heartleaf-example-a1506a27e084b6f4'
    """
    address = canonical(url)
    slug = re.sub(r"[^a-z0-9]+", "-", urlsplit(address).hostname or "").strip("-")[:40]
    return f"{slug.rstrip('-')}-{hashlib.sha256(address.encode()).hexdigest()[:16]}"


def site_of(url: str) -> str | None:
    """Return the registrable domain of an address: the unit of independence of sources.

    Names under reserved endings (`.example`, `.test`), which no list of suffixes holds, count
    from their last two labels. A bare network address is its own site.

    >>> site_of("https://news.clinic.co.uk/a"), site_of("https://www.heartleaf.example/")
    ('clinic.co.uk', 'heartleaf.example')
    """
    try:
        host = urlsplit(canonical(url)).hostname or ""
    except AddressError:
        return None
    if _is_ip(host):
        return host
    found = courlan.extract_domain(f"https://{host}/")
    return found or ".".join(host.split(".")[-2:])


def _bad(url: str, fault: str) -> AddressError:
    return AddressError(f"{url!r} {fault}; give a full web address such as https://site.org/page")


def _host(url: str, parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host:
        raise _bad(url, "names no host")
    if ":" in host:
        if not _is_ip(host):
            raise _bad(url, f"has a host that is no name, {host!r}")
        return f"[{ipaddress.ip_address(host).compressed}]"
    if _is_ip(host):
        return host
    try:
        # UTS 46 as browsers do it: the standard library's codec would turn "ß" into "ss".
        name = host.lower() if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except UnicodeError as fault:
        raise _bad(url, f"has a host that is no name, {host!r}") from fault
    if len(name) > 253 or not all(_LABEL.match(label) for label in name.split(".")):
        raise _bad(url, f"has a host that is no name, {host!r}")
    return name


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _escaped(text: str) -> str:
    """Escape what must be, and unescape what need not be, so that one text has one spelling."""

    def plain(escape: re.Match[bytes]) -> bytes:
        code = int(escape.group(1), 16)
        return bytes([code]) if code in _UNRESERVED else escape.group().upper()

    raw = _ESCAPE.sub(plain, _LONE_PERCENT.sub(b"%25", text.encode("utf-8", "replace")))
    return "".join(chr(byte) if byte in _ALLOWED else f"%{byte:02X}" for byte in raw)


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")[1:] if path.startswith("/") else path.split("/")
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    pairs = [pair for pair in query.split("&") if pair]
    return _escaped("&".join(p for p in pairs if not TRACKING.fullmatch(p.partition("=")[0])))
