"""The addresses of articles: one form per page, one name per publisher, one id per article.

Works on: strings that claim to be web addresses.
Comes in: links as feeds and pages print them, with campaigns, AMP variants and odd spellings.
Goes out: the canonical address, the registrable domain, the article's id, a form that is safe to log.
Does not know: whether anything answers there, or what it says.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from bot.text import digest

_PLAIN = re.compile(r"https?://(?!amp\.)[a-z0-9-]+(?:\.[a-z0-9-]+)+(?P<path>/[A-Za-z0-9_~/-]*(?:\.html?)?)\Z")
_TRACKING = re.compile(
    r"utm_.*|at_[a-z_]+|mc_[ce]id|fbclid|gclid|gclsrc|dclid|msclkid|yclid|twclid|igshid|wbraid|gbraid|mkt_tok|cmpid"
    r"|ito|ocid|ftag|ncid|sr_share|smid|smtyp|s_cid|xtor|wt_mc|wt\..*|_ga|_hsenc|_hsmi|ns_[a-z_]+|pk_[a-z_]+|mtm_.*|cmp"
    r"|taid|traffic_source|guccounter|guce_referr.*|outputtype|amp|amp_.*|__twitter_impression|ref_src|ref_url",
    re.IGNORECASE,
)
_AMP_CACHE = re.compile(
    r"https?://(?:[a-z0-9-]+\.cdn\.ampproject\.org/[acv]|(?:www\.)?google\.[a-z.]+/amp)/(s/)?", re.IGNORECASE
)
_AMP_PATH = re.compile(r"^/amp(?=/.)|/amp/?$|\.amp(?=\.html?$)|\.amp$", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_UNDER_COUNTRY = frozenset(
    {
        "ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "govt", "ltd", "me", "mil", "ne", "net", "nhs", "nom",
        "or", "org", "plc", "press", "sch", "web",
    }
)  # fmt: skip
_SHARED = frozenset(
    {
        "blogspot.com", "ghost.io", "github.io", "gitlab.io", "herokuapp.com", "livejournal.com", "medium.com",
        "netlify.app", "over-blog.com", "pages.dev", "substack.com", "tumblr.com", "typepad.com", "vercel.app",
        "wordpress.com",
    }
)  # fmt: skip
"""Hosts that lend their name to strangers: each name below one is its own publisher."""


@lru_cache(maxsize=4096)  # one entry asks three times: its key, its id, its address
def canonical(url: str) -> str:
    """The one form of an address: two links to one page compare equal.

    Scheme and host in lower case, no default port, fragment, credentials or campaign parameters, AMP folded back,
    the query sorted. What is no http(s) address comes back stripped, otherwise untouched.
    """
    url = url.strip()
    plain = _PLAIN.match(url)
    if plain and "/amp" not in plain["path"]:
        return url
    split = _split(_out_of_cache(url))
    if split is None:
        return url
    return urlunsplit((split.scheme, _netloc(split), _path(split.path), _query(split.query), ""))


def domain(url: str) -> str:
    """The registrable domain ("news.example.co.uk" gives "example.co.uk"); an IP stays itself; "" for none."""
    split = _split(url if "//" in url else f"//{url}", schemes=("http", "https", ""))
    host = _host(split) if split else ""
    if _is_ip(host):
        return host
    labels = host.split(".")
    keep = 2
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _UNDER_COUNTRY:
        keep = 3
    if ".".join(labels[-2:]) in _SHARED:
        keep = 3
    return ".".join(labels[-keep:])


def article_id(url: str, key: str = "", outlet: str = "") -> str:
    """16 hexadecimal digits that name an article: by its address, else by what its outlet calls it.

    http and https, with and without "www.", are one article. Raises ValueError when there is nothing to name it by.
    """
    if url:
        return digest(re.sub(r"^https?://(?:www\.)?", "https://", canonical(url)))
    if not key:
        raise ValueError("an article needs an address, or a key of its outlet, to be named by")
    return digest(f"{outlet}\n{key}")


def shown(url: str) -> str:
    """An address as it may be logged: no credentials, no query, no fragment; local paths as they are."""
    split = _split(url)
    if split is None:
        return url.split("?", 1)[0].rsplit("@", 1)[-1] if "//" in url else url
    return urlunsplit((split.scheme, _netloc(split), split.path, "", ""))


def _split(url: str, schemes: tuple[str, ...] = ("http", "https")) -> SplitResult | None:
    try:
        split = urlsplit(url)
        _ = split.port
    except ValueError:
        return None
    return split if split.scheme in schemes and split.hostname else None


def _out_of_cache(url: str) -> str:
    """The publisher's address inside that of an AMP cache."""
    cached = _AMP_CACHE.match(url)
    return f"http{cached[1][:1] if cached[1] else ''}://{url[cached.end() :]}" if cached else url


def _host(split: SplitResult) -> str:
    host = (split.hostname or "").rstrip(".")
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _netloc(split: SplitResult) -> str:
    host = _host(split)
    host = f"[{host}]" if ":" in host else re.sub(r"^amp\.(?=.+\.)", "www.", host)
    return host if split.port in (None, _PORTS.get(split.scheme)) else f"{host}:{split.port}"


def _path(path: str) -> str:
    return quote(_AMP_PATH.sub("", path), safe="/%:@!$&'()*+,;=~-._") or "/"


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=None)
    return urlencode(sorted((name, value) for name, value in pairs if not _TRACKING.fullmatch(name)))


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
