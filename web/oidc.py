"""OpenID Connect: the authorization code flow with PKCE, with any provider that the settings name.

What a provider says counts only if it is signed by a key of its own, for us, now, and for the sign-in that was begun here.
Nothing that it or a browser wrote is repeated, in a page or in a log.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import math
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import httpx
import joserfc.errors
import msgspec
import structlog
from joserfc import jwt
from joserfc.jwk import JWKRegistry, Key, KeySet

from directory.reader import Reader, Remit, Role
from store.sign_ins import Attempt, Taken
from web.problems import ProblemError
from web.settings import ProviderSettings, may_be_asked
from web.words import _

ALGORITHMS = ["RS256", "ES256"]
"""Signatures with a key pair: with a shared secret, or with none, anybody who knows the secret or nobody would have signed."""

FRESH_FOR = timedelta(hours=1)
"""How long a provider's document and its keys are taken to be what they were."""

ASKED_AGAIN_AFTER = timedelta(seconds=30)
"""How soon the keys are fetched again for one that is not among them: a token that somebody made up costs little."""

LEEWAY = timedelta(minutes=1)
"""By how much the provider's clock may differ from ours."""

OLDEST_TOKEN = timedelta(minutes=10)
"""A sign-in takes no longer (store/sign_ins.py)."""

PATIENCE_SECONDS = 10
LARGEST_ANSWER = 256 * 1024
LONGEST_NAME = 200

Claims = dict[str, Any]
Read = TypeVar("Read")

_log = structlog.get_logger("web.oidc")


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What we need of a provider's discovery document (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider gives for a code."""

    id_token: str
    access_token: str = ""


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """A provider's document and its keys, and when they were fetched."""

    document: Document
    keys: KeySet
    at: datetime


class ProviderAway(ProblemError):
    """The provider cannot be reached."""

    def __init__(self) -> None:
        """Say to try again."""
        super().__init__(
            HTTPStatus.SERVICE_UNAVAILABLE,
            _("The sign-in service of your organisation cannot be reached. Nobody was signed in. Try again in a moment."),
            retry_after="30",
        )


class ProviderWrong(ProblemError):
    """What the provider answers cannot be used; the reason is for our log."""

    def __init__(self, why: str) -> None:
        """Note why."""
        super().__init__(
            HTTPStatus.BAD_GATEWAY,
            _("The sign-in service of your organisation gave an answer that cannot be used. Nobody was signed in."),
        )
        _log.warning("the provider's answer cannot be used", why=why)


class SignInRefused(ProblemError):
    """This is no sign-in that can be ended here."""

    def __init__(self, words: str) -> None:
        """Say why not."""
        super().__init__(HTTPStatus.FORBIDDEN, words)


