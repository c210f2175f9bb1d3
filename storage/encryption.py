"""Tokens as they lie in the database: encrypted, with keys that are not in it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Unreadable(Exception):
    """What is encrypted was changed, or the key that it needs is not among ours."""


class Keys:
    """Encrypts with the first key, and reads what any of them has encrypted."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the keys, the newest first; raises ValueError for what is no key."""
        self._box = MultiFernet([Fernet(key) for key in keys])

    @classmethod
    def from_setting(cls, setting: str) -> Self:
        """Take the keys as they are written in a setting, with commas between them."""
        return cls([key.strip() for key in setting.split(",")])

    def encrypt(self, text: str) -> str:
        return self._box.encrypt(text.encode()).decode()

    def stamp(self, word: str, now: datetime) -> str:
        """Return a word that nobody else can make, with the moment in it."""
        return self._box.encrypt_at_time(word.encode(), int(now.timestamp())).decode()

    def read_stamped(self, stamped: str, *, lasts: timedelta, now: datetime) -> str:
        """Return the word that was stamped lately, or raise Unreadable."""
        seconds = int(lasts.total_seconds())
        try:
            return self._box.decrypt_at_time(stamped, seconds, int(now.timestamp())).decode()
        except (InvalidToken, ValueError):
            raise Unreadable from None

    def read(self, encrypted: str) -> str:
        """Return what was encrypted, or raise Unreadable."""
        try:
            return self._box.decrypt(encrypted).decode()
        except (InvalidToken, ValueError):
            raise Unreadable from None

    def renew(self, encrypted: str) -> str:
        """Return the same, encrypted with the first key; or raise Unreadable."""
        try:
            return self._box.rotate(encrypted).decode()
        except (InvalidToken, ValueError):
            raise Unreadable from None

    def can_read(self, encrypted: str) -> bool:
        """Say whether the key that it needs is among ours."""
        try:
            self.read(encrypted)
        except Unreadable:
            return False
        return True
