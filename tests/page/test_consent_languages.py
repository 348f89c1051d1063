"""One reads in one's own language what one signs; the receipt has those very words."""

import re
from html import unescape

from ipplan.gate.consents import newest
from ipplan.letter.verify import verify
from tests.page.crisis_codes import crisis_page
from tests.site import Site


async def test_a_consent_is_signed_in_the_language_it_is_read_in_and_stands_in_it(site: Site) -> None:
    roar, own = await site.client("roar"), site.plan("roar")
    await roar.post("/settings", data={"language": "en"})
    old = unescape((await roar.get(f"{own}/deciding")).text)
    assert newest("plan", "nb").text in old, "what was signed before holds, and is shown as it was"
    assert newest("plan", "en").text in old, "beside it she reads it in her own language"
    assert (await roar.post(f"{own}/consents/plan/withdrawal")).status_code == 303
    page = (await roar.get(f"{own}/deciding")).text
    shown = newest("plan", "en")
    assert f'<blockquote class="consent" lang="en">{shown.text}</blockquote>' in page
    assert f'name="shown" value="{shown.sha256}"' in page
    await roar.post("/settings", data={"language": "nn"})
    assert (await roar.post(f"{own}/consents/plan", data={"shown": shown.sha256})).status_code == 303
    query = "SELECT consent_id, text_sha256 FROM consent WHERE kind = 'plan' ORDER BY at DESC LIMIT 1"
    consent_id, signed = (await site.world.sql(query))[0]
    assert signed == shown.sha256, "she has changed her language since, not what she read"
    receipt = (await roar.get(f"{own}/receipts/{consent_id}")).text
    assert f'lang="en">{shown.text}</blockquote>' in receipt
    assert newest("plan", "nn").text in receipt
    answer = await roar.get(f"{own}/receipts/{consent_id}.json")
    body = answer.json()["receipt"]
    assert (body["language"], body["privacy_notice"]["language"]) == ("nn", "en")
    assert verify(answer.text, (await roar.get("/.well-known/jwks.json")).text).holds


async def test_a_code_is_signed_in_the_words_that_one_has_read(site: Site) -> None:
    crisis = await crisis_page(site)
    marte = crisis.marte
    (read,) = re.findall(r'name="shown" value="([^"]+)"', (await marte.get(crisis.path)).text)
    await marte.post("/settings", data={"language": "en"})
    answer = await marte.post(f"{crisis.path}/code", data={"months": "1", "shown": read})
    assert answer.status_code == 422
    assert newest("crisis", "en").text in unescape(answer.text)
    assert not await site.world.sql("SELECT 1 FROM crisis_code")
    (read,) = re.findall(r'name="shown" value="([^"]+)"', answer.text)
    answer = await marte.post(f"{crisis.path}/code", data={"months": "1", "shown": read})
    assert answer.status_code == 303
