package io.byteleap.wire.hub;

import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.hub.HubReport.Presence;
import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeSet;

/// One worker in a resource report: what it is, how it is at the moment, and its hardware (empty
/// where the report leaves it out).
public record ReportedWorker(WorkerKey key, Standing standing, Moment moment, JsonObject hardware) {
  /// What seldom changes. Name, version and public address may be empty.
  public record Standing(
      Presence presence,
      Label name,
      Label version,
      SortedSet<String> capabilities,
      LeaseScore leaseScore,
      Label publicIp,
      JsonObject osInfo) {
    private static final int CAPABILITIES_MAX = 32;

    public Standing {
      if (capabilities.size() > CAPABILITIES_MAX) {
        throw new IllegalArgumentException("more than " + CAPABILITIES_MAX + " capabilities");
      }
      capabilities = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(capabilities));
    }
  }

  /// What changes from one heartbeat to the next. [#NEVER] and [#UNKNOWN] stand for what is not
  /// known.
  public record Moment(Instant lastSeenAt, Load load, long uptimeSeconds) {
    public static final Instant NEVER = Instant.EPOCH;
    public static final long UNKNOWN = -1;

    public static final Moment NONE = new Moment(NEVER, new Unmeasured(), UNKNOWN);

    public Moment {
      if (uptimeSeconds < UNKNOWN) {
        throw new IllegalArgumentException("uptime below 0: " + uptimeSeconds);
      }
    }
  }

  public sealed interface Load {}

  /// Share of CPU and memory in use, in percent.
  public record Measured(double cpuPercent, double memoryPercent) implements Load {
    public Measured {
      if (!Double.isFinite(cpuPercent) || !Double.isFinite(memoryPercent)) {
        throw new IllegalArgumentException("usage must be finite");
      }
    }
  }

  public record Unmeasured() implements Load {}

  /// Digest of what a delta report compares: everything but the moment (which would make every
  /// worker changed at every report) and the hardware. 64 hex digits over our own canonical text;
  /// nobody else sees them.
  public String standingHash() {
    return Sha256.hexOf(ReportedWorkerCodec.write(standing).toSortedText());
  }

  /// Digest of the hardware, likewise.
  public String hardwareHash() {
    return Sha256.hexOf(hardware.toSortedText());
  }

  public ReportedWorker withoutHardware() {
    return new ReportedWorker(key, standing, moment, JsonObject.EMPTY);
  }
}
