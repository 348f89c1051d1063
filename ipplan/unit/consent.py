"""Nothing is assessed before the person it concerns has been asked: her own inquiry is her consent.

By the law a plan, and with it the unit's casework, is nothing that is done to somebody (pasient- og
brukerrettighetsloven §§ 2-5 and 4-1); what a relative or a service writes of her waits for her yes.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from ipplan.store.cases import CaseEvent, CaseFile


def consented(file: CaseFile, events: Iterable[CaseEvent], acting: Collection[UUID] = ()) -> bool:
    """Whether the case may be assessed. ``acting``: who acts for her in it, on a basis the unit recorded.

    Who acts for her has consented by sending the inquiry, as she herself has. The last word counts.
    """
    said = [one.kind for one in events if one.kind in ("consent_given", "consent_refused")]
    if said:
        return said[-1] == "consent_given"
    return file.asked_by == "self" or file.sender_id in acting
