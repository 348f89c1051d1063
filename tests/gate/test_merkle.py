"""The tree and its heads, against known answers."""

from base64 import b64decode, b64encode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import OKPKey

from ipplan.gate.checkpoint import notes_in, origin_of, read_head, sign_head, verifier_key
from ipplan.gate.merkle import Tree, leaf_hash, node_hash, packed, unpacked

LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The known answers for RFC 6962 trees that Certificate Transparency's own implementations test with."""


def test_roots_are_those_of_rfc_6962() -> None:
    tree = Tree()
    assert tree.root().hex() == ROOTS[0]
    for leaf, root in zip(LEAVES, ROOTS[1:], strict=True):
        tree.append(leaf_hash(bytes.fromhex(leaf)))
        assert tree.root().hex() == root


def mth(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word by word."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(mth(leaves[:split]), mth(leaves[split:]))


@given(st.lists(st.binary(max_size=4), max_size=70), st.integers(0, 70))
def test_a_tree_grown_in_two_goes_is_the_tree_of_the_definition(leaves: list[bytes], stop: int) -> None:
    tree = Tree()
    for leaf in leaves[:stop]:
        tree.append(leaf_hash(leaf))
    again = Tree(tree.size, unpacked(packed(tree.peaks)))
    for leaf in leaves[stop:]:
        again.append(leaf_hash(leaf))
    assert (again.size, again.root()) == (len(leaves), mth(leaves))


def test_peaks_must_be_those_of_the_size() -> None:
    with pytest.raises(ValueError, match="peaks"):
        Tree(3, [b"0" * 32])


def test_a_head_is_a_c2sp_checkpoint() -> None:
    key = OKPKey.generate_key("Ed25519", private=True)
    origin = origin_of("https://plan.example.org/")
    assert origin == "plan.example.org/log"
    head = sign_head(origin, 7, bytes(32), key)
    body, signature = head.note.split("\n\n")
    assert body == f"plan.example.org/log\n7\n{b64encode(bytes(32)).decode()}"
    dash, name, sealed = signature.rstrip("\n").split(" ")
    assert (dash, name) == ("\u2014", origin)
    said, key_id, public = verifier_key(origin, key).split("+", 2)
    raw = b64decode(public)
    assert (said, raw[0], len(raw)) == (origin, 1, 33)
    assert key_id == sha256(origin.encode() + b"\n" + raw).hexdigest()[:8] == b64decode(sealed)[:4].hex()
    Ed25519PublicKey.from_public_bytes(raw[1:]).verify(b64decode(sealed)[4:], f"{body}\n".encode())


def test_only_our_own_head_unchanged_is_read() -> None:
    key, other = (OKPKey.generate_key("Ed25519", private=True) for _ in range(2))
    head = sign_head("a/log", 7, bytes(32), key)
    assert read_head(head.note, "a/log", [other, key]) == head
    assert read_head(head.note, "a/log", [other]) is None
    assert read_head(head.note, "b/log", [key]) is None
    assert read_head(head.note.replace("\n7\n", "\n8\n"), "a/log", [key]) is None
    assert read_head(head.note.replace("\n\n", "\nmore\n\n"), "a/log", [key]) is None
    for broken in ("", "a/log", "a/log\n7\n", "a/log\nx\nAA==\n\n\u2014 a/log AAAA\n", head.note[:-20]):
        assert read_head(broken, "a/log", [key]) is None
    witnessed = head.note + "\u2014 witness.example AAAAAAAA\n"
    assert read_head(witnessed, "a/log", [key]) is not None, "others may have signed it too"


def test_a_file_holds_heads_one_after_another() -> None:
    key = OKPKey.generate_key("Ed25519", private=True)
    notes = [sign_head("a/log", size, bytes(32), key).note for size in (1, 2)]
    assert list(notes_in("\n".join(notes))) == notes
    assert list(notes_in("")) == []
    assert list(notes_in("torn")) == ["torn"], "what is no head is not passed over"
