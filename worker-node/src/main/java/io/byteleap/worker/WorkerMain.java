package io.byteleap.worker;

import com.typesafe.config.ConfigFactory;
import io.byteleap.actor.FailureCause;
import io.byteleap.config.Overrides;
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
import io.byteleap.worker.gateway.GatewayProblem;
import io.byteleap.worker.gpu.GpuParts;
import io.byteleap.worker.identity.Fingerprint;
import io.byteleap.worker.identity.IdentityProblem;
import io.byteleap.worker.identity.WorkerIdentity;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/// The worker's program: `byteleap-worker run --config FILE`, `run` being what it does when nothing
/// else is named, and the commands of [WorkerCommands].
public final class WorkerMain {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerMain.class);
  private static final String PROGRAM = "byteleap-worker";

  private WorkerMain() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /// Does what `arguments` say; returns the exit code.
  static int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  /// All that the program can be told.
  public static CommandLine commandLine() {
    var line = new CommandLine(new RunNode(WorkerMain::start)).setCommandName(PROGRAM);
    line.getCommandSpec().version(PROGRAM + " " + Build.version());
    line.addSubcommand("run", new RunNode(WorkerMain::start));
    WorkerCommands.all(WorkerMain::load).forEach(line::addSubcommand);
    return line;
  }

  private static RecordConfig.Loaded<WorkerConfig> load(Path file, Overrides overrides) {
    return RecordConfig.load(WorkerConfig.class, file, overrides);
  }

  private static int start(NodeOptions options) {
    return switch (load(options.config(), options.overrides())) {
      case RecordConfig.Bad<WorkerConfig>(var problems) -> NodeOptions.refuse(PROGRAM, problems);
      case RecordConfig.Good<WorkerConfig>(var config) -> run(config, options.config());
    };
  }

  private static int run(WorkerConfig config, Path file) {
    config.logging().use();
    try (var identity = WorkerIdentity.hold(config.dataDir(), () -> fingerprint(config))) {
      var access =
          MinerAccess.open(
              config.dataDir(), config.joinTokenFile(), config.legacyMiner(), System.getenv());
      var gateway = WorkerGateway.of(config, file);
      return run(new Member(config, identity.id(), access, gateway));
    } catch (IdentityProblem | AccessProblem | GatewayProblem e) {
      return NodeOptions.fail(PROGRAM, String.valueOf(e.getMessage()));
    }
  }

  private static Fingerprint fingerprint(WorkerConfig config) {
    return Fingerprint.of(HostRoot.REAL, config.instance(), new SecureRandom());
  }

  /// Who the worker is, and how it shows that to its miner.
  private record Member(
      WorkerConfig config, WorkerId worker, MinerAccess access, WorkerGateway gateway) {}

  private static int run(Member member) {
    var config = member.config();
    LOG.info(
        "starting, version={}, worker={}, key={}, miner={}",
        Build.version(),
        member.worker(),
        member.access().keypair().key().fingerprint(),
        config.minerUrl().orOf(member.access().door()));
    LOG.info(ProductForms.chosen());
    config.notDone().forEach(LOG::warn);
    try (var exact = ExactWorks.of(config, member.worker())) {
      return config.gpu().enable()
          ? run(member, exact, GpuParts.of(config.gpu().settings(config.dataDir(), program())))
          : run(member, exact, new WorkerGuardian.NoGpus(), () -> {});
    } catch (AccessProblem e) {
      return NodeOptions.fail(PROGRAM, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return NodeOptions.fail(PROGRAM, "gpu.enable is set, but: " + FailureCause.text(e));
    }
  }

  private static int run(Member member, ExactWorks exact, GpuParts gpus) {
    gpus.warning().ifPresent(LOG::warn);
    return run(member, exact, new WorkerGuardian.WithGpus(gpus), gpus::close);
  }

  private static int run(
      Member member, ExactWorks exact, WorkerGuardian.Gpus gpus, Runnable closeGpus) {
    var config = member.config();
    var exit = new NodeExit();
    var engine = CpuEngine.of(config.compute().threadCount());
    var cpu =
        new WorkerGuardian.Processors(
            engine,
            () -> {
              engine.warmUp();
              exact.warmUp().run();
            });
    var parts =
        new WorkerGuardian.Parts(
            config, member.worker(), member.access(), cpu, exact, gpus, member.gateway(), exit);
    var system =
        ActorSystem.create(WorkerGuardian.create(parts), PROGRAM, ConfigFactory.load("worker"));
    return NodeRun.untilStopped(
        PROGRAM,
        system,
        exit,
        () -> {
          engine.close();
          closeGpus.run();
        });
  }

  /// The folder of this program, above which its neighbours are looked for.
  private static Path program() {
    String first = System.getProperty("java.class.path", "").split(File.pathSeparator, 2)[0];
    return Path.of(first).toAbsolutePath().resolveSibling("");
  }
}
