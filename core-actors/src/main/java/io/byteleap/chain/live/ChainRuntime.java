package io.byteleap.chain.live;

import io.byteleap.chain.metadata.Metadata;
import io.byteleap.chain.subtensor.AnswerShape;
import io.byteleap.chain.subtensor.CallTable;
import io.byteleap.chain.subtensor.Signing.Versions;
import io.byteleap.chain.subtensor.SubtensorApi;
import io.byteleap.chain.subtensor.SubtensorCall;
import io.byteleap.chain.subtensor.SubtensorStorage;
import io.byteleap.chain.subtensor.TransactionFormat;
import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleResult;
import java.util.List;
import java.util.stream.Stream;

/// One version of the chain's runtime: what it says about itself, its calls, and how its
/// transactions are signed, or why none is.
record ChainRuntime(
    Versions versions,
    Metadata metadata,
    ScaleResult<CallTable> calls,
    ScaleResult<TransactionFormat> format) {
  static ChainRuntime of(Versions versions, Metadata metadata) {
    return new ChainRuntime(
        versions, metadata, CallTable.of(metadata), TransactionFormat.of(metadata));
  }

  boolean offers(String callName) {
    return calls instanceof ScaleResult.Read<CallTable>(var table) && table.isOffered(callName);
  }

  /// The bytes of a call; refused when the runtime does not have it as it is known here.
  ScaleResult<Bytes> encoded(SubtensorCall call) {
    return switch (calls) {
      case ScaleResult.Read<CallTable>(var table) -> table.encode(call);
      case ScaleResult.Refused<CallTable>(var why) -> new ScaleResult.Refused<>(why);
    };
  }

  boolean offers(SubtensorApi api) {
    return api.isOffered(metadata);
  }

  /// Whether the metadata describe what it answers.
  boolean describes(SubtensorApi api) {
    return api.isDescribed(metadata);
  }

  AnswerShape shape(SubtensorApi api) {
    return AnswerShape.of(metadata, api);
  }

  /// What differs from the runtimes that this version knows, for a warning.
  List<String> differences() {
    return Stream.concat(
            calls instanceof ScaleResult.Read<CallTable>(var table)
                ? table.differences().stream()
                : Stream.of(calls.toString()),
            SubtensorStorage.differences(metadata)
                    instanceof ScaleResult.Read<List<String>>(var differences)
                ? differences.stream()
                : Stream.of("storage that cannot be shown"))
        .toList();
  }
}
