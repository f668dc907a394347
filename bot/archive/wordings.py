"""What a writer made of a story, checked.

Works on: the sentences of one revision of a story, in one language, by one writer.
Comes in: sentences that `bot.checking` passed, and the reasons why others were refused.
Goes out: the same, so that a story is worded once for every reader; everything a story was worded in.
Does not know: how sentences are made. Its decoder is, beside `bot.checking`, the only maker of a `Sentence`.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.archive import codec, keys
from bot.archive.codec import Wording
from bot.archive.line import Line, Word
from bot.news import Story


class Wordings:
    """Kept for 14 days."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def get(self, stories: Sequence[Story], language: str, writer: str) -> dict[str, Wording]:
        """By slug, the wordings of these revisions; stories not yet worded are missing. One round trip."""
        records = await self._line.many([self._name(story, language, writer) for story in stories])
        found = ((story.slug, codec.wording_in(record)) for story, record in zip(stories, records, strict=True))
        return {slug: wording for slug, wording in found if wording is not None}

    async def keep(self, worded: Sequence[tuple[Story, Wording]], language: str, writer: str) -> None:
        """Keep wordings, many at once."""
        commands: list[tuple[Word, ...]] = []
        for story, wording in worded:
            index, member = self._keys.worded + story.slug, f"{story.revision}:{language}:{writer}"
            commands += [
                ("ZADD", index, story.revision, member),
                ("ZREMRANGEBYRANK", index, 0, -1 - keys.WORDED_CAP),
                ("EXPIRE", index, keys.ARTICLE_SECONDS),
                ("SET", self._name(story, language, writer), codec.pack(wording), "EX", keys.ARTICLE_SECONDS),
            ]
        await self._line.all(commands)

    async def latest(self, story: Story, language: str, writer: str) -> Wording | None:
        """The newest that this writer made of a story in this language; None where nothing is kept."""
        members = await self._line.do("ZREVRANGE", self._keys.worded + story.slug, 0, -1)
        wanted = f":{language}:{writer}"
        for member in (name.decode("utf-8", "replace") for name in members):
            if member.endswith(wanted) and (
                found := codec.wording_in(await self._line.do("GET", self._named(story, member)))
            ):
                return found
        return None

    async def answered(self, question: str) -> Wording | None:
        """What was answered to a question of the same passages, by its digest."""
        return codec.wording_in(await self._line.do("GET", self._keys.answered + question))

    async def keep_answer(self, question: str, wording: Wording) -> None:
        """Keep an answer for whoever asks the same of the same passages."""
        await self._line.do("SET", self._keys.answered + question, codec.pack(wording), "EX", keys.ANSWER_SECONDS)

    async def said(self, slugs: Sequence[str]) -> list[Wording]:
        """Everything that was made of these stories and is still kept, the oldest revisions first."""
        listed = await self._line.all([("ZRANGE", self._keys.worded + slug, 0, -1) for slug in slugs])
        names = [
            f"{self._keys.wording}{slug}:{name.decode('utf-8', 'replace')}"
            for slug, members in zip(slugs, listed, strict=True)
            for name in members
        ]
        records = await self._line.many(names)
        return [wording for record in records if (wording := codec.wording_in(record)) is not None]

    def _name(self, story: Story, language: str, writer: str) -> str:
        return self._named(story, f"{story.revision}:{language}:{writer}")

    def _named(self, story: Story, member: str) -> str:
        return f"{self._keys.wording}{story.slug}:{member}"
