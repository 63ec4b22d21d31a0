"""Signing in by an OIDC provider, where one is set: authorization code with PKCE, state and nonce, carried in a sealed cookie.

An account is taken once by the claim that names it, only while it has no password and no provider's subject, and from then on by that
subject: whoever gets a name at the provider that somebody here has already does not get the account.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from fastapi import APIRouter
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localize.domain.account import Account
from localize.web.access import Act, Who
from localize.web.admission import may
from localize.web.configuration import Provider
from localize.web.failures import Failure, NotThere, own_path
from localize.web.forms import line
from localize.web.keys import drawn
from localize.web.languages import N_
from localize.web.signing_in import count, enter
from localize.web.site import Site, client_of, site_of

router = APIRouter()
_COOKIE = "oidc"
_SECONDS = 600  # how long somebody may take at the provider
_TIMEOUT = 10.0  # seconds
_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]  # never "none", never one that our own secret could sign
_LEEWAY = 60  # seconds that clocks may differ


class ProviderFailed(Failure):
    """The provider did not answer, or not as it must."""

    status = 502

    def __init__(self) -> None:
        super().__init__(N_("The sign-in service did not answer as it must."), N_("Try again, or sign in with a password."))


class NotLinked(Failure):
    """Somebody whom the provider knows and we do not."""

    status = 403

    def __init__(self) -> None:
        super().__init__(N_("There is no account for you here."), N_("Ask an operator to add one under the name you have there."))


@router.get("/login/oidc")
def leave(request: Request, who: Annotated[Who, may(Act.OPEN)], next: str = "/") -> Response:
    """Send the browser to the provider."""
    site, provider = site_of(request), _provider(request)
    count(site.limits.address, client_of(request))
    carried = {"state": drawn(), "nonce": drawn(), "verifier": drawn(), "next": own_path(next)}
    with _client(site, provider) as client:
        start = _metadata(client, provider)["authorization_endpoint"]
        address, _ = client.create_authorization_url(start, carried["state"], carried["verifier"], nonce=carried["nonce"])
    response = RedirectResponse(address, 303)
    sealed = site.keys.sealed("oidc", carried)
    # lax: the way back comes from another site, and needs it
    response.set_cookie(_COOKIE, sealed, max_age=_SECONDS, path="/login", secure=site.web.https, httponly=True, samesite="lax")
    return response


@router.get("/login/oidc/return")
def come_back(request: Request, who: Annotated[Who, may(Act.OPEN)], code: str = "", state: str = "") -> Response:
    """The browser is back from the provider with a code, which is worth who they are."""
    site, provider = site_of(request), _provider(request)
    count(site.limits.address, client_of(request))
    carried = site.keys.unsealed("oidc", request.cookies.get(_COOKIE, ""), _SECONDS)
    if not code or not state or carried.get("state") != state:
        raise ProviderFailed
    claims = _claims(site, provider, code, carried)
    response = enter(request, _account(request, site, provider, claims), own_path(carried["next"]))
    response.delete_cookie(_COOKIE, path="/login")
    return response


def _provider(request: Request) -> Provider:
    provider = site_of(request).web.provider
    if provider is None:
        raise NotThere
    return provider


def _client(site: Site, provider: Provider) -> OAuth2Client:
    return OAuth2Client(
        provider.client,
        provider.secret,
        scope="openid profile email",
        redirect_uri=f"{site.web.url}/login/oidc/return",
        code_challenge_method="S256",
        timeout=_TIMEOUT,
    )


def _metadata(client: OAuth2Client, provider: Provider) -> dict[str, Any]:
    """What the provider says of itself."""
    found = _json(client, f"{provider.issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != provider.issuer:
        raise ProviderFailed
    return found


def _json(client: OAuth2Client, address: str) -> dict[str, Any]:
    try:
        response = client.request("GET", address, withhold_token=True)
        found = response.raise_for_status().json()
    except (httpx2.HTTPError, ValueError) as error:
        raise ProviderFailed from error
    if not isinstance(found, dict):
        raise ProviderFailed
    return found


def _claims(site: Site, provider: Provider, code: str, carried: dict[str, str]) -> dict[str, Any]:
    """The claims of the ID token, with its signature, issuer, audience, time and nonce checked."""
    with _client(site, provider) as client:
        metadata = _metadata(client, provider)
        try:
            answer = client.fetch_token(metadata["token_endpoint"], code=code, code_verifier=carried["verifier"])
            keys = KeySet.import_key_set(_json(client, metadata["jwks_uri"]))  # type: ignore[arg-type]
            token = jwt.decode(answer["id_token"], keys, algorithms=_ALGORITHMS)
            _registry(metadata["issuer"], provider.client, carried["nonce"]).validate(token.claims)
        except (httpx2.HTTPError, AuthlibBaseError, JoseError, KeyError, ValueError, TypeError) as error:
            raise ProviderFailed from error
    return token.claims


def _registry(issuer: str, client: str, nonce: str) -> jwt.JWTClaimsRegistry:
    """What the claims have to be."""
    return jwt.JWTClaimsRegistry(
        leeway=_LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client},
        nonce={"essential": True, "value": nonce},
        exp={"essential": True},
        sub={"essential": True},
    )


def _account(request: Request, site: Site, provider: Provider, claims: dict[str, Any]) -> Account:
    """Whose account it is: by the subject, or taken now by its name."""
    subject = f"{provider.issuer} {claims['sub']}"
    if (known := site.store.accounts.of_subject(subject)) is not None:
        account: Account | None = known
    else:
        named = site.store.accounts.named(line(str(claims.get(provider.claim, ""))))
        free = named is not None and named.active and not named.password and not named.subject
        account = named if free else None
        if account is not None:
            done = site.deed(request, Who(account=account), "account.subject", f"account {account.id}")
            account = site.store.accounts.save(replace(account, subject=subject), done)
    if account is None or not account.active:
        raise NotLinked
    return account
