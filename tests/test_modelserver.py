"""The scripted endpoint does to the official client what real endpoints do: each behaviour as that client sees it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from modelserver import (
    EVENTS,
    HOLD,
    OUT_OF_QUOTA,
    Asked,
    Cut,
    Flood,
    Late,
    ModelServer,
    Raw,
    Say,
    Stall,
    Status,
    error,
    failing,
    html_page,
    sse,
)

openai = pytest.importorskip("openai")
httpx2 = pytest.importorskip("httpx2")

NOTE = [{"role": "system", "content": "Answer in JSON."}, {"role": "user", "content": "Does the ferry run?"}]
OPEN = {"type": "object", "properties": {"text": {"type": "string"}}}
CLOSED = {**OPEN, "required": ["text"], "additionalProperties": False}
LARGE = 100_000_000


def schema(shape: Any = CLOSED, **named: Any) -> dict[str, Any]:
    """A response format."""
    return {"type": "json_schema", "json_schema": {"name": "brief", "strict": True, "schema": shape, **named}}


def speaks(server: ModelServer, *, key: str = "", timeout: float = 20.0) -> Any:
    """The official client, without retries, and past any proxy the environment names."""
    direct = openai.DefaultAsyncHttpxClient(trust_env=False, timeout=timeout)
    key = key or server.key
    return openai.AsyncOpenAI(base_url=server.base_url, api_key=key, max_retries=0, timeout=timeout, http_client=direct)


async def asks(client: Any, **more: Any) -> Any:
    return await client.chat.completions.create(**{"model": "m", "messages": NOTE, **more})


async def hears(client: Any, **more: Any) -> AsyncIterator[Any]:
    """A stream's events, and the stream closed at the end."""
    async with await asks(client, stream=True, **more) as stream:
        async for event in stream:
            yield event


async def heard(client: Any, told: list[str], **more: Any) -> None:
    """Puts what a stream says into `told`, piece by piece."""
    async for event in hears(client, **more):
        told += [choice.delta.content for choice in event.choices if choice.delta.content]


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    """An endpoint that is left with nothing going on."""
    async with ModelServer() as up:
        yield up
    assert up.open == 0


@pytest.fixture
async def client(server: ModelServer) -> AsyncIterator[Any]:
    async with speaks(server) as spoken:
        yield spoken


@pytest.fixture
async def hasty(server: ModelServer) -> AsyncIterator[Any]:
    """A client that waits a fifth of a second for each read."""
    async with speaks(server, timeout=0.2) as spoken:
        yield spoken


# --- what it says ---


async def test_a_completion_is_said_whole(server: ModelServer, client: Any) -> None:
    server.script(Say("The ferry runs.", cached=1024, reasoning="It is Monday."))
    said = await asks(client)
    assert said.choices[0].message.content == "The ferry runs."
    assert said.choices[0].message.reasoning_content == "It is Monday."
    assert (said.choices[0].finish_reason, said.model, said._request_id) == ("stop", "m", "req_1")
    assert said.usage.prompt_tokens_details.cached_tokens == 1024
    assert said.usage.completion_tokens > said.usage.completion_tokens_details.reasoning_tokens > 0
    assert said.usage.total_tokens == said.usage.prompt_tokens + said.usage.completion_tokens


async def test_a_stream_says_it_in_pieces_and_ends_with_its_usage(server: ModelServer, client: Any) -> None:
    server.script(Say("", pieces=("The fähr", "re runs."), cached=128, reasoning="Monday."))
    events = [event async for event in hears(client, stream_options={"include_usage": True})]
    deltas = [event.choices[0].delta for event in events[:-1]]
    assert [delta.content for delta in deltas if delta.content] == ["The fähr", "re runs."]
    assert [delta.reasoning_content for delta in deltas if "reasoning_content" in delta.model_extra] == ["Monday."]
    assert [event.choices[0].finish_reason for event in events[:-1]] == [None] * 4 + ["stop"]
    assert events[-1].choices == []
    assert events[-1].usage.prompt_tokens_details.cached_tokens == 128


