package io.byteleap.worker;

import com.typesafe.config.ConfigFactory;
import io.byteleap.config.ConfigProblem;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.ProductForms;
import io.byteleap.host.HostRoot;
import io.byteleap.node.Build;
import io.byteleap.node.NodeExit;
import io.byteleap.node.NodeOptions;
import io.byteleap.node.NodeRun;
import io.byteleap.worker.compute.CpuEngine;
import io.byteleap.worker.identity.Fingerprint;
import io.byteleap.worker.identity.IdentityProblem;
import io.byteleap.worker.identity.WorkerIdentity;
import io.byteleap.worker.setup.HostCommands;
import io.byteleap.worker.setup.HostSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/// Starts a worker: `byteleap-worker --config FILE`; prepares its host: `byteleap-worker bind` and
/// its likes.
public final class WorkerMain {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerMain.class);
  private static final String PROGRAM = "byteleap-worker";

  private WorkerMain() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /// Runs until the end; returns the exit code.
  static int run(String... arguments) {
    return NodeOptions.run(
        PROGRAM,
        arguments,
        WorkerMain::start,
        HostCommands.of(WorkerMain::hostSettings).toArray(CommandLine[]::new));
  }

  private static HostSettings hostSettings(Path file) {
    var overrides = new Overrides(List.of(), System.getenv());
    return switch (RecordConfig.load(WorkerConfig.class, file, overrides)) {
      case RecordConfig.Bad<WorkerConfig>(var problems) ->
          new HostSettings.Wrong(problems.stream().map(ConfigProblem::line).toList());
      case RecordConfig.Good<WorkerConfig>(var config) ->
          new HostSettings.Known(config.minerUrl().uri(), config.vm().baseImageUrl());
    };
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
      return run(config, identity.id());
    } catch (IdentityProblem e) {
      return NodeOptions.fail(PROGRAM, String.valueOf(e.getMessage()));
    }
  }

  private static Fingerprint fingerprint(WorkerConfig config) {
    return Fingerprint.of(HostRoot.REAL, config.instance(), new SecureRandom());
  }

  private static int run(WorkerConfig config, WorkerId worker) {
    LOG.info(
        "starting, version={}, worker={}, miner={}", Build.version(), worker, config.minerUrl());
    LOG.info(ProductForms.chosen());
    config.notDone().forEach(LOG::warn);
    var exit = new NodeExit();
    var engine = CpuEngine.of(config.compute().threadCount());
    engine.warmUp();
    var system =
        ActorSystem.create(
            WorkerGuardian.create(new WorkerGuardian.Parts(config, worker, engine, exit)),
            PROGRAM,
            ConfigFactory.load("worker"));
    return NodeRun.untilStopped(PROGRAM, system, exit, engine::close);
  }
}
