"""Whether the one who looks is a child that is heard, and does not decide yet."""

from ipplan.gate.representing import comes_to, comes_to_decide
from ipplan.gate.visit import Visit


def is_heard(visit: Visit) -> bool:
    """Whether the visitor is a child with a page of its own: heard, and too young to decide."""
    rules, signer = visit.gate.rules, visit.gate.signer
    heard, decides = (
        comes_to(visit.space, signer, rules, rules.heard_from),
        comes_to_decide(visit.space, signer),
    )
    if visit.standing.role != "owner" or heard is None or decides is None:
        return False
    return heard <= visit.at < decides
