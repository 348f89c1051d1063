"""Whose plan an archive holds, without her identity number: a code that she is shown, and what it proves.

The signed manifest carries a claim: an HMAC of the owner's identity number under the code. Who has the file
alone learns no number from it and cannot try numbers out; who has file and code still has to be logged in as
the very same person (or act for her) where it is taken in.
"""

import base64
import hmac

from ipplan.gate.keys import Keyring
from ipplan.gate.visit import Visit

LETTERS = 16
"""Of a code: 80 bits, in base 32."""
CONTEXT = b"ipplan-archive\x00"


def code_of(keyring: Keyring, visit: Visit) -> str | None:
    """The code of a plan's archives; ``None`` for all but the owner and who acts for her."""
    if visit.standing.role not in ("owner", "representative") or not visit.standing.whole or visit.assisting:
        return None
    made = hmac.digest(keyring.secrets["invitation"], CONTEXT + visit.space.space_id.bytes, "sha256")
    letters = base64.b32encode(made).decode()[:LETTERS]
    return "-".join(letters[at : at + 4] for at in range(0, LETTERS, 4))


def claim_of(code: str, pid: str) -> str:
    """What a code proves of a person."""
    return hmac.digest(plain(code).encode(), CONTEXT + pid.encode(), "sha256").hex()


def is_claimed(claim: str, code: str, pid: str) -> bool:
    """Whether the code and the person are those that the archive was made for."""
    return hmac.compare_digest(claim, claim_of(code, pid))


def plain(code: str) -> str:
    """A code as typed: small letters, spaces and hyphens make no difference, nor 0 and 1, which it lacks."""
    kept = "".join(letter for letter in code.upper() if letter.isalnum())
    return kept.replace("0", "O").replace("1", "I")[:64]
