"""What a link for somebody without Slack looks like, and how a forged one is told from it."""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field

PATH = "/answer/"

_TOKEN = re.compile(r"([A-Za-z0-9_-]{32,64})\.([A-Za-z0-9_-]{43})")


@dataclass(frozen=True)
class Signer:
    """Makes links and knows its own; `key` is in no database, `public_url` has no slash behind."""

    public_url: str
    key: bytes = field(repr=False)

    @classmethod
    def from_secret(cls, public_url: str, secret: str) -> "Signer":
        """Take a key that tells nothing of the secret it is made from."""
        key = hmac.new(secret.encode(), b"touchstone answer links", hashlib.sha256).digest()
        return cls(public_url, key)

    def token(self, random: str) -> str:
        """Return the last part of a link, made of a random word that nobody else has."""
        return f"{random}.{self._signed('link', random)}"

    def is_own(self, token: str) -> bool:
        """Say whether this was signed here; a forged one need not be looked up."""
        parts = _TOKEN.fullmatch(token)
        return parts is not None and hmac.compare_digest(self._signed("link", parts[1]), parts[2])

    def address(self, token: str) -> str:
        """Return the whole link."""
        return f"{self.public_url}{PATH}{token}"

    def promise(self, token: str, cookie: str) -> str:
        """Return what a form has to bring back, which only this browser was given for this link."""
        return self._signed("form", f"{token} {cookie}")

    def _signed(self, what: str, text: str) -> str:
        digest = hmac.new(self.key, f"{what}:{text}".encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(digest).decode().rstrip("=")


def fingerprint(token: str) -> str:
    """Return what of a link may be kept: nobody can open anything with it."""
    return hashlib.sha256(token.encode()).hexdigest()
