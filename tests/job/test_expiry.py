"""Notices before an expiry: to who decides, 30 and 7 days before, once each, with no content."""

from dataclasses import replace
from datetime import timedelta

from ipplan.gate.mandates import Commission, sign_mandate
from ipplan.gate.statements import unit_hand
from ipplan.job.expiry import by_post, notice_expiries, send_expiry
from ipplan.job.mail import Post
from ipplan.plan.periods import OSLO
from ipplan.store.accounts import accounts
from tests.job.test_mail import Receiver, _secrets, _work, receiving
from tests.page.test_paper import on_paper
from tests.site import Site
from tests.world import PEOPLE


async def test_who_decides_gets_one_notice_at_30_days_and_one_at_7(site: Site) -> None:
    grant = await _signed(site, 60)
    async with receiving() as receiver:
        await _day(site, receiver.port, 0)
        assert _of(receiver, grant) == []
        await _day(site, receiver.port, 31)
        await _day(site, receiver.port, 1)
        await _day(site, receiver.port, 10)
        assert _of(receiver, grant) == [f"<expiry-{grant}-30@localhost>"], "once, though looked for thrice"
        await _day(site, receiver.port, 13)
        await _day(site, receiver.port, 1)
    assert _of(receiver, grant) == [f"<expiry-{grant}-{days}@localhost>" for days in (30, 7)]
    recipients, mail = next(one for one in receiver.mails if grant in one[1]["Message-ID"])
    assert recipients == [PEOPLE["marte"]["email"]]
    whole = mail.get_content() + mail.as_string()
    assert "går snart ut" in mail["Subject"]
    for secret in await _secrets(site):
        if secret not in (PEOPLE["marte"]["name"],):
            assert secret not in whole.replace(grant, ""), secret


async def test_what_is_renewed_or_withdrawn_before_the_mail_goes_is_not_told_of(site: Site) -> None:
    grant = await _signed(site, 60)
    site.clock.move(timedelta(days=31))
    assert await notice_expiries(site.world.house.gate) >= 1
    marte = await site.client("marte")
    await marte.post(f"{site.plan()}/sharing/{site.world.accounts['berit']}/withdrawal")
    async with receiving() as receiver:
        await _work(site, receiver.port)
    assert _of(receiver, grant) == []


async def test_what_was_granted_on_a_mandate_that_ended_is_told_of_before_it_goes_too(site: Site) -> None:
    """To who decides now; and not before, though the grant itself would have run on for long."""
    grant, world = await _signed(site, 300), site.world
    gate, unit, marte = world.house.gate, world.actor("wenche"), await site.client("marte")
    mandate = (await world.sql("SELECT mandate_id FROM mandate"))[0][0]
    assert (await marte.post(f"{site.plan()}/mandates/{mandate}/ending")).status_code == 303
    async with gate.writing(world.spaces["tiril"], unit) as (held, visit):
        ends = site.clock.now() + timedelta(days=400)
        commission = Commission(world.accounts["leila"], "guardian_of_child", ends)
        await sign_mandate(held, gate.signer, unit_hand(unit), visit.space.owner_id, commission)
    async with receiving() as receiver:
        await _day(site, receiver.port, 58)
        assert _of(receiver, grant) == []
        await _day(site, receiver.port, 3)
        await _day(site, receiver.port, 23)
    assert _of(receiver, grant) == [f"<expiry-{grant}-{days}@localhost>" for days in (30, 7)]
    told = [recipients for recipients, mail in receiver.mails if grant in mail["Message-ID"]]
    assert told == [[PEOPLE["leila"]["email"]]] * 2


