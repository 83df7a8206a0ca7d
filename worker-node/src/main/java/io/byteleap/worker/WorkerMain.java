package io.byteleap.worker;

import com.typesafe.config.ConfigFactory;
import io.byteleap.config.RecordConfig;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.ProductForms;
import io.byteleap.host.HostRoot;
import io.byteleap.node.Build;
import io.byteleap.node.NodeExit;
import io.byteleap.node.NodeOptions;
import io.byteleap.node.NodeRun;
import io.byteleap.worker.access.AccessProblem;
import io.byteleap.worker.access.MinerAccess;
import io.byteleap.worker.compute.CpuEngine;
import io.byteleap.worker.identity.Fingerprint;
import io.byteleap.worker.identity.IdentityProblem;
import io.byteleap.worker.identity.WorkerIdentity;
import java.security.SecureRandom;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts a worker: `byteleap-worker --config FILE`.
public final class WorkerMain {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerMain.class);
  private static final String PROGRAM = "byteleap-worker";

  private WorkerMain() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /// Runs until the end; returns the exit code.
  static int run(String... arguments) {
    return NodeOptions.run(PROGRAM, arguments, WorkerMain::start);
  }

  private static int start(NodeOptions options) {
    return switch (RecordConfig.load(WorkerConfig.class, options.config(), options.overrides())) {
      case RecordConfig.Bad<WorkerConfig>(var problems) -> NodeOptions.refuse(PROGRAM, problems);
      case RecordConfig.Good<WorkerConfig>(var config) -> run(config);
    };
  }

  private static int run(WorkerConfig config) {
    config.logging().use();
    try (var identity = WorkerIdentity.hold(config.dataDir(), () -> fingerprint(config))) {
      var access =
          MinerAccess.open(
              config.dataDir(), config.joinTokenFile(), config.legacyMiner(), System.getenv());
      return run(config, identity.id(), access);
    } catch (IdentityProblem | AccessProblem e) {
      return NodeOptions.fail(PROGRAM, String.valueOf(e.getMessage()));
    }
  }

  private static Fingerprint fingerprint(WorkerConfig config) {
    return Fingerprint.of(HostRoot.REAL, config.instance(), new SecureRandom());
  }

  private static int run(WorkerConfig config, WorkerId worker, MinerAccess access) {
    LOG.info(
        "starting, version={}, worker={}, key={}, miner={}",
        Build.version(),
        worker,
        access.keypair().key().fingerprint(),
        config.minerUrl().orOf(access.door()));
    LOG.info(ProductForms.chosen());
    config.notDone().forEach(LOG::warn);
    var exit = new NodeExit();
    var engine = CpuEngine.of(config.compute().threadCount());
    engine.warmUp();
    var system =
        ActorSystem.create(
            WorkerGuardian.create(new WorkerGuardian.Parts(config, worker, access, engine, exit)),
            PROGRAM,
            ConfigFactory.load("worker"));
    return NodeRun.untilStopped(PROGRAM, system, exit, engine::close);
  }
}
