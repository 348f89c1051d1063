"""Faults that the house might have had, one at a time: the machine must find each."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from ipplan.gate import asking, representing, resting, verdict
from ipplan.gate.facts import GrantRow, SpaceFacts
from ipplan.gate.keys import Keyring
from ipplan.gate.remembered import Verdicts
from ipplan.gate.standing import Standing, Verdict
from ipplan.gate.tokens import Signer
from ipplan.live.connection import Connection
from ipplan.live.watch import Watch
from ipplan.page.screen.sight import Sights
from ipplan.permit import Permit, ViewClass
from ipplan.plan.outline import Reader
from ipplan.store.together import Together
from tests.gate.machine.judge import Fault, Leaked, LeftBehind, TurnedAway

Plant = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Mutant:
    """A fault, and as what it must be found."""

    name: str
    plant: Plant
    found_as: type[Fault]


class _Everything(frozenset[UUID]):
    def __contains__(self, one: object) -> bool:
        return True


def _withdrawals_do_not_count(patch: pytest.MonkeyPatch) -> None:
    """Neither the mark on the row nor the signed state: either alone keeps the door shut."""
    _ask(patch, " AND g.withdrawn_at IS NULL", "")
    held = resting.held_by
    patch.setattr(verdict, "held_by", lambda state: held(state) if isinstance(state, str) else _Everything())


def _ask(patch: pytest.MonkeyPatch, part: str, instead: str) -> None:
    """Let the gate's statement to the database be another."""
    assert part in asking.QUERY
    patch.setattr(asking, "QUERY", asking.QUERY.replace(part, instead))


def _ends_do_not_count(patch: pytest.MonkeyPatch) -> None:
    judge = verdict._grant

    def timeless(row: GrantRow, space: SpaceFacts, held: Any, at: int, signer: Signer) -> Verdict:
        return judge(row, space, held, row.not_before, signer)

    patch.setattr(verdict, "_grant", timeless)


def _withheld_items_are_shown(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Standing, "hidden", lambda standing, section_id: frozenset())


def _readers_are_taken_for_each_other(patch: pytest.MonkeyPatch) -> None:
    """A section read for one is shown to another from whom something in it is withheld."""
    read, kept = Reader.outline, dict[Any, Any]()

    async def shared(reader: Reader, permit: Permit) -> Any:
        name = (permit.section_id, permit.head_seq)
        if name not in kept:
            kept[name] = await read(reader, permit)
        return kept[name]

    patch.setattr(Reader, "outline", shared)


def _frames_are_sent_on_an_older_check(patch: pytest.MonkeyPatch) -> None:
    """The hub does not notice that access changed while it rendered."""
    never = property(lambda watch: 0, lambda watch, number: None)
    patch.setattr(Watch, "_access_news", never, raising=False)


def _answers_are_remembered(patch: pytest.MonkeyPatch) -> None:
    """What the database said is told to those who ask later too."""
    ask, known = Together.ask, dict[Any, Any]()

    async def remembered(together: Together[Any, Any], key: Any) -> Any:
        if key not in known:
            known[key] = await ask(together, key)
        return known[key]

    patch.setattr(Together, "ask", remembered)


def _signed_states_are_not_looked_at_anew(patch: pytest.MonkeyPatch) -> None:
    """The mark says that nothing has changed where only what is withheld has."""
    _ask(
        patch,
        "bit_xor(hash_record_extended(t, %(seed)s)) FROM access_state t",
        "count(*) FROM access_state t",
    )


def _verdicts_outlive_their_grants(patch: pytest.MonkeyPatch) -> None:
    """What was concluded is remembered past the second in which it ends."""
    patch.setattr(Verdicts, "_turns", lambda verdicts, facts: iter(()))


def _who_lost_all_keeps_her_screen(patch: pytest.MonkeyPatch) -> None:
    close = Watch.close

    async def forgetful(watch: Watch, connection: Connection, code: int, *, farewell: bool = False) -> None:
        if not farewell:
            await close(watch, connection, code)

    patch.setattr(Watch, "close", forgetful)


