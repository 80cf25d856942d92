"""Certifies forms with a key of the moment, and asks pyHanko what it thinks of later changes."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, StandardDiffPolicy
from pyhanko.sign.diff_analysis.form_rules_api import FieldComparisonSpec, FormUpdatingRule
from pyhanko.sign.diff_analysis.rules.form_field_rules import (
    GenericFieldModificationRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
)
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore


@cache
def _signer() -> tuple[Any, Any]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A payer")])
    usage = x509.KeyUsage(True, True, False, False, False, True, True, False, False)
    made = x509.CertificateBuilder(name, name, key.public_key(), 5, datetime(2026, 1, 1), datetime(2036, 1, 1))
    signed = made.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    certificate = asn1.Certificate.load(signed.public_bytes(serialization.Encoding.DER))
    raw = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    store: Any = SimpleCertificateStore  # untyped
    return certificate, signers.SimpleSigner(certificate, keys.PrivateKeyInfo.load(raw), store())


def certify(content: bytes) -> bytes:
    """The form, certified so that only filling in is allowed."""
    what = signers.PdfSignatureMetadata(
        field_name="Certified", certify=True, docmdp_permissions=fields.MDPPerm.FILL_FORMS
    )
    out = BytesIO()
    writer = IncrementalPdfFileWriter(BytesIO(content), strict=False)
    signers.PdfSigner(what, signer=_signer()[1]).sign_pdf(writer, output=out)
    return out.getvalue()


class _Kids(GenericFieldModificationRule):
    """pyHanko's own rule for a field, asked of widgets without a name too, which its standard policy leaves out."""

    def check_form_field(self, fq_name: str, spec: Any, context: Any) -> Any:
        if spec.old_field is None or spec.new_field is None:
            return
        old, new = (field.get("/Kids", ()) for field in (spec.old_field, spec.new_field))
        for place in range(len(old)):
            if "/T" not in old[place]:
                path = spec.old_canonical_path + "/Kids" + place
                references = old.raw_get(place).reference, new.raw_get(place).reference
                yield from super().check_form_field(fq_name, FieldComparisonSpec("", *references, path), context)


_STRICT: list[Any] = [SigFieldCreationRule(), SigFieldModificationRule(), GenericFieldModificationRule()]  # type: ignore[no-untyped-call]
_WITH_KIDS = StandardDiffPolicy(DEFAULT_DIFF_POLICY.global_rules, FormUpdatingRule([*_STRICT, _Kids()]))


def verdict(content: bytes, with_kids: bool = False) -> tuple[bool, str]:
    """Whether the signature is intact, and what the changes since amount to.

    pyHanko 0.38 has no rule for widgets without a name of their own (radio buttons, fields in several places) and calls
    any change of them OTHER; `with_kids` holds its rule for fields against them as well.
    """
    context = ValidationContext(trust_roots=[_signer()[0]], moment=datetime(2026, 6, 1, tzinfo=UTC))
    reader = PdfFileReader(BytesIO(content), strict=False)
    policy = _WITH_KIDS if with_kids else DEFAULT_DIFF_POLICY
    status = validate_pdf_signature(reader.embedded_signatures[0], context, diff_policy=policy)
    level = status.modification_level
    return bool(status.intact and status.docmdp_ok), level.name if level else ""
