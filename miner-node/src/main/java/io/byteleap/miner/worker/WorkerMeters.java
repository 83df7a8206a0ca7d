package io.byteleap.miner.worker;

import io.byteleap.wire.worker.CloseCode;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// Figures of the door for workers, and what it complains of. May be called from any thread.
public final class WorkerMeters {
  private final MeterRegistry registry;
  private final Complaints complaints;
  private final AtomicInteger connected = new AtomicInteger();

  public WorkerMeters(MeterRegistry registry) {
    this.registry = registry;
    this.complaints = new Complaints(InstantSource.system());
    registry.gauge("byteleap.workers.connected", connected);
  }

  Complaints complaints() {
    return complaints;
  }

  void connected(int workers) {
    connected.set(workers);
  }

  /// We closed a connection.
  void closed(CloseCode code) {
    closed(code.name().toLowerCase(Locale.ROOT), code.code());
  }

  /// We closed a connection on which a frame broke the protocol of WebSockets.
  void closedForProtocol(int code) {
    closed("protocol_error", code);
  }

  private void closed(String reason, int code) {
    registry
        .counter(
            "byteleap.worker.connections.closed", "reason", reason, "code", String.valueOf(code))
        .increment();
  }

  /// Somebody was not let in, because too many connections are open.
  void turnedAway() {
    registry.counter("byteleap.worker.connections.turned.away").increment();
  }

  /// A frame could not be read, or made no sense when it came.
  void ignoredFrame() {
    registry.counter("byteleap.worker.frames.ignored").increment();
  }

  /// A worker sends so fast that we read it slower.
  void slowedDown() {
    registry.counter("byteleap.worker.slowed.down").increment();
  }
}
