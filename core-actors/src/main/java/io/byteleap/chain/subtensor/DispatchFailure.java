package io.byteleap.chain.subtensor;

import io.byteleap.chain.metadata.Metadata;
import io.byteleap.chain.metadata.TypeDef.Variant;
import io.byteleap.chain.metadata.Value;
import io.byteleap.chain.metadata.Value.Choice;
import io.byteleap.chain.metadata.Value.Octets;
import io.byteleap.chain.metadata.Value.Whole;
import io.byteleap.domain.units.Label;

/// Why a transaction that is in a block did nothing: the error of a pallet
/// (`SubtensorModule.SettingWeightsTooFast`), or one of the runtime itself (`BadOrigin`).
public record DispatchFailure(Label pallet, Label error) {
  /// The pallet's place when the runtime itself refused.
  private static final Label RUNTIME = Label.of("Runtime");

  /// `error` is a value of the runtime's type `DispatchError`. Errors that the metadata does not
  /// name show by their numbers.
  static DispatchFailure of(Metadata metadata, Choice error) {
    if (!error.name().equals("Module") || error.fields().isEmpty()) {
      return new DispatchFailure(RUNTIME, Label.of(error.name()));
    }
    var module = error.fields().getFirst().value();
    int pallet = module.at("index").map(DispatchFailure::number).orElse(-1);
    int code = module.at("error").map(DispatchFailure::number).orElse(-1);
    var found = metadata.pallet(pallet);
    return new DispatchFailure(
        Label.of(found.map(named -> named.name()).orElse("pallet " + pallet)),
        Label.of(
            found.flatMap(named -> named.error(code)).map(Variant::name).orElse("error " + code)));
  }

  /// A small number, or the first byte of an array.
  private static int number(Value value) {
    return switch (value) {
      case Whole(var number) when number.bitLength() <= 8 -> number.intValue();
      case Octets(var bytes) when bytes.length() > 0 -> bytes.toArray()[0] & 0xff;
      case Whole _, Octets _, Value.Flag _, Value.Text _ -> -1;
      case Value.Items _, Value.Struct _, Choice _ -> -1;
    };
  }

  @Override
  public String toString() {
    return pallet + "." + error;
  }
}
