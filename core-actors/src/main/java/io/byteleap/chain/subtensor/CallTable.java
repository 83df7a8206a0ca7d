package io.byteleap.chain.subtensor;

import io.byteleap.chain.metadata.Metadata;
import io.byteleap.chain.metadata.Pallet;
import io.byteleap.chain.metadata.TypeDef.Variant;
import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleRefusal.Kind;
import io.byteleap.scale.ScaleResult;
import io.byteleap.scale.ScaleWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The indexes and arguments of the calls in one runtime. A call that the runtime does not have, or
/// has with other arguments, is refused; another index is taken as the metadata has it, and
/// reported.
public final class CallTable {
  private static final String PALLET = "SubtensorModule";
  private static final int PALLET_INDEX = 7;

  private static final Map<String, Expected> EXPECTED =
      Stream.of(
              expected(0, "set_weights", "u16, Vec<u16>, Vec<u16>, u64"),
              expected(4, "serve_axon", "u16, u32, u128, u16, u8, u8, u8, u8"),
              expected(7, "burned_register", "u16, [u8; 32]"),
              expected(40, "serve_axon_tls", "u16, u32, u128, u16, u8, u8, u8, u8, Vec<u8>"),
              expected(96, "commit_weights", "u16, [u8; 32]"),
              expected(97, "reveal_weights", "u16, Vec<u16>, Vec<u16>, Vec<u16>, u64"),
              expected(99, "commit_crv3_weights", "u16, Vec<u8>, u64"),
              expected(113, "commit_timelocked_weights", "u16, Vec<u8>, u64, u16"),
              expected(118, "commit_timelocked_mechanism_weights", "u16, u8, Vec<u8>, u64, u16"),
              expected(119, "set_mechanism_weights", "u16, u8, Vec<u16>, Vec<u16>, u64"))
          .collect(Collectors.toMap(Expected::name, call -> call, (a, _) -> a, LinkedHashMap::new));

  /// Source: subtensor, the same in every runtime that has the call.
  private record Expected(int index, String name, String arguments) {}

  private final Pallet pallet;
  private final Map<String, String> arguments;

  private CallTable(Pallet pallet, Map<String, String> arguments) {
    this.pallet = pallet;
    this.arguments = arguments;
  }

  private static Expected expected(int index, String name, String arguments) {
    return new Expected(index, name, arguments);
  }

  /// Refused: a runtime without the pallet.
  public static ScaleResult<CallTable> of(Metadata metadata) {
    var pallet = metadata.pallet(PALLET);
    return pallet.isEmpty()
        ? ScaleResult.refused(Kind.ABSENT, "the runtime has no " + PALLET)
        : ScaleResult.of(() -> of(metadata, pallet.get()));
  }

  private static CallTable of(Metadata metadata, Pallet pallet) {
    var arguments = new LinkedHashMap<String, String>();
    for (var name : EXPECTED.keySet()) {
      pallet.call(name).ifPresent(call -> arguments.put(name, arguments(metadata, call)));
    }
    return new CallTable(pallet, arguments);
  }

  private static String arguments(Metadata metadata, Variant call) {
    return call.fields().stream()
        .map(field -> metadata.types().shape(field.type()))
        .collect(Collectors.joining(", "));
  }

  /// Whether the runtime has a call of this name with the arguments that are known here.
  public boolean isOffered(String callName) {
    var expected = EXPECTED.get(callName);
    return expected != null && expected.arguments().equals(arguments.get(callName));
  }

  /// What differs from the table, for a warning; calls that the runtime does not have are no
  /// difference.
  public List<String> differences() {
    return EXPECTED.values().stream().flatMap(call -> difference(call).stream()).toList();
  }

  private Optional<String> difference(Expected expected) {
    var call = pallet.call(expected.name());
    if (call.isEmpty()) {
      return Optional.empty();
    }
    String found =
        "%d.%d(%s)".formatted(pallet.index(), call.get().index(), arguments.get(expected.name()));
    String known = "%d.%d(%s)".formatted(PALLET_INDEX, expected.index(), expected.arguments());
    return found.equals(known)
        ? Optional.empty()
        : Optional.of(expected.name() + " is " + found + " instead of " + known);
  }

  /// The bytes of a call: index of the pallet, index of the call, arguments.
  public ScaleResult<Bytes> encode(SubtensorCall call) {
    String name = call.callName();
    if (!isOffered(name)) {
      return ScaleResult.refused(Kind.ABSENT, "the runtime has no " + name + " as known here");
    }
    return ScaleResult.of(
        () ->
            new ScaleWriter()
                .u8(pallet.index())
                .u8(pallet.call(name).orElseThrow().index())
                .raw(call.arguments())
                .toBytes());
  }
}
