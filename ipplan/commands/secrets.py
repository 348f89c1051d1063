"""``ipplan secrets``: the files that docker-compose.yml mounts as secrets; made once, never overwritten."""

import os
import secrets as random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID_FOR = timedelta(days=365)


def secrets(
    folder: Annotated[Path, typer.Argument(help="Folder that docker-compose.yml reads.")] = Path("secrets"),
    name: Annotated[
        list[str] | None, typer.Option(help="Name that the demo's certificate is for; several may be given.")
    ] = None,
) -> None:
    """Make passwords, database addresses and a certificate to try with; existing files stay as they are."""
    for path in make_secrets(folder, name or ["plan.localhost", "login.localhost"]):
        typer.echo(f"Laget {path}")


def make_secrets(folder: Path, names: list[str]) -> list[Path]:
    """Make what is missing; returns the files made.

    The folder lets nobody but its owner in; the files can be read by all, since each is mounted alone into
    containers whose users are not ours.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made: list[Path] = []
    for role in ("postgres", "owner", "app"):
        made += _write(folder / f"{role}_password", random.token_urlsafe(32))
    for role, name in (("owner", "ipplan_owner_database_url"), ("app", "ipplan_database_url")):
        password = (folder / f"{role}_password").read_text()
        made += _write(folder / name, f"postgresql://ipplan_{role}:{password}@postgres/ipplan")
    made += _write(folder / "ipplan_smtp_url", "smtp://mailbox:8025")
    if not any((folder / name).exists() for name in ("ca.crt", "tls.crt", "tls.key")):
        for name, content in _certificate(names).items():
            made += _write(folder / name, content)
    return made


def _write(path: Path, content: str) -> list[Path]:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
    except FileExistsError:
        return []
    with os.fdopen(handle, "w") as file:
        file.write(content)
    return [path]


def _certificate(names: list[str]) -> dict[str, str]:
    """A certificate for ``names`` under an authority whose key is thrown away: to try with, nothing else."""
    authority, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    top, leaf = _called("ipplan, til utprøving"), _called(names[0])
    ca = (
        _begun(top, top, authority.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority.public_key()), critical=False)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(authority, hashes.SHA256())
    )
    alternatives = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key())
    crt = (
        _begun(leaf, top, key.public_key())
        .add_extension(alternatives, critical=False)
        .add_extension(issuer, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(authority, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    pem = {name: one.public_bytes(Encoding.PEM).decode() for name, one in (("ca.crt", ca), ("tls.crt", crt))}
    return {**pem, "tls.key": private}


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _begun(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + VALID_FOR)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
