"""Which stories make the brief, in what order, and why.

Works on: stories as the newsroom has grouped them; nothing is fetched, stored or worded here.
Comes in: stories, the time, how many are wanted, how far back, the beats or the topic a reader asked for.
Goes out: choices in order, each with the contributions that put it there, and the name of an edition.
Does not know: how a story was found, who reads the brief, what its articles say beyond headline and figures.
"""

from bot.edition.merits import HALF_LIFE
from bot.edition.naming import name
from bot.edition.page import around, choose
from bot.edition.topics import beat, on_topic, openings, signs

__all__ = ["HALF_LIFE", "around", "beat", "choose", "name", "on_topic", "openings", "signs"]
