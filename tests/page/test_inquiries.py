"""Inquiries: drafts of one's own, sent once, and no word of whether anybody has an account here."""

from tests.page.case_stage import file_in, inquire
from tests.site import Site


async def test_an_inquiry_about_oneself_becomes_a_case_with_a_deadline(site: Site) -> None:
    roar = await site.client("roar")
    case = await inquire(site, roar)
    file = await file_in(site, case)
    assert (file.state, file.asked_by, file.coordinator, file.plan) == ("received", "self", "asked", "asked")