async def test_a_stream_tells_no_usage_unasked(server: ModelServer, client: Any) -> None:
    server.script(Say("The ferry runs."))
    events = [event async for event in hears(client)]
    assert [event.choices[0].delta.content for event in events] == ["", "The ", "ferry ", "runs.", None]
    assert not any(event.usage for event in events)


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_refusal_is_no_content(server: ModelServer, client: Any, streamed: bool) -> None:
    server.script(Say("", refusal="I will not."))
    if streamed:
        deltas = [event.choices[0].delta async for event in hears(client)]
        assert "".join(delta.refusal or "" for delta in deltas) == "I will not."
        assert not any(delta.content for delta in deltas)
    else:
        message = (await asks(client)).choices[0].message
        assert (message.content, message.refusal) == (None, "I will not.")


@pytest.mark.parametrize("finish", ["length", "content_filter"])
async def test_an_answer_ends_as_scripted(server: ModelServer, client: Any, finish: str) -> None:
    server.always = Say("The fer", finish=finish)
    assert (await asks(client)).choices[0].finish_reason == finish
    assert [event.choices[0].finish_reason async for event in hears(client)][-1] == finish


async def test_replies_are_used_in_order_and_then_always(server: ModelServer, client: Any) -> None:
    server.script(Say("one"), Say("two"))
    server.script(lambda asked: Say("three"))
    server.always = lambda asked: Say(asked.text.upper())
    said = [(await asks(client)).choices[0].message.content for _ in range(5)]
    assert said == ["one", "two", "three", *["ANSWER IN JSON.\nDOES THE FERRY RUN?"] * 2]


async def test_a_request_is_kept_without_its_key(server: ModelServer, client: Any) -> None:
    server.always = Say("{}")
    await asks(client, response_format=schema(), temperature=0)
    asked = server.asked[0]
    assert (asked.path, asked.messages, asked.schema) == ("/v1/chat/completions", NOTE, CLOSED)
    assert asked.body["temperature"] == 0
    assert asked.headers["content-type"] == "application/json"
    assert server.key not in repr(asked)
    assert not asked.streamed


async def test_a_schema_binds_no_liar(server: ModelServer, client: Any) -> None:
    server.script(Say("The ferry runs."), Say('{"other": 1}'), Say('```json\n{"text": "x"}\n```'))
    said = [(await asks(client, response_format=schema())).choices[0].message.content for _ in range(3)]
    assert said == ["The ferry runs.", '{"other": 1}', '```json\n{"text": "x"}\n```']


async def test_the_model_is_listed(server: ModelServer, client: Any) -> None:
    assert [model.id async for model in client.models.list()] == ["harbour-1"]
    assert [asked.path for asked in server.asked] == ["/v1/models"]


# --- what it declines ---


async def test_only_its_own_key_is_taken(server: ModelServer) -> None:
    server.script(Say("The ferry runs."))
    async with speaks(server, key="sk-other") as stranger:
        with pytest.raises(openai.AuthenticationError) as refused:
            await asks(stranger)
    assert (refused.value.status_code, refused.value.code) == (401, "invalid_api_key")
    assert refused.value.type == "invalid_request_error"
    async with speaks(server) as known:
        assert (await asks(known)).choices[0].message.content == "The ferry runs."


async def test_without_a_key_anyone_may_ask() -> None:
    async with ModelServer(key="") as server, speaks(server, key="anything") as client:
        server.script(Say("Yes."))
        assert (await asks(client)).choices[0].message.content == "Yes."