class Provider:
    """The provider that the settings name, asked over `client`."""

    def __init__(self, settings: ProviderSettings, redirect_uri: str, client: httpx.AsyncClient) -> None:
        """Take the parts; nothing is asked yet."""
        self._settings = settings
        self._redirect_uri = redirect_uri
        self._client = client
        self._fetched: Fetched | None = None

    async def address_to_sign_in(self, attempt: Attempt, at: datetime) -> str:
        """Return the provider's address at which somebody signs in, to come back with the attempt's state."""
        document = (await self._known(at)).document
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": self._settings.scopes,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": challenge_of(attempt.verifier),
            "code_challenge_method": "S256",
        }
        joint = "&" if urlsplit(document.authorization_endpoint).query else "?"
        return f"{document.authorization_endpoint}{joint}{urlencode(asked)}"

    async def reader_for(self, code: str, taken: Taken, at: datetime) -> Reader:
        """Exchange a code for who signed in; SignInRefused where this directory has no role for them."""
        document = (await self._known(at)).document
        tokens = await self._exchange(document, code, taken.verifier)
        claims = await self._claims_in(tokens.id_token, taken.nonce, at)
        if document.userinfo_endpoint and tokens.access_token and not values_in(claims, self._settings.roles_claim):
            claims |= await self._user_info(document.userinfo_endpoint, tokens.access_token, claims["sub"])
        reader = reader_in(claims, self._settings)
        if reader is None:
            raise SignInRefused(
                _("You signed in at your organisation, but it has given you no role that this directory knows. Ask them.")
            )
        return reader

    def may_have_sent(self, issuer: str | None) -> bool:
        """Say whether the provider can be who sent a browser back, if it says so at all (RFC 9207)."""
        return issuer is None or issuer == self._settings.issuer

    async def _exchange(self, document: Document, code: str, verifier: str) -> Tokens:
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": verifier,
        }
        client_id, secret = self._settings.client_id, self._settings.client_secret
        headers = {}
        if secret is None:
            asked["client_id"] = client_id
        elif "client_secret_basic" in document.token_endpoint_auth_methods_supported:
            pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"  # RFC 6749, 2.3.1
            headers["authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        else:
            asked |= {"client_id": client_id, "client_secret": secret}
        status, body = await self._ask("POST", document.token_endpoint, data=asked, headers=headers)
        if status == HTTPStatus.BAD_REQUEST and b"invalid_grant" in body:
            raise SignInRefused(_("This sign-in was used already or has run out. Begin again."))
        return _read(status, body, Tokens)

    async def _claims_in(self, token: str, nonce: str, at: datetime) -> Claims:
        claims = verified(token, (await self._known(at)).keys)
        if claims is None:
            # A provider changes its keys now and then, and some give a new one the old one's name.
            claims = verified(token, (await self._known(at, older_than=ASKED_AGAIN_AFTER)).keys)
        if claims is None:
            raise ProviderWrong("no key of the provider's signed it")
        if fault := fault_in(claims, self._settings, nonce, at):
            raise ProviderWrong(fault)
        return claims

    async def _user_info(self, address: str, access_token: str, subject: str) -> Claims:
        status, body = await self._ask("GET", address, headers={"authorization": f"Bearer {access_token}"})
        found = _read(status, body, Claims)
        if found.get("sub") != subject:  # OpenID Connect Core 1.0, 5.3.2
            raise ProviderWrong("user info of somebody else")
        return found

    async def _known(self, at: datetime, older_than: timedelta = FRESH_FOR) -> Fetched:
        known = self._fetched
        if known is None or not timedelta() <= at - known.at < older_than:
            # Each for itself: where the provider is slow, nobody queues behind those who wait already.
            self._fetched = known = await self._fetch(at)
        return known

    async def _fetch(self, at: datetime) -> Fetched:
        address = self._settings.issuer.rstrip("/") + "/.well-known/openid-configuration"
        document = _read(*await self._ask("GET", address), Document)
        if document.issuer != self._settings.issuer:
            raise ProviderWrong("another issuer")
        asked = (document.authorization_endpoint, document.token_endpoint, document.jwks_uri, document.userinfo_endpoint)
        if not all(may_be_asked(endpoint) for endpoint in asked if endpoint is not None):
            raise ProviderWrong("an endpoint that may not be asked")
        return Fetched(document=document, keys=keys_in(_read(*await self._ask("GET", document.jwks_uri), Claims)), at=at)

    async def _ask(self, method: str, address: str, **more: Any) -> tuple[int, bytes]:  # noqa: ANN401 (httpx's arguments)
        body = b""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._client.stream(method, address, **more) as response:
                async for part in response.aiter_bytes():
                    body += part
                    if len(body) > LARGEST_ANSWER:
                        raise ProviderWrong("an answer that is too large")
        except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError) as fault:
            _log.warning("the provider cannot be reached", fault=type(fault).__name__)
            raise ProviderAway from None
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.warning("the provider fails", status=response.status_code)
            raise ProviderAway
        return response.status_code, body


def challenge_of(verifier: str) -> str:
    """Return the code challenge of a verifier, by the method S256 (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def keys_in(document: Claims) -> KeySet:
    """Read the provider's keys that can have signed something; a key of a kind that we do not know is passed over."""
    found = document.get("keys")
    return KeySet([key for written in (found if isinstance(found, list) else []) for key in key_in(written)])


