"""A Merkle tree as RFC 6962 has it, grown leaf by leaf; only the roots of its full parts are kept."""

from collections.abc import Iterable
from hashlib import sha256

HASH = 32


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962, section 2.1: leaves and nodes are told apart by their first byte."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """``size`` leaves, known by the roots of the full trees they make up, the largest first."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        """Raises ``ValueError`` where ``peaks`` are not as many as a tree of ``size`` has."""
        self.size, self.peaks = size, list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ValueError("peaks")

    def append(self, leaf: bytes) -> None:
        """Add a leaf by its hash."""
        merged, full = leaf, self.size
        while full & 1:
            merged, full = node_hash(self.peaks.pop(), merged), full >> 1
        self.peaks.append(merged)
        self.size += 1

    def root(self) -> bytes:
        """The hash over all leaves, in their order."""
        if not self.peaks:
            return sha256().digest()
        merged = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            merged = node_hash(peak, merged)
        return merged


def packed(peaks: Iterable[bytes]) -> bytes:
    return b"".join(peaks)


def unpacked(peaks: bytes) -> list[bytes]:
    return [peaks[start : start + HASH] for start in range(0, len(peaks), HASH)]
