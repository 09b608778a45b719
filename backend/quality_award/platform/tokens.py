"""Access tokens: ES256 through python-jose, the only file that imports it. The algorithm is never read from the token."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jose import jwk, jwt
from jose.exceptions import JOSEError

from .errors import Unauthenticated

ALGORITHM = "ES256"
AUDIENCE = "quality-award-api"
TYPE = "at+jwt"
LIFETIME = dt.timedelta(minutes=10)
# Not `exp`: requiring it makes the library compare it with the machine's clock. `verify` compares it with ours.
_REQUIRED = {f"require_{claim}": True for claim in ("aud", "iat", "iss", "sub", "jti")}


@dataclass(frozen=True)
class Claims:
    """Who (person, session) and in which role (membership)."""

    user_id: uuid.UUID
    session_id: uuid.UUID
    membership_id: uuid.UUID | None


@dataclass(frozen=True)
class NewKey:
    """A fresh P-256 key: PEM of the private half, JWK of the public half."""

    kid: str
    private_pem: bytes
    public_jwk: dict[str, str]


def new_key() -> NewKey:
    """Make a signing key; `kid` is random."""
    private = ec.generate_private_key(ec.SECP256R1())
    kid = uuid.uuid4().hex
    public_pem = private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    public = {k: _text(v) for k, v in jwk.construct(public_pem, ALGORITHM).to_dict().items()}
    pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return NewKey(kid, pem, {**public, "kid": kid, "use": "sig", "alg": ALGORITHM})


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def sign(claims: Claims, *, kid: str, private_pem: bytes, now: dt.datetime, issuer: str) -> str:
    """An access token that lives ten minutes."""
    body = {
        "iss": issuer,
        "aud": AUDIENCE,
        "sub": str(claims.user_id),
        "sid": str(claims.session_id),
        "mid": str(claims.membership_id) if claims.membership_id else None,
        "jti": uuid.uuid4().hex,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
    }
    return str(jwt.encode(body, private_pem.decode(), algorithm=ALGORITHM, headers={"kid": kid, "typ": TYPE}))


def verify(token: str, keys: Mapping[str, Mapping[str, str]], *, now: dt.datetime, issuer: str) -> Claims:
    """The claims of a good token. Raises Unauthenticated; `token-expired` tells the client to refresh.

    Expiry is compared with the injected clock, not by the library, which reads the machine's.
    """
    try:
        header = jwt.get_unverified_header(token)
        key = keys[header["kid"]]
        if header.get("typ") != TYPE or header.get("alg") != ALGORITHM:
            raise Unauthenticated
        body = jwt.decode(
            token,
            dict(key),
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=issuer,
            options={**_REQUIRED, "verify_exp": False, "verify_iat": False},
        )
        expires = int(body["exp"])
        claims = Claims(uuid.UUID(body["sub"]), uuid.UUID(body["sid"]), uuid.UUID(body["mid"]) if body.get("mid") else None)
    except (JOSEError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unauthenticated from error
    if now.timestamp() >= expires:
        raise Unauthenticated("token-expired")
    return claims
