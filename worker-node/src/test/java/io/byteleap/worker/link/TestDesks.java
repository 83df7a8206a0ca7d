package io.byteleap.worker.link;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.worker.compute.ComputeMeters;
import io.byteleap.worker.compute.CpuEngine;
import io.byteleap.worker.compute.Engines;
import io.byteleap.worker.compute.ExactTools;
import io.byteleap.worker.compute.ProofDesk;
import io.byteleap.worker.compute.ProofVault;
import io.byteleap.worker.compute.TaskDesk;
import io.byteleap.worker.compute.ValueSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;

/// The desks of a worker that computes two tasks at a time on its processors.
record TestDesks(ActorRef<TaskDesk.Command> tasks, ActorRef<ProofDesk.Command> proofs) {
  private static final int TASKS_MAX = 2;
  private static final Duration TASK_TIMEOUT = Duration.ofMinutes(1);

  /// What the desks work with.
  record Tools(CpuEngine engine, MeterRegistry registry, InstantSource clock) {}

  static TestDesks in(ActorTestKit kit, WorkerId worker, Tools tools) {
    var clock = tools.clock();
    var meters = new ComputeMeters(tools.registry());
    var limits = ProofVault.Limits.USUAL;
    var proofs =
        kit.spawn(
            ProofDesk.create(
                limits, new ProofDesk.Tools(ValueSource.NONE, ProofDesk.openers(), meters, clock)));
    var tasks =
        kit.spawn(
            TaskDesk.create(
                new TaskDesk.Settings(worker, TASKS_MAX, TASK_TIMEOUT, limits),
                new TaskDesk.Tools(
                    Engines.ofCpu(tools.engine(), ExactTools.none(worker)),
                    proofs,
                    meters,
                    clock)));
    return new TestDesks(tasks, proofs);
  }
}
