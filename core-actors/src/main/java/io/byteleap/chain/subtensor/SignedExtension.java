package io.byteleap.chain.subtensor;

import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleWriter;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The signed extensions of a transaction that have bytes: what each adds to the transaction and
/// what it adds to the signed payload only, with the shapes that the metadata must give for both.
@SuppressWarnings("ImmutableEnumChecker") // the sets are those of Set.of
enum SignedExtension {
  SPEC_VERSION(Set.of("CheckSpecVersion"), Set.of("()"), "u32") {
    @Override
    void writeAdditional(ScaleWriter writer, Signing signing) {
      writer.u32(signing.versions().specVersion());
    }
  },
  TRANSACTION_VERSION(Set.of("CheckTxVersion"), Set.of("()"), "u32") {
    @Override
    void writeAdditional(ScaleWriter writer, Signing signing) {
      writer.u32(signing.versions().transactionVersion());
    }
  },
  GENESIS(Set.of("CheckGenesis"), Set.of("()"), "[u8; 32]") {
    @Override
    void writeAdditional(ScaleWriter writer, Signing signing) {
      writer.raw(signing.genesisHash());
    }
  },
  MORTALITY(Set.of("CheckMortality", "CheckEra"), Set.of("enum Era"), "[u8; 32]") {
    @Override
    void writeExtra(ScaleWriter writer, Signing signing) {
      writer.raw(signing.era().bytes());
    }

    @Override
    void writeAdditional(ScaleWriter writer, Signing signing) {
      writer.raw(signing.eraBlockHash());
    }
  },
  NONCE(Set.of("CheckNonce"), Set.of("Compact<u32>"), "()") {
    @Override
    void writeExtra(ScaleWriter writer, Signing signing) {
      writer.compact(signing.nonce());
    }
  },
  PAYMENT(
      Set.of("ChargeTransactionPayment", "ChargeTransactionPaymentWrapper"),
      Set.of("Compact<u64>", "Compact<u128>"),
      "()") {
    @Override
    void writeExtra(ScaleWriter writer, Signing signing) {
      writer.compact(signing.tip().rao());
    }
  },
  /// No hash of the metadata is signed: mode "disabled", no hash.
  METADATA_HASH(Set.of("CheckMetadataHash"), Set.of("enum Mode"), "Option<[u8; 32]>") {
    @Override
    void writeExtra(ScaleWriter writer, Signing signing) {
      writer.u8(0);
    }

    @Override
    void writeAdditional(ScaleWriter writer, Signing signing) {
      writer.u8(0);
    }
  };

  private final Set<String> names;
  private final Set<String> extraShapes;
  private final String additionalShape;

  SignedExtension(Set<String> names, Set<String> extraShapes, String additionalShape) {
    this.names = names;
    this.extraShapes = extraShapes;
    this.additionalShape = additionalShape;
  }

  static Optional<SignedExtension> named(String name) {
    return Stream.of(values()).filter(known -> known.names.contains(name)).findFirst();
  }

  boolean hasShapes(String extra, String additional) {
    return extraShapes.contains(extra) && additionalShape.equals(additional);
  }

  void writeExtra(ScaleWriter writer, Signing signing) {}

  void writeAdditional(ScaleWriter writer, Signing signing) {}

  static Bytes extra(Iterable<SignedExtension> extensions, Signing signing) {
    var writer = new ScaleWriter();
    extensions.forEach(extension -> extension.writeExtra(writer, signing));
    return writer.toBytes();
  }

  static Bytes additional(Iterable<SignedExtension> extensions, Signing signing) {
    var writer = new ScaleWriter();
    extensions.forEach(extension -> extension.writeAdditional(writer, signing));
    return writer.toBytes();
  }
}
