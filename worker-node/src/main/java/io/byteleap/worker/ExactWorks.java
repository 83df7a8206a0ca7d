package io.byteleap.worker;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.exact.ExactEngine;
import io.byteleap.domain.exact.ExactFailure;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Ratio;
import io.byteleap.worker.access.AccessProblem;
import io.byteleap.worker.access.UnitKeys;
import io.byteleap.worker.compute.ExactCpuEngine;
import io.byteleap.worker.compute.ExactTools;
import io.byteleap.worker.compute.ExactUnits;
import io.byteleap.worker.compute.UnitSigner;
import io.byteleap.worker.gpu.cuda.CardSight;
import io.byteleap.worker.gpu.cuda.Cards;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// What a worker makes exact products with, put together: its engines, its units' keys, and the
/// GPUs that it lends to virtual machines. Outlives the actors and is closed after them. `warmUp`
/// begins to make the processors quick, and returns at once.
record ExactWorks(ExactTools tools, Cards cards, Runnable warmUp, Runnable closing)
    implements AutoCloseable {
  /// Of what nobody has on a card when a work begins.
  private static final Ratio CARD_MEMORY_SHARE = new Ratio(0.9);

  /// As the configuration has it. Makes the keys of units that have none yet; fails when one is
  /// damaged or cannot be read or written.
  static ExactWorks of(WorkerConfig config, WorkerId worker) throws AccessProblem {
    if (!config.compute().exact()) {
      return off(worker);
    }
    var cpu = ExactCpuEngine.of(config.compute().threadCount());
    var cards =
        config.gpu().enable() ? Cards.seen(() -> CardSight.look(CARD_MEMORY_SHARE)) : Cards.none();
    var units = ExactUnits.changing(() -> engines(cpu, cards));
    var keys = UnitKeys.in(config.dataDir());
    Map<UnitId, WorkerKeypair> known = new ConcurrentHashMap<>();
    for (var unit : units.units()) {
      known.put(unit, keys.of(unit));
    }
    var signer = new UnitSigner(worker, unit -> known.computeIfAbsent(unit, keyIn(keys)));
    return new ExactWorks(
        new ExactTools(units, signer),
        cards,
        () -> Thread.ofVirtual().name("exact-warm-up").start(cpu::warmUp),
        () -> {
          units.close();
          cpu.close();
          cards.close();
        });
  }

  /// Of a worker that stays on version 1.
  static ExactWorks off(WorkerId worker) {
    return new ExactWorks(ExactTools.none(worker), Cards.none(), () -> {}, () -> {});
  }

  private static SortedMap<UnitId, ExactEngine> engines(ExactCpuEngine cpu, Cards cards) {
    var engines = cards.engines();
    engines.put(UnitId.CPU, cpu);
    return engines;
  }

  /// For a card that was not there at the start.
  private static Function<UnitId, WorkerKeypair> keyIn(UnitKeys keys) {
    return unit -> {
      try {
        return keys.of(unit);
      } catch (AccessProblem e) {
        throw new ExactFailure(String.valueOf(e.getMessage()), e);
      }
    };
  }

  @Override
  public void close() {
    closing.run();
  }
}
