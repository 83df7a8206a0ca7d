package io.byteleap.miner;

import io.byteleap.host.HostProbe;
import io.byteleap.host.HostRoot;
import io.byteleap.json.JsonObject;
import io.byteleap.node.Build;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.SystemInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// A look at the miner's own machine that all hotkeys share for a few seconds, so that the machine
/// is not looked at once for each of them.
final class SharedHost implements Supplier<CompletionStage<SystemInfo>> {
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final HostProbe probe = new HostProbe(HostRoot.REAL);
  private final Executor blocking;
  private final InstantSource clock;
  private Look newest = new Look(Instant.MIN, CompletableFuture.completedStage(SystemInfo.UNKNOWN));

  private record Look(Instant end, CompletionStage<SystemInfo> info) {}

  SharedHost(Executor blocking, InstantSource clock) {
    this.blocking = blocking;
    this.clock = clock;
  }

  @Override
  public synchronized CompletionStage<SystemInfo> get() {
    var now = clock.instant();
    if (!now.isBefore(newest.end())) {
      newest = new Look(now.plus(FRESH), CompletableFuture.supplyAsync(this::look, blocking));
    }
    return newest.info();
  }

  private SystemInfo look() {
    var json =
        JsonObject.builder().putAll(probe.sample()).put("miner_version", Build.version()).build();
    return switch (Decoded.of(() -> SystemInfo.read(json))) {
      case Decoded.Read<SystemInfo>(var info) -> info;
      case Decoded.Refused<SystemInfo> _ -> SystemInfo.UNKNOWN;
    };
  }
}
