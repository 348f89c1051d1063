"""A receipt in plain words, told once for the page and for paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from ipplan.gate.records import Signed
from ipplan.language import N_
from ipplan.letter.receipt import ON_PAPER, WITHDRAWAL, Receipt, copies, title_of, words
from ipplan.plan.called import CALLED
from ipplan.plan.periods import last_day_of
from ipplan.render import day_in_words, moment_in_words

MAY = {"read": N_("Kan lese"), "comment": N_("Kan lese og kommentere"), "write": N_("Kan lese og skrive")}
KINDS = {
    "consent": N_("Kvittering for samtykke"),
    "grant": N_("Kvittering for tilgang"),
    "consent_withdrawal": N_("Kvittering for at samtykke er trukket tilbake"),
    "mandate": N_("Kvittering for fullmakt"),
    "mandate_end": N_("Kvittering for at fullmakt er avsluttet"),
    "withdrawal": N_("Kvittering for at tilgang er trukket tilbake"),
}
MAY_DECIDE = N_("Lese og skrive for planeier, og bestemme hvem som ser hva")
MAY_ACT = N_("Lese og skrive for planeier")
CONSENTS = {kind: one.to for kind, one in CALLED.items()} | {"sharing": N_("Å dele det som står i planen")}


@dataclass(frozen=True)
class Part:
    """A heading with lines below it: pairs of a term and what is said of it, or sentences."""

    heading: str
    pairs: tuple[tuple[str, str], ...] = ()
    sentences: tuple[str, ...] = ()
    quoted: bool = False
    lang: str = ""
    """Where its words are in another language than the letter."""
    level: int = 2
    """Of its heading; the letter's own title is of level 1."""
    sentences_first: bool = False
    lines: tuple[str, ...] = ()
    """What is to be filled in by hand: a name for each line."""
    items: tuple[str, ...] = ()
    """A list, right after the sentences."""


def title(receipt: Receipt, language: str) -> str:
    """What the receipt is for."""
    return words(language, KINDS[receipt.act.kind])


def parts(receipt: Receipt, language: str) -> list[Part]:
    """The receipt, told."""
    return list(_parts(receipt, language))


def _parts(receipt: Receipt, language: str) -> Iterator[Part]:
    act = receipt.act
    yield Part(words(language, N_("Hva det gjelder")), tuple(_about(receipt, language)))
    if act.mandate is not None:
        yield Part(words(language, N_("Fullmakten")), tuple(_acting(receipt, act.mandate, language)))
    if act.grants:
        pairs = tuple(_given(receipt, one, language) for one in act.grants)
        yield Part(words(language, N_("Åpnet")), pairs)
    if act.withdrawals:
        taken = words(language, N_("Tilgangen er borte, fra dette øyeblikket."))
        pairs = tuple((title_of(receipt, one.section_id), taken) for one in act.withdrawals)
        yield Part(words(language, N_("Trukket tilbake")), pairs)
    if receipt.opened is not None:
        yield _opened(receipt, language)
    if copies(act):
        stays = tuple(words(language, text) for text in copies(act))
        yield Part(words(language, N_("Det som blir igjen")), sentences=stays)
    if receipt.text is not None:
        heading = words(language, N_("Teksten som ble vist"))
        yield Part(heading, sentences=(receipt.text.text,), quoted=True, lang=receipt.text.lang)
        own = receipt.text.read_in(language)
        if own.language != receipt.text.language:
            yield Part(words(language, N_("På ditt språk:")), sentences=(own.text,))
    yield Part(
        words(language, N_("Hvem signerte")),
        tuple(_hand(receipt, language)),
        (_statement(receipt, language),),
    )
    if act.grants:
        yield Part(words(language, N_("Slik trekkes det tilbake")), sentences=(words(language, WITHDRAWAL),))
    yield _verifying(receipt, language)


