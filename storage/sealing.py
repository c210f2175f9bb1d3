"""What keeps a word or a name unreadable in the database, its log and every copy of it."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_BLOCK = 256
_END = b"\x80"


class Broken(Exception):
    """A sealed text was changed, or was closed with a key that is gone."""


class Seal:
    """Closes texts and replaces names, with keys that are in no database.

    The first key is used; texts that older ones closed can still be opened.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the keys, newest first; raises ValueError for what is no key."""
        self._box = MultiFernet([Fernet(key) for key in keys])
        self._token_keys = [_derived(key) for key in keys]

    @classmethod
    def from_setting(cls, setting: str) -> Self:
        """Take the keys as they are written in a setting, with commas between them."""
        return cls([key.strip() for key in setting.split(",")])

    @staticmethod
    def new_key() -> str:
        """Return a key that nobody has."""
        return Fernet.generate_key().decode()

    def token(self, *parts: object) -> str:
        """Return what stands for these parts, in 64 characters: the same each time."""
        return self.tokens(*parts)[0]

    def tokens(self, *parts: object) -> list[str]:
        """Return what each key makes of these parts: what was written before a new key counts."""
        # Lengths keep ("1", "23") and ("12", "3") apart.
        text = "".join(f"{len(str(part))}:{part}" for part in parts).encode()
        return [hmac.new(key, text, hashlib.sha256).hexdigest() for key in self._token_keys]

    def close(self, text: str, *, room: int = _BLOCK) -> str:
        """Return the text, sealed; its length says only how many times `room` bytes it fills."""
        content = text.encode() + _END
        padded = content.ljust(-(-len(content) // room) * room, b"\0")
        # Fernet writes the moment beside what it closes; when somebody spoke is nobody's business.
        return self._box.encrypt_at_time(padded, current_time=0).decode()

    def open(self, sealed: str) -> str:
        """Return the text that was sealed, or raise Broken."""
        try:
            padded = self._box.decrypt(sealed)
        except InvalidToken:
            raise Broken from None
        return padded.rstrip(b"\0").removesuffix(_END).decode()


def _derived(key: str) -> bytes:
    """Return a key for tokens that tells nothing of the one for texts."""
    return HKDF(SHA256(), length=32, salt=None, info=b"touchstone tokens").derive(key.encode())
