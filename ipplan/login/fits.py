"""Does a provider fit what is configured? Asked before people meet it, and answered in plain words."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

from ipplan.login.algorithms import ASYMMETRIC, chosen
from ipplan.login.metadata import Metadata
from ipplan.login.provider import Provider
from ipplan.login.refusal import LoginRefused


@dataclass(frozen=True)
class Finding:
    """One thing that fits or does not."""

    fits: bool
    words: str


async def findings(provider: Provider) -> AsyncIterator[Finding]:
    """What fits and what does not, the most basic first; ends at the first that makes the rest idle."""
    try:
        metadata = await provider.metadata()
    except LoginRefused as refused:
        yield Finding(False, f"Oppslaget lyktes ikke: {refused.detail or refused.reason}.")
        return
    yield Finding(True, "Tjenesten svarer, og kaller seg nøyaktig det som er satt opp.")
    for one in (*_asking(provider, metadata), *_proving(provider, metadata), *_believing(provider, metadata)):
        yield one
    try:
        count = len(await provider.published())
        yield Finding(count > 0, f"Nøkler til å kontrollere innlogginger med: {count}.")
    except LoginRefused as refused:
        yield Finding(False, f"Nøklene kan ikke hentes: {refused.detail or refused.reason}.")
    for one in _leaving(metadata):
        yield one


def _asking(provider: Provider, metadata: Metadata) -> Iterator[Finding]:
    config, document = provider.config, metadata.document
    if metadata.par_endpoint is not None and config.par != "never":
        yield Finding(True, "Forespørselen sendes direkte (PAR).")
    else:
        must = config.par == "required" or document.get("require_pushed_authorization_requests") is True
        yield Finding(not must, "Forespørselen går gjennom nettleseren; PAR er ikke i bruk.")
    if "code" not in _listed(document, "response_types_supported", ["code"]):
        yield Finding(False, "Innlogging med kode (response_type code) tilbys ikke.")
    if "S256" not in _listed(document, "code_challenge_methods_supported", ["S256"]):
        yield Finding(False, "PKCE med S256 tilbys ikke.")
    scopes = _listed(document, "scopes_supported", config.scope.split())
    lacking = [one for one in config.scope.split() if one not in scopes]
    if lacking:
        # Discovery section 3: a provider may leave some out of its list, even though it knows them.
        yield Finding(True, f"Merk: disse er ikke kunngjort som scope: {', '.join(lacking)}.")
    wanted = (config.acr_values or config.acr).split()
    if not wanted:
        yield Finding(True, "Merk: ingen sikkerhetsgrad kreves. Det passer ikke for ekte planer.")
    elif "acr_values_supported" in document:
        known = _listed(document, "acr_values_supported", [])
        yield Finding(
            all(one in known for one in wanted), f"Sikkerhetsgraden som kreves: {', '.join(wanted)}."
        )


def _proving(provider: Provider, metadata: Metadata) -> Iterator[Finding]:
    methods = _listed(metadata.document, "token_endpoint_auth_methods_supported", ["client_secret_basic"])
    yield Finding("private_key_jwt" in methods, "Vi viser hvem vi er med nøkkel (private_key_jwt).")
    algorithm = chosen(provider.config.signing_key(), metadata.client_algorithms)
    known = ", ".join(sorted(metadata.client_algorithms or ())) or "ikke kunngjort"
    yield Finding(algorithm is not None, f"Nøkkelen vår signerer med {algorithm or '–'} (de tar: {known}).")


def _believing(provider: Provider, metadata: Metadata) -> Iterator[Finding]:
    announced = _listed(metadata.document, "id_token_signing_alg_values_supported", ["RS256"])
    usable = sorted(ASYMMETRIC.intersection(announced))
    yield Finding(bool(usable), f"Innlogginger signeres med: {', '.join(usable) or 'ingenting vi godtar'}.")
    if metadata.iss_in_callback:
        yield Finding(True, "Tjenesten sier hvem den er når den sender folk tilbake (RFC 9207).")
    else:
        words = "Tjenesten lover ikke å si hvem den er når den sender folk tilbake (RFC 9207)"
        yield Finding(provider.alone, words + ("." if provider.alone else ", og dere har flere tjenester."))
    claims = _listed(metadata.document, "claims_supported", [provider.config.pid_claim])
    if provider.config.pid_claim not in claims:
        yield Finding(True, f"Merk: «{provider.config.pid_claim}» er ikke kunngjort blant opplysningene.")


def _leaving(metadata: Metadata) -> Iterator[Finding]:
    offers = {
        "end_session_endpoint": "Utlogging herfra logger også ut der",
        "backchannel_logout_session_supported": "Utlogging der avslutter økter her (bakkanal, med sid)",
        "frontchannel_logout_session_supported": "Utlogging der avslutter økter her (nettleseren, med sid)",
    }
    for name, words in offers.items():
        yield Finding(True, words if metadata.document.get(name) else f"Merk: tilbys ikke: {words.lower()}")


def _listed(document: Any, name: str, otherwise: list[str]) -> list[str]:
    value = document.get(name)
    return value if isinstance(value, list) else otherwise
