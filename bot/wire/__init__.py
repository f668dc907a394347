"""The wire: where articles come from.

Works on: sources (feeds), pages, files, what is typed or piped.
Comes in: the sources that are due and what is remembered of each; an address somebody gave.
Goes out: articles, and for each source what to remember of it; nothing is kept here.
Does not know: what is stored, which articles tell one event, what matters.
"""

from bot.wire.filling import fill
from bot.wire.listed import SourcesError, default_sources, load_sources
from bot.wire.reading import Reading, read
from bot.wire.rounds import Poll, poll

__all__ = ["Poll", "Reading", "SourcesError", "default_sources", "fill", "load_sources", "poll", "read"]
