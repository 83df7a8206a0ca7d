package io.byteleap.miner.event;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.miner.event.MinerEvent.Activity;
import io.byteleap.miner.event.MinerEvent.CallFailed;
import io.byteleap.miner.event.MinerEvent.ChallengeBegan;
import io.byteleap.miner.event.MinerEvent.ChallengeEnded;
import io.byteleap.miner.event.MinerEvent.ChallengeNotTaken;
import io.byteleap.miner.event.MinerEvent.HeartbeatLost;
import io.byteleap.miner.event.MinerEvent.HeartbeatRefused;
import io.byteleap.miner.event.MinerEvent.HeartbeatTaken;
import io.byteleap.miner.event.MinerEvent.SessionLost;
import io.byteleap.miner.event.MinerEvent.SessionOpened;
import io.byteleap.miner.event.MinerEvent.ValidatorChosen;
import io.byteleap.miner.event.MinerEvent.ValidatorDropped;
import io.byteleap.miner.event.MinerEvent.WorkerAppeared;
import io.byteleap.miner.event.MinerEvent.WorkerChanged;
import io.byteleap.miner.event.MinerEvent.WorkerForgotten;
import io.byteleap.miner.event.MinerEvent.WorkerLeft;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Figures of each worker and of each validator of one hotkey. There are never more of them than
/// there are workers remembered and validators chosen: what is forgotten or dropped takes its
/// figures with it. May be told from any thread.
public final class PeerFigures {
  private final MeterRegistry registry;
  private final Map<Peer, Figures> known = new HashMap<>();

  public PeerFigures(MeterRegistry registry) {
    this.registry = registry;
  }

  /// `kind` is the tag that names it.
  private record Peer(String kind, String name) {
    static Peer of(WorkerId worker) {
      return new Peer("worker", worker.value());
    }

    static Peer of(Hotkey validator) {
      return new Peer("validator", validator.value());
    }
  }

  /// What a peer's gauges show, and all of its meters.
  private record Figures(Map<String, AtomicInteger> shown, List<Meter> meters) {}

  public synchronized void tell(MinerEvent event) {
    switch (event) {
      case WorkerAppeared(var worker, _, _) -> {
        meet(Peer.of(worker));
        show(Peer.of(worker), "byteleap.worker.connected", 1);
        show(Peer.of(worker), "byteleap.worker.busy", 0);
      }
      case WorkerChanged(var worker, var activity) ->
          show(Peer.of(worker), "byteleap.worker.busy", activity == Activity.BUSY ? 1 : 0);
      case WorkerLeft(var worker) -> {
        show(Peer.of(worker), "byteleap.worker.connected", 0);
        show(Peer.of(worker), "byteleap.worker.busy", 0);
      }
      case WorkerForgotten(var worker) -> forget(Peer.of(worker));
      case ChallengeEnded ended -> {
        String result = ended.isDelivered() ? "delivered" : "abandoned";
        count(Peer.of(ended.worker()), "byteleap.worker.challenges", result);
        count(Peer.of(ended.validator()), "byteleap.validator.challenges", result);
      }
      case ValidatorChosen(var validator, _) -> {
        meet(Peer.of(validator));
        show(Peer.of(validator), "byteleap.validator.session", 0);
      }
      case ValidatorDropped(var validator) -> forget(Peer.of(validator));
      case SessionOpened(var validator, _) -> session(validator, 1);
      case SessionLost(var validator, _) -> session(validator, 0);
      case CallFailed(var validator, var failure, _) ->
          count(
              Peer.of(validator),
              "byteleap.validator.failures",
              failure.name().toLowerCase(Locale.ROOT));
      case HeartbeatTaken(var validator, _) -> heartbeat(validator, "taken");
      case HeartbeatRefused(var validator, _) -> heartbeat(validator, "refused");
      case HeartbeatLost(var validator, _) -> heartbeat(validator, "unreachable");
      case ChallengeBegan _, ChallengeNotTaken _ -> {}
    }
  }

  private void session(Hotkey validator, int sessions) {
    show(Peer.of(validator), "byteleap.validator.session", sessions);
  }

  private void heartbeat(Hotkey validator, String result) {
    count(Peer.of(validator), "byteleap.validator.heartbeats", result);
  }

  private void meet(Peer peer) {
    known.computeIfAbsent(peer, _ -> new Figures(new HashMap<>(), new ArrayList<>()));
  }

  private void show(Peer peer, String name, int value) {
    var figures = known.get(peer);
    if (figures != null) {
      figures
          .shown()
          .computeIfAbsent(
              name,
              _ -> {
                var shown = new AtomicInteger();
                var gauge = Gauge.builder(name, shown, AtomicInteger::get);
                figures.meters().add(gauge.tag(peer.kind(), peer.name()).register(registry));
                return shown;
              })
          .set(value);
    }
  }

  private void count(Peer peer, String name, String result) {
    var figures = known.get(peer);
    if (figures != null) {
      var counter =
          Counter.builder(name)
              .tag(peer.kind(), peer.name())
              .tag("result", result)
              .register(registry);
      if (!figures.meters().contains(counter)) {
        figures.meters().add(counter);
      }
      counter.increment();
    }
  }

  private void forget(Peer peer) {
    var figures = known.remove(peer);
    if (figures != null) {
      figures.meters().forEach(registry::remove);
    }
  }
}
