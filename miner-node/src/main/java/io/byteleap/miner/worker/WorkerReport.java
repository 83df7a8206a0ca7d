package io.byteleap.miner.worker;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.SystemInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What a worker says of itself: what it can do (at most 32 labels) and its machine.
///
/// The bounds make sure that the reports of a hundred workers fit one heartbeat, so that no worker
/// can keep the others from being reported.
public record WorkerReport(List<String> capabilities, SystemInfo systemInfo) {
  /// Longest `system_info` in bytes of JSON.
  static final int SYSTEM_INFO_SIZE_MAX = 40 << 10;

  private static final int CAPABILITIES_MAX = 32;

  static final WorkerReport NOTHING = new WorkerReport(List.of(), SystemInfo.UNKNOWN);

  public WorkerReport {
    capabilities = List.copyOf(capabilities);
  }

  /// Refused: a `system_info` that is too long, or with a field of the wrong kind.
  static Decoded<WorkerReport> read(List<String> capabilities, JsonObject systemInfo) {
    return Decoded.of(
        () -> {
          int size = systemInfo.toText().getBytes(StandardCharsets.UTF_8).length;
          if (size > SYSTEM_INFO_SIZE_MAX) {
            throw new JsonProblem(
                "system_info", size + " bytes, at most " + SYSTEM_INFO_SIZE_MAX + " are taken");
          }
          return new WorkerReport(bounded(capabilities), SystemInfo.read(systemInfo));
        });
  }

  private static List<String> bounded(List<String> capabilities) {
    return capabilities.stream()
        .map(capability -> Label.of(capability).value())
        .filter(capability -> !capability.isEmpty())
        .distinct()
        .limit(CAPABILITIES_MAX)
        .toList();
  }
}
