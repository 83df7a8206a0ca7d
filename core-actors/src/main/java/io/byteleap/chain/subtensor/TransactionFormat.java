package io.byteleap.chain.subtensor;

import io.byteleap.chain.metadata.Blake2b;
import io.byteleap.chain.metadata.ExtrinsicFormat.Extension;
import io.byteleap.chain.metadata.Metadata;
import io.byteleap.chain.metadata.TypeDef.Variant;
import io.byteleap.chain.metadata.TypeId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleProblem;
import io.byteleap.scale.ScaleRefusal.Kind;
import io.byteleap.scale.ScaleResult;
import io.byteleap.scale.ScaleWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How transactions of one runtime are signed and written (version 4).
///
/// Refused, so that nothing is ever signed that is not understood: another version, addresses or
/// signatures of other kinds, a signed extension that is not known and has bytes, and a known one
/// of another shape.
public final class TransactionFormat {
  private static final int VERSION = 4;
  private static final int SIGNED = 0x80;
  private static final int ADDRESS_ID = 0;
  private static final int SIGNATURE_SR25519 = 1;
  private static final int SIGNATURE_BYTES = 64;
  private static final int PAYLOAD_PLAIN_MAX = 256;

  private final List<SignedExtension> extensions;

  private TransactionFormat(List<SignedExtension> extensions) {
    this.extensions = List.copyOf(extensions);
  }

  public static ScaleResult<TransactionFormat> of(Metadata metadata) {
    return ScaleResult.of(() -> read(metadata));
  }

  private static TransactionFormat read(Metadata metadata) {
    var format = metadata.extrinsic();
    if (format.version() != VERSION) {
      throw new ScaleProblem(Kind.UNKNOWN_VERSION, "transactions of version " + format.version());
    }
    require(metadata, format.address(), new Alternative("Id", ADDRESS_ID, "[u8; 32]"));
    require(
        metadata, format.signature(), new Alternative("Sr25519", SIGNATURE_SR25519, "[u8; 64]"));
    var known = new ArrayList<SignedExtension>();
    for (var extension : format.extensions()) {
      known(metadata, extension).ifPresent(known::add);
    }
    return complete(known);
  }

  /// An alternative that an enumeration must have.
  private record Alternative(String name, int index, String shape) {
    boolean is(Variant variant, Metadata metadata) {
      return variant.name().equals(name)
          && variant.index() == index
          && variant.fields().size() == 1
          && metadata.types().shape(variant.fields().getFirst().type()).equals(shape);
    }
  }

  private static void require(Metadata metadata, TypeId type, Alternative wanted) {
    var variants = metadata.types().variants(type);
    if (variants.stream().noneMatch(variant -> wanted.is(variant, metadata))) {
      throw new ScaleProblem(Kind.INCONSISTENT, "no alternative " + wanted.name());
    }
  }

  private static Optional<SignedExtension> known(Metadata metadata, Extension extension) {
    String extra = metadata.types().shape(extension.extra());
    String additional = metadata.types().shape(extension.additional());
    var known = SignedExtension.named(extension.name());
    boolean understood =
        known.isPresent()
            ? known.get().hasShapes(extra, additional)
            : metadata.types().isEmpty(extension.extra())
                && metadata.types().isEmpty(extension.additional());
    if (!understood) {
      throw new ScaleProblem(
          Kind.INCONSISTENT,
          "signed extension %s of %s and %s".formatted(extension.name(), extra, additional));
    }
    return known;
  }

  /// Without these a transaction could be repeated, or taken by another chain.
  private static TransactionFormat complete(List<SignedExtension> extensions) {
    for (var needed : List.of(SignedExtension.NONCE, SignedExtension.GENESIS)) {
      if (!extensions.contains(needed)) {
        throw new ScaleProblem(Kind.ABSENT, "transactions without " + needed);
      }
    }
    return new TransactionFormat(extensions);
  }

  /// The signed transaction: its length, version, signer, signature, extensions and call.
  public Extrinsic sign(Bytes call, Signing signing, ExtrinsicSigner signer) {
    Bytes extra = SignedExtension.extra(extensions, signing);
    Bytes signature = signer.sign(toSign(call, extra, signing));
    if (signature.length() != SIGNATURE_BYTES) {
      throw new IllegalArgumentException("a signature has 64 bytes, not " + signature.length());
    }
    Bytes body =
        new ScaleWriter()
            .u8(SIGNED | VERSION)
            .u8(ADDRESS_ID)
            .raw(signer.account().key())
            .u8(SIGNATURE_SR25519)
            .raw(signature)
            .raw(extra)
            .raw(call)
            .toBytes();
    return new Extrinsic(new ScaleWriter().bytes(body).toBytes());
  }

  /// Long payloads are signed by their hash.
  private Bytes toSign(Bytes call, Bytes extra, Signing signing) {
    Bytes payload =
        new ScaleWriter()
            .raw(call)
            .raw(extra)
            .raw(SignedExtension.additional(extensions, signing))
            .toBytes();
    return payload.length() > PAYLOAD_PLAIN_MAX ? Blake2b.hash256(payload) : payload;
  }
}
