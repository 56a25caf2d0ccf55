"""
SHA-1 and SHA-256 of texts of a few dozen bytes.

Python has each twice: OpenSSL's, quick for megabytes, and its own, which does without OpenSSL's
preparations and is three times as quick for an id. Which of them is there changes no digest.
"""

try:
    from _sha1 import sha1  # type: ignore[import-not-found,unused-ignore]  # reason: CPython's own, without stubs

    try:
        from _sha256 import sha256  # type: ignore[import-not-found,unused-ignore]  # reason: until Python 3.11
    except ImportError:
        from _sha2 import sha256  # type: ignore[import-not-found,unused-ignore]  # reason: from Python 3.12
except ImportError:  # pragma: no cover  # reason: a Python built without its own
    from hashlib import sha1, sha256


def sha1_hex(data: bytes) -> str:
    """SHA-1 (FIPS 180-4) in 40 hex digits: for names, never for secrets."""
    digest: str = sha1(data).hexdigest()  # noqa: S324  # reason: uuid5 is SHA-1 by its own rule
    return digest


def sha256_hex(data: bytes) -> str:
    """SHA-256 (FIPS 180-4) in 64 hex digits."""
    digest: str = sha256(data).hexdigest()
    return digest
