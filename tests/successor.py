"""`daybrief serve` with a clock that is SECONDS ahead, so that what a killed one held is free at once.

python tests/successor.py SECONDS
"""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot import house, settings
from bot.newsroom import Newsroom
from bot.verbs import serving


async def main(ahead: timedelta) -> None:
    loaded = settings.load()
    async with house.opened(loaded, tuple, lambda: house.utc_now() + ahead) as home:
        await Newsroom(home, [serving.adapter(platform, home) for platform in serving.named(loaded)]).run()


if __name__ == "__main__":
    asyncio.run(main(timedelta(seconds=float(sys.argv[1]))))
