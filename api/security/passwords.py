"""Secrets that people and machines show: made, hashed and compared."""

import secrets

from pwdlib import PasswordHash

_hasher = PasswordHash.recommended()
_NOBODY = _hasher.hash(secrets.token_hex(16))
"""Compared with where there is no such account, so that the time tells nothing."""

SHORTEST_PASSWORD = 12


def hashed_password(password: str) -> str:
    """Return the argon2 hash of ``password``."""
    return _hasher.hash(password)


def is_password(password: str, hashed: str) -> bool:
    """Tell whether ``password`` is the one of ``hashed``; empty: never, in equal time."""
    return _hasher.verify(password, hashed or _NOBODY) and bool(hashed)


def new_secret() -> str:
    """Return a random secret of 256 bits, for a cookie or a token."""
    return secrets.token_urlsafe(32)


_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_code() -> str:
    """Return a one-time code that can be read aloud, of about 99 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
    return "-".join(groups)
