"""Carries what is in the outbox to one chat platform, and says of every row how it ended.

    outbox ──claim──▶ errand ──post──▶ adapter ──▶ sent, with its receipt
                         │                 └─ a failure ──decide──▶ later, dead, ambiguous; the chat shut or readdressed
                         └─ every part is written down before it leaves and after it arrived

Works on: the outbox of the archive and one adapter.
Comes in: rows that are due.
Goes out: messages, and rows that are settled.
Does not know: any platform, why anybody is told anything.

A message whose answer was lost may have arrived. Where the platform remembers keys it is sent again under its own;
where it does not, it is sent again once after a pause, which is counted, and after a second doubt never.
"""

from bot.courier.rounds import Courier, heed_cancelling
from bot.courier.rules import decide, key

__all__ = ["Courier", "decide", "heed_cancelling", "key"]
