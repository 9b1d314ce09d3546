"""Keys by purpose: MACs, sealing, signed tokens. The primitives are the standard library's, libsodium's
and itsdangerous'.

PyNaCl rather than cryptography: the same primitives in 1.5 MB instead of 4.3 of the package, loaded
only when a sealed row or an Ed25519 link is met.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

from ..ports import Signature


@dataclass(frozen=True)
class Keyring:
    """Keeps the promises of ``ports.Vault``. ``secrets`` maps a purpose to its live keys, newest first."""

    secrets: Mapping[str, tuple[bytes, ...]]

    def mac(self, purpose: str, *parts: str) -> str:
        """Hex HMAC-SHA256; parts are length-prefixed so that no two lists of parts meet."""
        return self.macs(purpose, *parts)[0]

    def macs(self, purpose: str, *parts: str) -> tuple[str, ...]:
        """Under every live key, newest first."""
        text = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
        return tuple(hmac.new(key, text, hashlib.sha256).hexdigest() for key in self.secrets[purpose])

    def seal(self, purpose: str, plain: bytes) -> str:
        """XSalsa20-Poly1305 (libsodium secretbox), base64."""
        from nacl.encoding import Base64Encoder
        from nacl.secret import SecretBox

        return (
            SecretBox(self._box_key(self.secrets[purpose][0])).encrypt(plain, encoder=Base64Encoder).decode()
        )

    def open(self, purpose: str, sealed: str) -> bytes:
        """What was sealed under any live key; raises ``ValueError``."""
        from nacl.encoding import Base64Encoder
        from nacl.exceptions import CryptoError
        from nacl.secret import SecretBox

        for key in self.secrets[purpose]:
            try:
                return bytes(SecretBox(self._box_key(key)).decrypt(sealed.encode(), encoder=Base64Encoder))
            except CryptoError:
                continue
        raise ValueError("not sealed by a live key")

    def sign(self, purpose: str, value: Any) -> str:
        """A signed token with its time."""
        return str(self._serializer(purpose).dumps(value))

    def unsign(self, purpose: str, token: str, *, max_age: int) -> Any:
        """The value, or None for anything that is not a whole, young token of ours."""
        try:
            return self._serializer(purpose).loads(token, max_age=max_age)
        except BadData:
            return None

    def verify_ed25519(self, public_hex: str, message: bytes, signature_hex: str) -> bool:
        """Never raises: whatever is malformed is not a signature."""
        return genuine(public_hex, message, signature_hex)

    def sign_head(self, text: bytes) -> Signature:
        """Ed25519 under the newest history key."""
        key = self._signing_keys()[0]
        return Signature(key_id(key.verify_key.encode().hex()), key.sign(text).signature.hex())

    def public_keys(self) -> Mapping[str, str]:
        """By id, newest first."""
        public = [key.verify_key.encode().hex() for key in self._signing_keys()]
        return {key_id(each): each for each in public}

    def _signing_keys(self) -> list[Any]:
        from nacl.signing import SigningKey

        return [SigningKey(hashlib.sha256(b"sign" + key).digest()) for key in self.secrets["history"]]

    def _serializer(self, purpose: str) -> URLSafeTimedSerializer:
        oldest_first = list(reversed(self.secrets[purpose]))
        return URLSafeTimedSerializer(oldest_first, salt=f"suyi.{purpose}")

    @staticmethod
    def _box_key(key: bytes) -> bytes:
        return hashlib.sha256(b"box" + key).digest()


def genuine(public_hex: str, message: bytes, signature_hex: str) -> bool:
    """Whether the Ed25519 signature is the key's; never raises."""
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    try:
        VerifyKey(bytes.fromhex(public_hex)).verify(message, bytes.fromhex(signature_hex))
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True


def key_id(public_hex: str) -> str:
    """What a public key is called: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(bytes.fromhex(public_hex)).hexdigest()[:16]