def _the_hub_has_no_clock(patch: pytest.MonkeyPatch) -> None:
    """Access that ends by itself stays on the screen until somebody does something."""
    wait = Watch._wait

    async def until_news(watch: Watch, until: datetime | None) -> None:
        await wait(watch, None)

    patch.setattr(Watch, "_wait", until_news)


def _keys_are_read_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Keyring, "look", lambda keyring: None)


def _grants_end_with_the_mandate_they_were_signed_on(patch: pytest.MonkeyPatch) -> None:
    """Who signed had the right to when she did; that it has ended since takes nothing from anybody."""
    borne = representing.borne_until
    patch.setattr(verdict, "borne_until", lambda row, space, tail, signer: borne(row, space, 0, signer))


def _nothing_rests_on_the_consent_to_the_plan(patch: pytest.MonkeyPatch) -> None:
    """Others read on in a plan that its owner has put to rest."""
    consents = resting.consents_of

    def standing(space: SpaceFacts, owner_held: Any, signer: Signer) -> Any:
        found = dict(consents(space, owner_held, signer))
        return {"plan": found.get("sharing")} | found if "sharing" in found else found

    patch.setattr(verdict, "consents_of", standing)


def _a_section_is_rendered_once(patch: pytest.MonkeyPatch) -> None:
    """What was written since is not shown."""
    section, kept = Sights._section, dict[tuple[UUID, ViewClass], Any]()

    def stale(sights: Sights, permit: Any, *more: Any) -> Any:
        name = (permit.section_id, permit.view)
        return kept.get(name) or kept.setdefault(name, section(sights, permit, *more))

    patch.setattr(Sights, "_section", stale)


def _an_owner_decides_whatever_was_decided(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(verdict, "owner_decides", lambda *_: True)


def _who_decides_sees_all(patch: pytest.MonkeyPatch) -> None:
    """What is kept from a parent is shown to her, as she decides."""
    hidden = Standing.hidden

    def kind(standing: Standing, section_id: UUID) -> frozenset[UUID]:
        return frozenset() if standing.decides else hidden(standing, section_id)

    patch.setattr(Standing, "hidden", kind)


def _one_of_two_is_enough(patch: pytest.MonkeyPatch) -> None:
    """What one of two who decide together signs opens at once."""
    mandate_of = representing.mandate_of

    def alone(row: Any, space: SpaceFacts, signer: Signer) -> Any:
        found = mandate_of(row, space, signer)
        return found and replace(found, claims=replace(found.claims, joint=False))

    patch.setattr(representing, "mandate_of", alone)


MUTANTS = (
    Mutant("withdrawals do not count", _withdrawals_do_not_count, Fault),
    Mutant("ends do not count", _ends_do_not_count, Leaked),
    Mutant("withheld items are shown", _withheld_items_are_shown, Leaked),
    Mutant("who decides sees all", _who_decides_sees_all, Leaked),
    Mutant("frames are sent on an older check", _frames_are_sent_on_an_older_check, Leaked),
    Mutant("answers are remembered", _answers_are_remembered, Fault),
    Mutant("verdicts outlive their grants", _verdicts_outlive_their_grants, Leaked),
    Mutant("the hub has no clock", _the_hub_has_no_clock, LeftBehind),
    Mutant("signed states are not looked at anew", _signed_states_are_not_looked_at_anew, Fault),
    Mutant("keys are read once", _keys_are_read_once, TurnedAway),
    Mutant("readers are taken for each other", _readers_are_taken_for_each_other, Fault),
    Mutant("who lost all keeps her screen", _who_lost_all_keeps_her_screen, LeftBehind),
    Mutant("a section is rendered once", _a_section_is_rendered_once, Fault),
    Mutant("nothing rests on the consent to the plan", _nothing_rests_on_the_consent_to_the_plan, Fault),
    Mutant("one of two is enough", _one_of_two_is_enough, Fault),
    Mutant("an owner decides whatever was decided", _an_owner_decides_whatever_was_decided, Leaked),
    Mutant(
        "grants end with the mandate they were signed on",
        _grants_end_with_the_mandate_they_were_signed_on,
        TurnedAway,
    ),
)
"""Those that matter most first."""
