"""What can go wrong with a store, as people should read it.

Works on: exceptions of the client library.
Comes in: an exception, and the store's address as it may be shown.
Goes out: `StoreError`, one line with the cure.
Does not know: which command failed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class StoreError(Exception):
    """The store cannot be used. `str(error)` is one line for people, with the cure, and holds no password."""


@contextmanager
def border(shown: str = "the store") -> Iterator[None]:
    """Turn what the client library raises into StoreError: the only place that does."""
    from redis.exceptions import RedisError

    try:
        yield
    except (RedisError, OSError) as error:
        raise StoreError(_phrase(error, shown)) from error


def _phrase(error: Exception, shown: str) -> str:
    """What to tell the operator of a client error. Pure."""
    from redis import exceptions as known

    if isinstance(error.__cause__, StoreError):  # from reviving our own server
        return str(error.__cause__)
    match error:
        case known.AuthenticationError() | known.NoPermissionError() | known.AuthorizationError():
            return f"{shown} refused the name or password: correct them in DAYBRIEF_REDIS_URL"
        case known.BusyLoadingError():
            return f"{shown} is still loading its data: try again in a moment"
        case known.InvalidResponse():
            return f"What answers at {shown} is not a Redis or Valkey server: correct DAYBRIEF_REDIS_URL"
        case known.TimeoutError() | TimeoutError():
            return f"{shown} does not answer in time: check that it is a Redis or Valkey server and not overloaded"
        case known.ConnectionError() | OSError():
            return f"Nothing answers at {shown}: check that it runs and that DAYBRIEF_REDIS_URL is right"
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    cure = next((cure for mark, cure in _REFUSALS.items() if mark.casefold() in said.casefold()), "")
    return f"{shown} {cure}" if cure else f"{shown} refused a command: {said[:120]}"


_REFUSALS = {
    "MISCONF": "cannot write to its disk: free some space, then try again",
    "No space left": "cannot write to its disk: free some space, then try again",
    "NOAUTH": "wants a password: put it in DAYBRIEF_REDIS_URL (redis://:PASSWORD@HOST)",
    "maxmemory": "is out of memory: raise its maxmemory or free some",
    "read only replica": "is a read-only replica: name its primary in DAYBRIEF_REDIS_URL",
}
"""Words of a server's refusal and what they mean."""