async def test_without_electronic_id_or_with_a_protected_address_one_gets_a_letter(site: Site) -> None:
    unit, world = await on_paper(site), site.world
    roar = await site.client("roar")
    who, section = world.accounts["silje"], world.sections["roar"]["economy"]
    day = site.clock.now().astimezone(OSLO).date() + timedelta(days=29)
    form = {f"access-{who}-{section}": "read", f"until-{who}": "day", f"day-{who}": str(day)}
    assert (await roar.post(f"{site.plan('roar')}/sharing", data=form)).status_code == 303
    query = "SELECT grant_id FROM access_grant WHERE section_id = :s AND participant_id = :w"
    grant = (await world.sql(query + " AND withdrawn_at IS NULL", s=section, w=who))[0][0]
    for setting in ("email = NULL", "email = 'roar@example.org', protected = true"):
        await world.sql(f"UPDATE account SET {setting} WHERE account_id = :who", who=world.accounts["roar"])
        await world.sql("DELETE FROM letter")
        async with receiving() as receiver:
            for _ in range(2):
                await send_expiry(_post(site, receiver.port), world.spaces["roar"], grant, 30)
        assert _of(receiver, str(grant)) == [], setting
        letters = await world.sql("SELECT letter_id, kind, account_id FROM letter")
        assert [(kind, whom) for _, kind, whom in letters] == [("expiry", world.accounts["roar"])], setting
        made = await unit.post(f"/unit/post/{letters[0][0]}/printing")
        assert made.content[:5] == b"%PDF-"
        assert b"kvittering.json" not in made.content


async def test_an_owner_on_paper_who_has_an_e_mail_gets_a_mail(site: Site) -> None:
    roar = site.world.accounts["roar"]
    async with site.world.house.database.engine.connect() as tx:
        account = (await accounts(tx, [roar]))[roar]
    assert not by_post(account, on_paper=True)
    assert by_post(replace(account, email=None), on_paper=True)
    assert not by_post(replace(account, email=None), on_paper=False)
    assert by_post(replace(account, protected=True), on_paper=False)


async def test_all_that_is_about_to_end_is_renewed_in_one_go(site: Site) -> None:
    await _signed(site, 20)
    marte = await site.client("marte")
    page = (await marte.get(f"{site.plan()}/sharing")).text
    assert "Går snart ut" in page
    assert '<option value="6m"' in page.split('id="renewal"')[1].split("</select>")[0]
    unchosen = await marte.post(f"{site.plan()}/sharing/review", data={"renewal": ""})
    assert unchosen.status_code == 422
    review = await marte.post(f"{site.plan()}/sharing/review", data={"renewal": "6m"})
    assert review.status_code == 200
    fields = dict(part.split('" value="') for part in _hidden(review.text))
    assert (await marte.post(f"{site.plan()}/sharing", data=fields)).status_code == 303
    assert "Går snart ut" not in (await marte.get(f"{site.plan()}/sharing")).text


async def _signed(site: Site, days: int) -> str:
    """A grant of Berit's to the home section that ends after so many days."""
    marte = await site.client("marte")
    who, section = site.world.accounts["berit"], site.world.sections["tiril"]["home"]
    day = site.clock.now().astimezone(OSLO).date() + timedelta(days=days)
    form = {f"access-{who}-{section}": "read", f"until-{who}": "day", f"day-{who}": str(day)}
    assert (await marte.post(f"{site.plan()}/sharing", data=form)).status_code == 303
    query = "SELECT grant_id FROM access_grant WHERE participant_id = :w AND section_id = :s"
    rows = await site.world.sql(query + " AND withdrawn_at IS NULL", w=who, s=section)
    return str(rows[0][0])


async def _day(site: Site, port: int, days: int) -> None:
    site.clock.move(timedelta(days=days))
    await notice_expiries(site.world.house.gate)
    await _work(site, port)


def _post(site: Site, port: int) -> Post:
    house = site.world.house
    settings = house.settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{port}"})
    return Post(settings, house.database, house.keyring, house.render, house.gate)


def _of(receiver: Receiver, grant: str) -> list[str]:
    return [mail["Message-ID"] for _, mail in receiver.mails if grant in mail["Message-ID"]]


def _hidden(page: str) -> list[str]:
    """The review's hidden fields, as name and value."""
    parts = page.split('<input type="hidden" name="')[1:]
    return [part.split('">')[0] for part in parts]
