"""A new file is held back until ClamAV has looked through it; who sent an infected one is told."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from uuid import UUID

import structlog

from ipplan.gate.visit import Actor, Visit
from ipplan.job.clamd import ClamdAway, is_clean
from ipplan.job.mail import Post, send
from ipplan.language import N_
from ipplan.permit import Permit, Refused
from ipplan.plan.carrying import CARRIED_TO, carried_to
from ipplan.plan.checking import CLEAN, INFECTED, is_checked, put_check
from ipplan.store.accounts import accounts
from ipplan.store.files import blob_of, chunk_of
from ipplan.store.items import Item, one_item
from ipplan.store.outbox import promise
from ipplan.store.spaces import Writing

log = structlog.get_logger()
ROAD = "scan"
TELLING = "send_infected"
SUBJECT = N_("En fil du la inn, hadde virus")


@dataclass(frozen=True, slots=True)
class Sent:
    """A file, where it was put, and by whom."""

    space_id: UUID
    section_id: UUID
    item_id: UUID
    blob_id: UUID
    account_id: UUID


async def scan_file(post: Post, sent: Sent) -> None:
    """Have a file looked through, and write down what was found. Raises what the queue tries again.

    The job enters the gate for who sent the file; where she has lost her access since, for the owner.
    """
    if not post.settings.clamd:
        raise ClamdAway("IPPLAN_CLAMD is not set: the file waits")
    for actor in await _for_whom(post, sent):
        with suppress(Refused):
            visit = await post.gate.enter(sent.space_id, actor, road=ROAD)
            clean = await _look_through(post, await visit.open(sent.section_id), sent)
            await _tell(post, sent, actor, clean)
            return
    log.info("not_scanned", space=str(sent.space_id))


async def _for_whom(post: Post, sent: Sent) -> list[Actor]:
    space, _ = await post.gate.space(sent.space_id)
    return [Actor(one, b"") for one in dict.fromkeys((sent.account_id, space.owner_id))]


async def _look_through(post: Post, permit: Permit, sent: Sent) -> bool:
    async with post.database.engine.connect() as tx:
        blob = await blob_of(tx, permit, sent.blob_id)

    async def pieces() -> AsyncIterator[bytes]:
        for number in range(blob.chunks):
            async with post.database.engine.connect() as tx:
                yield await chunk_of(tx, permit, blob, number)

    return await is_clean(post.settings.clamd, pieces())


async def _tell(post: Post, sent: Sent, actor: Actor, clean: bool) -> None:
    entering = post.gate.writing(sent.space_id, actor, road=ROAD, paused=True, closed=True)
    async with entering as (held, visit):
        found: list[tuple[Permit, Item]] = []
        permit = await visit.open(sent.section_id)
        place: tuple[Permit, UUID] | None = (permit, sent.item_id)
        while place is not None:
            item = await one_item(held.tx, *place)
            found.append((place[0], item))
            place = await _where_to(visit, item)
        for there, item in found:
            if not await is_checked(held.tx, there, item.item_id, sent.blob_id):
                await put_check(held, there, item, sent.blob_id, CLEAN if clean else INFECTED)
        if CARRIED_TO in found[-1][1].content:
            await _promise_there(held, found[-1][1], sent)
        if not clean:
            ids = {"blob_id": str(sent.blob_id), "account_id": str(sent.account_id)}
            await promise(held.tx, TELLING, space_id=str(sent.space_id), at=held.now.isoformat(), **ids)
    log.info("scanned", space=str(sent.space_id), clean=clean)


async def _promise_there(held: Writing, item: Item, sent: Sent) -> None:
    """What was carried into another space meanwhile is looked through there, too."""
    ids = dict(zip(("space_id", "section_id", "item_id"), map(str, carried_to(item)), strict=True))
    await promise(held.tx, "scan_file", blob_id=str(sent.blob_id), account_id=str(sent.account_id), **ids)


async def _where_to(visit: Visit, item: Item) -> tuple[Permit, UUID] | None:
    """Where an item was moved to while its file was looked through."""
    section, _, moved = item.content.get("moved_to", "").partition("/")
    return (await visit.open(UUID(section)), UUID(moved)) if moved else None


async def send_infected(post: Post, space_id: UUID, blob_id: UUID, account_id: UUID, at: datetime) -> None:
    """Tell who sent it that a file was infected: nothing of which, or whose plan it was for."""
    async with post.database.engine.connect() as tx:
        account = (await accounts(tx, [account_id])).get(account_id)
    if account is None or not account.email:
        return
    message = EmailMessage()
    message["From"] = post.settings.mail_from
    message["To"] = account.email
    message["Subject"] = post.render.words(account.language, SUBJECT)
    message["Date"] = format_datetime(at)
    domain = parseaddr(post.settings.mail_from)[1].rpartition("@")[2]
    message["Message-ID"] = f"<file-{blob_id}@{domain}>"
    values = {"name": account.name, "link": post.settings.address}
    message.set_content(post.render("mail/infected.txt", account.language, values))
    await send(post, space_id, message)
