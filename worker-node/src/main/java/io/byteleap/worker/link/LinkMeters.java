package io.byteleap.worker.link;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// What is counted of the connection to the miner.
public final class LinkMeters {
  private final Counter registrations;
  private final Counter losses;
  private final Counter heartbeats;
  private final Counter framesRefused;
  private final Counter resultsLost;

  public LinkMeters(MeterRegistry registry) {
    registrations = registry.counter("byteleap.worker.registrations");
    losses = registry.counter("byteleap.worker.connections.lost");
    heartbeats = registry.counter("byteleap.worker.heartbeats");
    framesRefused = registry.counter("byteleap.worker.frames.refused");
    resultsLost = registry.counter("byteleap.worker.results.lost");
  }

  void registered() {
    registrations.increment();
  }

  void lost() {
    losses.increment();
  }

  void heartbeat() {
    heartbeats.increment();
  }

  void resultLost() {
    resultsLost.increment();
  }

  void frameRefused() {
    framesRefused.increment();
  }
}