async def test_a_server_without_schemas_declines_them_and_nothing_else(server: ModelServer, client: Any) -> None:
    server.schemas = False
    server.script(Say("{}"))
    with pytest.raises(openai.BadRequestError) as refused:
        await asks(client, response_format=schema())
    assert refused.value.param == "response_format"
    assert (await asks(client, response_format={"type": "json_object"})).choices[0].message.content == "{}"
    assert server.protests == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"model": ""},
        {"messages": []},
        {"messages": [{"role": "user"}]},
        {"messages": [{"content": "Does the ferry run?"}]},
        {"stream_options": {"include_usage": True}},
        {"response_format": {"type": "yaml"}},
        {"response_format": {"type": "json_object"}, "messages": NOTE[1:]},
        {"response_format": schema(name="a brief")},
        {"response_format": schema({"type": "array", "items": CLOSED})},
        {"response_format": schema(OPEN)},
        {"response_format": schema({**CLOSED, "required": []})},
        {"response_format": schema({**CLOSED, "properties": {"text": {"type": "array", "items": OPEN}}})},
    ],
    ids=str,
)
async def test_what_no_endpoint_takes_is_refused_and_protested(
    server: ModelServer, client: Any, wrong: dict[str, Any]
) -> None:
    server.script(Say("The ferry runs."))
    with pytest.raises(openai.BadRequestError):
        await asks(client, **wrong)
    assert len(server.protests) == 1
    await asks(client)
    assert len(server.protests) == 1


async def test_a_loose_schema_is_taken_where_it_need_not_be_strict(server: ModelServer, client: Any) -> None:
    server.script(Say("{}"))
    await asks(client, response_format=schema(OPEN, strict=False))
    assert server.protests == []


async def test_an_unknown_path_is_protested(server: ModelServer, client: Any) -> None:
    with pytest.raises(openai.NotFoundError):
        await client.completions.create(model="m", prompt="The ferry")
    assert server.protests == ["There is no POST /v1/completions."]


async def test_a_request_nothing_was_scripted_for_is_protested(server: ModelServer, client: Any) -> None:
    with pytest.raises(openai.PermissionDeniedError):
        await asks(client)
    server.always = lambda asked: Say(asked.body["nothing"])
    with pytest.raises(openai.PermissionDeniedError):
        await asks(client)
    assert ["KeyError" in protest for protest in server.protests] == [False, True]


# --- how it fails ---


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(
    ("reply", "raised", "header", "wait"),
    [
        (failing(429, retry_after=2), "RateLimitError", "retry-after", "2"),
        (failing(429, retry_after_ms=1500), "RateLimitError", "retry-after-ms", "1500"),
        (failing(429), "RateLimitError", "retry-after", None),
        (failing(429, retry_after="Mon, 02 Mar 2026 09:30:00 GMT"), "RateLimitError", "retry-after", "Mon, 02 Mar"),
        (failing(500), "InternalServerError", "retry-after", None),
        (failing(503, retry_after=7), "InternalServerError", "retry-after", "7"),
        (Status(404), "NotFoundError", "x-request-id", "req_1"),
    ],
)
async def test_a_status_is_raised_with_its_headers(
    server: ModelServer, client: Any, streamed: bool, reply: Status, raised: str, header: str, wait: str | None
) -> None:
    server.script(reply)
    with pytest.raises(getattr(openai, raised)) as failed:
        await asks(client, stream=streamed)
    assert failed.value.status_code == reply.code
    assert failed.value.request_id == "req_1"
    assert (failed.value.response.headers.get(header) or "")[:11] == (wait or "")


async def test_a_used_up_quota_differs_from_haste(server: ModelServer, client: Any) -> None:
    server.script(OUT_OF_QUOTA, failing(429))
    codes = []
    for _ in range(2):
        with pytest.raises(openai.RateLimitError) as failed:
            await asks(client)
        codes.append(failed.value.code)
    assert codes == ["insufficient_quota", "rate_limit_exceeded"]


async def test_a_page_is_a_text_or_an_error(server: ModelServer, client: Any) -> None:
    server.script(html_page(), html_page(502), html_page())
    assert "<h1>200</h1>" in await asks(client)
    with pytest.raises(openai.InternalServerError) as failed:
        await asks(client)
    assert "<h1>502</h1>" in failed.value.body
    assert [event async for event in hears(client)] == []


async def test_silence_before_the_answer_times_out(server: ModelServer, hasty: Any) -> None:
    server.script(Late(30.0, Say("late")), Stall(), Stall(after='The "ferry"'))
    for _ in range(3):
        with pytest.raises(openai.APITimeoutError):
            await asks(hasty)
    await server.wait_for(lambda: server.open == 0)


