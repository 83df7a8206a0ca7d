package io.byteleap.miner.worker;

import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.SystemInfo;
import java.util.List;

/// What a worker says of itself: what it can do (at most 32 labels) and its machine, kept as the
/// bytes of its JSON, since a miner has thousands of workers and reads few of the reports.
///
/// The bounds make sure that the reports of a hundred workers fit one heartbeat, so that no worker
/// can keep the others from being reported.
public record WorkerReport(List<String> capabilities, Bytes systemInfoJson) {
  /// Longest `system_info` in bytes of JSON.
  static final int SYSTEM_INFO_SIZE_MAX = 40 << 10;

  private static final int CAPABILITIES_MAX = 32;
  private static final Json JSON = Json.upTo(SYSTEM_INFO_SIZE_MAX);

  static final WorkerReport NOTHING = new WorkerReport(List.of(), SystemInfo.UNKNOWN);

  public WorkerReport {
    capabilities = List.copyOf(capabilities);
  }

  public WorkerReport(List<String> capabilities, SystemInfo systemInfo) {
    this(capabilities, systemInfo.json().toUtf8());
  }

  /// Refused: a `system_info` that is too long, or with a field of the wrong kind.
  static Decoded<WorkerReport> read(List<String> capabilities, JsonObject systemInfo) {
    return Decoded.of(
        () -> {
          var json = systemInfo.toUtf8();
          if (json.length() > SYSTEM_INFO_SIZE_MAX) {
            throw new JsonProblem(
                "system_info",
                json.length() + " bytes, at most " + SYSTEM_INFO_SIZE_MAX + " are taken");
          }
          var _ = SystemInfo.read(systemInfo);
          return new WorkerReport(bounded(capabilities), json);
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

  /// The machine, read anew.
  public SystemInfo systemInfo() {
    return SystemInfo.read(JSON.parse(systemInfoJson.toArray()));
  }
}
