"""The letters of a case, in both languages: what they say is what the case says, on the page and on paper."""

import asyncio
import html
import re
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from ipplan.gate.cases import enter_case
from ipplan.letter.case.kept import letter_from
from ipplan.letter.case.shapes import Decided
from ipplan.render import day_in_words
from ipplan.store.cases import case_events
from ipplan.unit.deadlines import day_of
from tests.job.test_mail import _work, receiving
from tests.page.case_stage import file_in
from tests.page.casework import UNIT, WHY, Office, at_office, set_up
from tests.site import Site
from tests.world import PEOPLE

SAID = {
    "nb": ("Avgjørelse i saken din", "Koordinator: innvilget", "Individuell plan: avslått", "Slik klager du"),
    "nn": ("Avgjerd i saka di", "Koordinator: innvilga", "Individuell plan: avslått", "Slik klagar du"),
}
LAW = {
    "nb": ("helse- og omsorgstjenesteloven § 7-2", "pasient- og brukerrettighetsloven § 7-2"),
    "nn": ("helse- og omsorgstenestelova § 7-2", "pasient- og brukarrettslova § 7-2"),
}


@pytest.mark.parametrize("language", ["nb", "nn"])
async def test_a_decision_says_what_the_case_says_in_the_language_that_was_wished_for(
    site: Site, language: str
) -> None:
    await set_up(site, letter_language="nn" if language == "nb" else "nb", unit_phone="57 00 00 00")
    office = await at_office(site, language=language)
    await office.assess(**{"met-coordinated": "no", "reason-coordinated": "Berre éi teneste."})
    draft = await office.page("/decision")
    begins = {"nb": "ikke alle vilkårene er oppfylt", "nn": "ikkje alle vilkåra er oppfylte"}[language]
    assert begins in draft, "the draft begins in that language"
    typed = {"outcome-coordinator": "granted", "reason-coordinator": "Du treng nokon som samordnar."}
    await office.write("refused", **typed, language=language)
    await office.done("/decision/signature")
    number = max(await _letters(site, office))
    page = await office.page(f"/letters/{number}")
    file = await file_in(site, office.case)
    for said in (
        *SAID[language],
        *LAW[language],
        file.called,
        "Leila Hosseini",
        "Ingeborg Lie",
        "57 00 00 00",
        "Du treng nokon som samordnar.",
        "Du har to tjenester som må samordnes.",
        day_in_words(day_of(site.clock.now()), language),
        day_in_words(day_of(file.received_at), language),
    ):
        assert said in page, said
    assert WHY not in page
    assert f'lang="{language}"' in page
    kept = letter_from((await _letters(site, office))[number]["letter"])
    assert isinstance(kept.body, Decided)
    assert [(one.part, one.outcome) for one in kept.body.parts] == [
        ("coordinator", file.coordinator),
        ("plan", file.plan),
    ]
    assert not [one for one in kept.body.assessment.answers if one.reason]


async def test_the_draft_is_said_in_the_other_language_and_own_words_are_left_alone(site: Site) -> None:
    office = await at_office(site)
    await office.assess()
    draft = await office.page("/decision")
    reasons = dict(re.findall(r'<textarea[^>]*name="(reason-\w+)"[^>]*>([^<]*)<', draft))
    assert "vilkårene er oppfylt" in reasons["reason-plan"]
    typed = {"outcome-plan": "granted", "outcome-coordinator": "granted", "was": "nb", "language": "nn"}
    typed |= {"reason-plan": reasons["reason-plan"], "reason-coordinator": "Mine egne ord."}
    answer = await office.post("/decision", **typed, do="language")
    assert answer.status_code == 200
    page = html.unescape(answer.text)
    assert "vilkåra er oppfylte" in page
    assert "Mine egne ord." in page
    assert "helse- og omsorgstenestelova § 7-1" in page


async def test_the_mail_says_that_there_is_something_and_nothing_of_what(site: Site) -> None:
    office = await at_office(site)
    await office.assess()
    await office.write()
    await office.done("/decision/signature")
    number = max(await _letters(site, office))
    async with receiving() as receiver:
        await _work(site, receiver.port)
        await _work(site, receiver.port)
        mails: list[Any] = [mail for _, mail in receiver.mails]
    leila = site.world.accounts["leila"]
    (mail,) = [
        one for one in mails if one["Message-ID"] == f"<case-{office.case}-{number}-{leila}@localhost>"
    ]
    assert mail["To"] == PEOPLE["leila"]["email"]
    assert f"/cases/{office.case}" in mail.get_content()
    for secret in ("innvilget", "oordinator", "plan ", "NAV", "samordnes", WHY):
        assert secret not in f"{mail['Subject']} {mail.get_content()}".replace("ipplan", ""), secret


async def test_the_pdf_of_a_letter_has_the_words_of_its_page(site: Site, tmp_path: Path) -> None:
    office = await at_office(site)
    await office.done("/interim", reason="Vi venter på legen.", day="2027-02-15")
    made = await office.get(f"/letters/{max(await _letters(site, office))}/brev.pdf")
    assert made.headers["content-type"] == "application/pdf"
    file = tmp_path / "brev.pdf"
    file.write_bytes(made.content)
    text = await asyncio.to_thread(_text_of, file)
    for said in ("Vi venter på legen.", "Leila Hosseini", "15. februar 2027"):
        assert said in text, said


def _text_of(file: Path) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(file).pages)


async def _letters(site: Site, office: Office) -> dict[int, dict[str, Any]]:
    """What is said of events that bear a letter, by number."""
    world = site.world
    visit = await enter_case(world.house.gate, world.actor(UNIT), office.case)
    permits = await visit.open_all()
    async with world.house.database.engine.connect() as tx:
        return {one.number: dict(one.said) for one in await case_events(tx, *permits) if "letter" in one.said}
