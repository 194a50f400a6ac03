"""The two families of expected failure: a Refusal is our no, a Trouble is the outside's."""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    """We say no, and the sentence says why and what would work instead."""


class NotFound(Refusal):
    """There is no such thing, or the actor may not know that there is."""


class Gone(Refusal):
    """There was such a thing, which the actor knew, and it was deleted."""


class Forbidden(Refusal):
    """The actor is known, and may not do this."""


class SignIn(Refusal):
    """The actor is not known; signing in, or a valid token, would help."""


class Conflict(Refusal):
    """The thing has moved on: an old version, an illegal move, or a request that is still running."""

    def __init__(self, message: str, *, allowed: tuple[str, ...] = ()) -> None:
        """Keep the moves that would be allowed now."""
        super().__init__(message)
        self.allowed = allowed


class Invalid(Refusal):
    """Some fields cannot be taken; `fields` maps each field's name to its sentence."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        """Keep the sentences by field."""
        super().__init__("; ".join(f"{name}: {sentence}" for name, sentence in fields.items()))
        self.fields = dict(fields)


class TooMany(Refusal):
    """Too often; `after` seconds from now it may be tried again."""

    def __init__(self, message: str, *, after: int) -> None:
        """Keep the seconds to wait."""
        super().__init__(message)
        self.after = after


class NoRoom(Refusal):
    """The disk is nearly full: reading goes on, writing waits until there is room."""

    def __init__(self) -> None:
        """Say what goes on and what does not."""
        super().__init__(
            "The desk's disk is nearly full. Nothing was saved, nothing is lost; reading goes on. "
            "Try again once the operator has made room."
        )


class Trouble(Exception):
    """Something outside failed."""


class Temporary(Trouble):
    """It may work later; `after` is the least number of seconds to wait, when the outside named one."""

    def __init__(self, reason: str, *, after: float | None = None) -> None:
        """Keep the pause that the outside asked for."""
        super().__init__(reason)
        self.after = after


class Permanent(Trouble):
    """It will never work like this; `kind` is its class: address, opt_out, content, config or balance."""

    def __init__(self, reason: str, *, kind: str) -> None:
        """Keep the class of the failure."""
        super().__init__(reason)
        self.kind = kind


class Unknown(Trouble):
    """It may or may not have happened; asking again could do it twice."""


def check_version(noun: str, seen: object, *, at: int) -> None:
    """Refuse a change to what has moved on since the version that somebody saw; who names none takes it as it is."""
    if isinstance(seen, int) and seen != at:
        raise Conflict(
            f"The {noun} has changed since version {seen} (it is at {at}). Read it again, and send the change with the "
            "new version."
        )