async def test_silence_within_a_stream_times_out(server: ModelServer, hasty: Any) -> None:
    server.always = Stall(after="The ferry")
    told: list[str] = []
    with pytest.raises(openai.APITimeoutError):
        await heard(hasty, told)
    assert told == ["The ferry"]
    await server.wait_for(lambda: server.open == 0)


async def test_a_stall_ends_when_the_client_goes_away(server: ModelServer, client: Any) -> None:
    server.always = Stall()
    stream = await asks(client, stream=True)
    assert server.open == 1
    await stream.close()
    await server.wait_for(lambda: server.open == 0)


async def test_a_released_stall_is_a_broken_connection(server: ModelServer, client: Any) -> None:
    server.always = Stall(after="The ferry")
    server.release.set()
    for streamed in (False, True):
        with pytest.raises(openai.APIConnectionError) as failed:
            await heard(client, []) if streamed else await asks(client)
        assert not isinstance(failed.value, openai.APITimeoutError)


async def test_a_stalled_error_times_out_and_in_a_stream_the_client_does_not_translate_it(
    server: ModelServer, hasty: Any
) -> None:
    server.always = Stall(code=500)
    with pytest.raises(openai.APITimeoutError):
        await asks(hasty)
    with pytest.raises(httpx2.ReadTimeout):
        await asks(hasty, stream=True)
    await server.wait_for(lambda: server.open == 0)


async def test_what_is_released_comes_at_once(server: ModelServer, client: Any) -> None:
    server.always = Late(30.0, Say("The ferry runs."))
    asking = asyncio.create_task(asks(client))
    await server.wait_for(lambda: server.open == 1)
    server.release.set()
    assert (await asking).choices[0].message.content == "The ferry runs."


async def test_a_stream_is_held_in_the_middle(server: ModelServer, client: Any) -> None:
    server.script(Say("", pieces=("One. ", HOLD, "Two.")))
    stream = hears(client)
    assert [(await anext(stream)).choices[0].delta.content for _ in range(2)] == ["", "One. "]
    assert server.open == 1
    server.release.set()
    assert [event.choices[0].delta.content async for event in stream] == ["Two.", None]


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("after", ["", "The ferry"])
async def test_a_cut_connection_is_a_connection_error(
    server: ModelServer, client: Any, streamed: bool, after: str
) -> None:
    server.script(Cut(after))
    told: list[str] = []
    with pytest.raises(openai.APIConnectionError):
        await heard(client, told) if streamed else await asks(client)
    assert told == ([after] if streamed and after else [])


async def test_an_endpoint_that_is_down_comes_back_where_it_was(server: ModelServer, client: Any) -> None:
    server.always = Say("The ferry runs.")
    await asks(client)
    await server.go_down()
    with pytest.raises(openai.APIConnectionError):
        await asks(client)
    await server.come_up()
    assert (await asks(client)).choices[0].message.content == "The ferry runs."
    assert len(server.asked) == 2


async def test_going_down_breaks_what_is_open(server: ModelServer, client: Any) -> None:
    server.always = Late(30.0, Say("late"))
    asking = asyncio.create_task(asks(client))
    await server.wait_for(lambda: server.open == 1)
    await server.go_down()
    with pytest.raises(openai.APIConnectionError):
        await asking
    assert server.open == 0


# --- what is no answer ---


@pytest.mark.parametrize(
    ("body", "raised"),
    [
        (b"", json.JSONDecodeError),
        (b"The ferry runs.", json.JSONDecodeError),
        (b'{"id":"1","choices":[{"index":0,"mess', json.JSONDecodeError),
        (b'{"choices":[{"message":{"content":"\xff\xfe"}}]}', UnicodeDecodeError),
    ],
)
async def test_a_body_that_is_no_json_is_a_value_error(
    server: ModelServer, client: Any, body: bytes, raised: type[ValueError]
) -> None:
    server.script(Raw(body))
    with pytest.raises(raised):
        await asks(client)


