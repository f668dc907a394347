"""Which desk a story belongs to, and how urgent its words are.

Works on: one article and its outlet.
Comes in: the feed's section, the address, the outlet's beats, the headline.
Goes out: beats out of a closed list, and an IPTC urgency from 1 (flash) to 9.
Does not know: other articles, who reads, what an edition needs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.news import Article, Outlet
from bot.text import fold, words

_SECTIONS = {
    "world": "world international welt ausland monde mundo internacional mondo europe asia africa americas "
    "middle-east politik-ausland global",
    "politics": "politics politik politique politica election elections wahlen government parliament "
    "national elecciones",
    "business": "business economy markets finance money wirtschaft finanzen economie economia negocios "
    "companies economics bourse",
    "science": "science space wissenschaft sciences ciencia forschung physics astronomy archaeology",
    "health": "health gesundheit sante salud medicine wellbeing medizin",
    "technology": "technology tech digital netzwelt technologie technik tecnologia ai internet gadgets",
    "sport": "sport sports football soccer cricket tennis fussball deportes futbol rugby olympics golf basketball",
    "culture": "culture arts entertainment kultur cultura film music books tv theatre feuilleton musik",
    "climate": "climate environment klima umwelt climat environnement clima medioambiente planete",
}
_SECTION = {name: beat for beat, listed in _SECTIONS.items() for name in listed.split()}
_TELLING = {
    "politics": "election elections vote votes voters ballot parliament minister ministers senate president "
    "coalition bill referendum lawmakers "
    "wahl wahlen parlament minister ministerin abstimmung koalition regierung bundestag elections scrutin "
    "ministre parlement vote "
    "elecciones votacion ministro ministra parlamento ley gobierno cabinet impeachment mayor",
    "business": "bank banks rates inflation shares stocks merger profit profits economy tariffs tariff "
    "factory workers strike quarter bankruptcy "
    "zinsen notenbank inflation streik aktien banque taux inflation greve banco tasas huelga earnings "
    "acquisition layoffs",
    "science": "scientists researchers telescope spacecraft rocket orbit fossil species astronomers "
    "forscher chercheurs cientificos sonde probe lunar "
    "asteroid archaeologists physicists",
    "health": "hospital vaccine virus outbreak disease patients doctors measles cholera flu impfung "
    "krankenhaus virus hopital vaccin hospital vacuna brote "
    "medicine epidemic cancer dengue",
    "technology": "software model ai chip chips app hackers cyberattack data startup robot algorithm "
    "internet smartphone quantum jailbreak jailbroken",
    "sport": "match cup league final goal goals coach striker championship tournament medal wins beat spiel "
    "trainer tor pokal finale entraineur "
    "partido gol copa liga race marathon cyclist stage",
    "culture": "film album museum novel actor actress festival orchestra painting exhibition theatre singer "
    "prize musee musique pelicula museo",
    "climate": "climate emissions drought wildfire wildfires glacier flood floods heatwave storm hurricane "
    "cyclone carbon hochwasser durre inondations "
    "secheresse inundaciones sequia incendio waldbrand reef deforestation",
    "world": "war ceasefire troops border embassy missile summit sanctions refugees treaty peace krieg "
    "waffenruhe truppen guerre frontiere guerra frontera "
    "cumbre quake earthquake erdbeben seisme terremoto",
}
_ANYWHERE = (
    "hospital hospitals hopital krankenhaus patients doctors race final goal goals stage wins beat match cup "
    "league medal spiel tor model data app robot virus vote votes law ley prize film bill strike factory "
    "workers bank border storm coach summit treaty streik museum festival rates quarter probe orbit species"
)
_LOOSE = frozenset(_ANYWHERE.split())
"""Words that stand in news of any beat: two of them, or one beside a surer sign, are needed."""
_KINDS = {
    "quake": "world", "flood": "climate", "storm": "climate", "slide": "world", "eruption": "world", "fire": "world",
    "blast": "world", "wreck": "world", "crash": "world", "attack": "world", "truce": "world", "walkout": "business",
    "outbreak": "health", "ballot": "politics", "recall": "business", "layoffs": "business", "takeover": "business",
    "rates": "business", "hack": "technology",
}  # fmt: skip
_INCIDENTS = frozenset({"quake", "flood", "storm", "slide", "eruption", "fire", "blast", "wreck", "crash", "attack"})
_UNLIKELY = frozenset({"health", "sport", "culture", "technology", "science"})
"""Beats that an accident has only where its publisher says so."""
_BY_SECTION, _BY_OUTLET, _BY_KIND, _LEAST, _SECOND = 20, 6, 4, 2, 0.3
_TELLS: dict[str, list[str]] = {}
for _beat, _listed in _TELLING.items():
    for _word in dict.fromkeys(_listed.split()):
        _TELLS.setdefault(_word, []).append(_beat)

_FLASH = re.compile(r"^(?:flash|bulletin|eilmeldung|alerte info|ultima hora urgente)\b")
_BREAKING = re.compile(
    r"^(?:breaking|urgent|just in|alert|eil|urgente|ultima hora|alerte|developing)\b"
    r"|\bbreaking(?: news)? ?:|\bbreaking$|\beilmeldung\b"
)
_GRAVE = re.compile(
    r"\b(?:assassinat\w+|state of emergency|declares? war|coup|resigns?|tsunami|evacuat\w+|terror\w*"
    r"|explosion|shooting|hostages?|"
    r"massacre|earthquake|plane crash\w*|ausnahmezustand|tritt zuruck|rucktritt|anschlag|erdbeben|attentat"
    r"|seisme|demissionne|terremoto|dimite|atentado)\b"
)


def beats(article: Article, outlet: Outlet | None, kinds: Sequence[str] = ()) -> list[str]:
    """An article's beats, surest first, at most two; empty where nothing tells.

    The section or address decides where there is one; then the outlet's only beat, the kind of event, telling words.
    """
    given = _given(article, outlet)
    told = _told(article, kinds)
    if _INCIDENTS.intersection(kinds):
        told = Counter({beat: points for beat, points in told.items() if beat in given or beat not in _UNLIKELY})
    votes = given + told
    ranked = [(beat, points) for beat, points in votes.most_common(2) if points >= _LEAST]
    return [beat for beat, points in ranked if points >= _SECOND * ranked[0][1]]


def _given(article: Article, outlet: Outlet | None) -> Counter[str]:
    """Points by what the publisher says of it: section, folders of the address, an outlet of one beat."""
    folders = re.sub(r"^\w+://[^/]*", "", article.url).split("?")[0].lower().split("/")[:-1]
    votes = Counter({_SECTION[name]: _BY_SECTION for name in [*words(article.section), *folders] if name in _SECTION})
    for beat in outlet.beats if outlet and len(outlet.beats) == 1 else ():
        votes[beat] += _BY_OUTLET
    return votes


def _told(article: Article, kinds: Sequence[str]) -> Counter[str]:
    """Points by what happened and by words; a word of many meanings tells nothing on its own."""
    votes: Counter[str] = Counter(dict.fromkeys((_KINDS[kind] for kind in kinds if kind in _KINDS), _BY_KIND))
    heard: Counter[str] = Counter(votes)
    zones = ((article.headline, 2), (" ".join(article.paragraphs[:1])[:400], 1))
    for zone, weight in zones:
        for word in dict.fromkeys(words(zone)):
            for beat in _TELLS.get(word, ()):
                votes[beat] += weight if word in _LOOSE else 2 * weight
                heard[beat] += 1 if word in _LOOSE else 2
    return Counter({beat: points for beat, points in votes.items() if heard[beat] > 1})


def urgency(article: Article, figures: dict[str, int]) -> int:
    """IPTC urgency: the wire's own where it set one, else from the headline's words and the dead it counts."""
    if article.urgency != 5:
        return min(9, max(1, article.urgency))
    headline = fold(f"{article.kicker} {article.headline}").strip()
    if _FLASH.search(headline):
        return 1
    if _BREAKING.search(headline):
        return 2
    killed = figures.get("killed", 0)
    if killed >= 50:
        return 2
    if killed >= 5 or (_GRAVE.search(headline) and killed):
        return 3
    return 4 if killed or _GRAVE.search(headline) else 5
