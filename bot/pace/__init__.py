"""How fast a bot may speak: `slots` reckons, `turns` lets whoever sends take a turn."""

from bot.pace.slots import FALL, LEAST, RISE, Mark, Scope, Turn, grant
from bot.pace.turns import Away, Early, Pace

__all__ = ["FALL", "LEAST", "RISE", "Away", "Early", "Mark", "Pace", "Scope", "Turn", "grant"]