def _about(receipt: Receipt, language: str) -> Iterator[tuple[str, str]]:
    act = receipt.act
    yield words(language, CALLED[receipt.kind].name), receipt.names.get(receipt.owner_id, "")
    if act.consent is not None:
        kind = act.consent.claims["kind"]
        about = N_("Trukket tilbake: samtykke til") if act.resigns else N_("Samtykke til")
        yield words(language, about), words(language, CONSENTS.get(kind, kind))
    else:
        yield words(language, N_("Gjelder")), receipt.names.get(act.participant_id, "")
    yield words(language, N_("Når")), moment_in_words(act.at, language)
    yield words(language, N_("Behandlingsansvarlig")), receipt.controller[1]


def _acting(receipt: Receipt, one: Signed, language: str) -> Iterator[tuple[str, str]]:
    """What somebody may do for the owner, on what basis, and until when."""
    claims = one.claims
    may = MAY_DECIDE if claims.get("may_grant", True) else MAY_ACT
    yield words(language, N_("Kan")), words(language, may)
    scope = claims.get("scope", "*")
    parts = [None] if scope == "*" else [UUID(section) for section in scope]
    yield words(language, N_("I")), ", ".join(title_of(receipt, section) for section in parts)
    yield words(language, N_("På grunnlag av")), receipt.bases.get(claims["basis"], claims["basis"])
    until = day_in_words(last_day_of(datetime.fromtimestamp(claims["exp"], UTC)), language)
    yield words(language, N_("Til og med")), until


def _given(receipt: Receipt, grant: Signed, language: str) -> tuple[str, str]:
    end = datetime.fromtimestamp(grant.claims["exp"], UTC)
    may = words(language, MAY[grant.claims["access"]])
    until = words(language, N_("til og med %(day)s"), day=day_in_words(last_day_of(end), language))
    return title_of(receipt, grant.section_id), f"{may}, {until}"


def _opened(receipt: Receipt, language: str) -> Part:
    heading = words(language, N_("Åpnet før tilgangen ble borte"))
    found = sorted(receipt.opened or (), key=lambda one: one.last, reverse=True)
    if not found:
        return Part(heading, sentences=(words(language, N_("Ingenting.")),))
    last = N_("Sist %(when)s")
    pairs = tuple(
        (title_of(receipt, one.section_id), words(language, last, when=moment_in_words(one.last, language)))
        for one in found
    )
    return Part(heading, pairs)


def _hand(receipt: Receipt, language: str) -> Iterator[tuple[str, str]]:
    first = receipt.act.first
    yield words(language, N_("På ordet til")), receipt.names.get(first.by, "")
    if receipt.act.mandate_id:
        yield words(language, N_("På fullmakt for")), receipt.names.get(receipt.owner_id, "")
    if receipt.act.registered_by:
        yield words(language, N_("Attestert")), words(language, N_("Samtykke på papir"))
        yield words(language, N_("Registrert av")), receipt.names.get(receipt.act.registered_by, "")
        if receipt.witness:
            yield words(language, N_("Vitne")), receipt.witness
    yield words(language, N_("Innloggingsnivå")), first.claims["acr"] or words(language, N_("Ikke oppgitt"))
    if first.claims["auth_time"] is not None:
        at = datetime.fromtimestamp(first.claims["auth_time"], UTC)
        yield words(language, N_("Innlogget")), moment_in_words(at, language)


def _statement(receipt: Receipt, language: str) -> str:
    if receipt.act.attested:
        return words(language, ON_PAPER)
    return words(
        language,
        N_(
            "Det er plattformen ipplan som har signert, etter at personen ba om det mens hun eller han var "
            "logget inn på det nivået som kreves."
        ),
    )


def _verifying(receipt: Receipt, language: str) -> Part:
    return Part(
        words(language, N_("Slik kan hvem som helst kontrollere kvitteringen")),
        sentences=(
            words(
                language,
                N_("Datafilen har de signerte opplysningene i seg. De offentlige nøklene ligger på:"),
            ),
            f"{receipt.address}/.well-known/jwks.json",
            words(language, N_("Uten nett: «ipplan verify» leser datafilen og sier om den holder.")),
        ),
    )