def key_in(written: object) -> tuple[Key, ...]:
    """Read one key; none where it signs nothing or cannot be read."""
    if not isinstance(written, dict) or written.get("kty") not in ("RSA", "EC") or written.get("use", "sig") != "sig":
        return ()
    try:
        return (JWKRegistry.import_key(written),)
    except (joserfc.errors.JoseError, ValueError, LookupError, TypeError):
        return ()


def verified(token: str, keys: KeySet) -> Claims | None:
    """Return the claims of a token that one of the keys signed, by an algorithm of ours; None where none did."""
    try:
        return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)
    except (joserfc.errors.InvalidKeyIdError, joserfc.errors.MissingKeyError, joserfc.errors.BadSignatureError):
        return None
    except (joserfc.errors.JoseError, ValueError, LookupError, TypeError) as fault:
        raise ProviderWrong(type(fault).__name__) from None


def fault_in(claims: Claims, settings: ProviderSettings, nonce: str, at: datetime) -> str:
    """Say what is wrong with a token's claims (OpenID Connect Core 1.0, 3.1.3.7); "" if nothing is."""
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    now, leeway, given = at.timestamp(), LEEWAY.total_seconds(), claims.get("nonce")
    issued, expires, begins = (_number(claims.get(name, absent)) for name, absent in (("iat", None), ("exp", None), ("nbf", 0)))
    faults = {
        "issuer": claims.get("iss") != settings.issuer,
        "audience": not isinstance(audiences, list) or settings.client_id not in audiences,
        "authorized-party": claims.get("azp", settings.client_id) != settings.client_id,
        "subject": not isinstance(claims.get("sub"), str) or not claims["sub"],
        "expired": not now < expires + leeway,
        "issued": not -leeway <= now - issued <= OLDEST_TOKEN.total_seconds() + leeway,
        "not-yet": not begins <= now + leeway,
        "nonce": not isinstance(given, str) or not hmac.compare_digest(given.encode(), nonce.encode()),
    }
    return next((name for name, is_wrong in faults.items() if is_wrong), "")


def reader_in(claims: Claims, settings: ProviderSettings) -> Reader | None:
    """Read who signed in; None where none of their roles is one of ours. A curator keeps what the claims name, no more."""
    values = values_in(claims, settings.roles_claim)
    role = next((role for value, role in settings.roles if value in values), None)
    if role is None:
        return None
    areas, organizations = (values_in(claims, name) for name in (settings.areas_claim, settings.organizations_claim))
    remit = Remit(areas=areas, organizations=organizations) if role is Role.CURATOR else None
    return Reader(role=role, name=name_in(claims, settings.name_claim), remit=remit)


def name_in(claims: Claims, name_claim: str) -> str:
    """Return the name under which somebody signs what they do; the provider's own name for them where it tells no other."""
    told = (value for claim in (name_claim, "preferred_username", "sub") for value in values_in(claims, claim))
    printable = ("".join(letter for letter in name if letter.isprintable()).strip() for name in told)
    return next((name[:LONGEST_NAME] for name in printable if name), "")


def values_in(claims: Claims, claim: str) -> tuple[str, ...]:
    """Return the values of a claim, one or several; `realm_access.roles` is the claim `roles` within `realm_access`."""
    found: object = claims.get(claim)
    if found is None and "." in claim:
        found = claims
        for name in claim.split("."):
            found = found.get(name) if isinstance(found, dict) else None
    values = found if isinstance(found, list) else [found]
    return tuple(value for value in values if isinstance(value, str) and value)


def _number(value: object) -> float:
    """Return a number, or the one that is in no order with any other."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan


def _read(status: int, body: bytes, kind: type[Read]) -> Read:
    if status != HTTPStatus.OK:
        raise ProviderWrong(f"status {status}")
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError) as fault:
        raise ProviderWrong(type(fault).__name__) from None