@pytest.mark.parametrize("body", [b"[]", b"{}", b"null", b'{"choices":[]}', b'{"choices":null}', b'{"choices":[{}]}'])
async def test_other_json_passes_the_client_unchecked(server: ModelServer, client: Any, body: bytes) -> None:
    server.script(Raw(body))
    said = await asks(client)
    assert not getattr(getattr(said, "choices", None) or [None], "message", None)


BEGUN = sse({"id": "1", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "The "}}]})


@pytest.mark.parametrize(
    ("rest", "raised"),
    [
        (sse("runs"), json.JSONDecodeError),
        (sse('{"choices":[{"ind'), json.JSONDecodeError),
        (BEGUN.replace(b"The", b"\xff\xfe"), UnicodeDecodeError),
        (sse(error("The upstream failed.", "server_error")), openai.APIError),
    ],
)
async def test_a_stream_that_goes_wrong_is_raised_after_what_came(
    server: ModelServer, client: Any, rest: bytes, raised: type[Exception]
) -> None:
    server.script(Raw(BEGUN + rest, EVENTS))
    told: list[str] = []
    with pytest.raises(raised):
        await heard(client, told)
    assert told == ["The "]


@pytest.mark.parametrize("rest", [b"", b'data: {"choices":[{"ind', b": working\n\n" * 50])
async def test_a_stream_that_just_ends_is_not_raised(server: ModelServer, client: Any, rest: bytes) -> None:
    server.script(Raw(BEGUN + rest, EVENTS))
    told: list[str] = []
    await heard(client, told)
    assert told == ["The "]


# --- floods, and many at once ---


async def test_a_flood_stops_when_the_client_has_had_enough(server: ModelServer, client: Any) -> None:
    server.script(Flood(LARGE))
    taken = 0
    unread = client.chat.completions.with_streaming_response.create(model="m", messages=NOTE)
    async with unread as answer:
        async for block in answer.iter_bytes():
            taken += len(block)
            if taken > 1_000_000:
                break
    await server.wait_for(lambda: server.open == 0)
    assert taken < 2_000_000
    assert server.sent < LARGE // 2


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_flooded_error_is_read_to_its_end(server: ModelServer, client: Any, streamed: bool) -> None:
    server.script(Flood(3_000_000, code=500))
    with pytest.raises(openai.InternalServerError):
        await asks(client, stream=streamed)
    assert server.sent == 3_000_000


async def test_a_flooded_stream_stops_when_it_is_closed(server: ModelServer, client: Any) -> None:
    server.script(Flood(LARGE))
    taken = 0
    async with await asks(client, stream=True) as stream:
        async for event in stream:
            taken += len(event.choices[0].delta.content)
            if taken > 1_000_000:
                break
    await server.wait_for(lambda: server.open == 0)
    assert server.sent < LARGE // 2


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("unbroken", [False, True])
async def test_a_flood_has_its_size_and_form(server: ModelServer, client: Any, streamed: bool, unbroken: bool) -> None:
    server.script(Flood(300_000, unbroken))
    told: list[str] = []
    if streamed:
        await heard(client, told)
    else:
        told.append((await asks(client)).choices[0].message.content)
    assert server.sent == 300_000
    assert len("".join(told)) == (0 if streamed and unbroken else pytest.approx(300_000, rel=0.4))


async def test_those_served_at_once_are_counted(server: ModelServer, client: Any) -> None:
    server.always = Late(30.0, Say("The ferry runs."))
    asking = [asyncio.create_task(asks(client)) for _ in range(5)]
    await server.wait_for(lambda: server.open == 5)
    server.release.set()
    await asyncio.gather(*asking)
    await asks(client)
    await server.wait_for(lambda: server.open == 0)
    assert (server.most, len(server.asked)) == (5, 6)


async def test_a_lying_model_sees_what_it_lies_about(server: ModelServer, client: Any) -> None:
    def lies(asked: Asked) -> Say:
        assert asked.schema
        return Say(json.dumps({"text": asked.messages[-1]["content"].replace("ferry", "tram")}))

    server.always = lies
    said = await asks(client, response_format=schema())
    assert json.loads(said.choices[0].message.content) == {"text": "Does the tram run?"}
    assert server.protests == []
