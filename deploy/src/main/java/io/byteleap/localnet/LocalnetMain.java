package io.byteleap.localnet;

import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.node.Build;
import io.byteleap.node.FreePorts;
import io.byteleap.node.NodeOptions;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import picocli.CommandLine;

/// Starts the localnet: `deploy/localnet`, which builds first.
public final class LocalnetMain {
  private static final String PROGRAM = "localnet";
  private static final Duration DURATION_WITHOUT_TERMINAL = Duration.ofSeconds(90);

  private LocalnetMain() {}

  public static void main(String[] arguments) {
    var options = new LocalnetOptions();
    var line = new CommandLine(options);
    line.getCommandSpec().version(PROGRAM + " " + Build.version());
    int code =
        line.setExecutionStrategy(
                parsed -> {
                  Integer handled = CommandLine.executeHelpRequest(parsed);
                  return handled == null ? run(options) : handled;
                })
            .execute(arguments);
    System.exit(code);
  }

  private static int run(LocalnetOptions options) {
    var problem = options.problem();
    if (problem.isPresent()) {
      System.err.println(PROGRAM + ": " + problem.get());
      return CommandLine.ExitCode.USAGE;
    }
    Path home = Path.of(System.getProperty("byteleap.home", ".")).toAbsolutePath().normalize();
    Path file = options.configDir(home).resolve("network.yaml");
    return switch (RecordConfig.load(LocalnetConfig.class, file, Overrides.NONE)) {
      case RecordConfig.Bad<LocalnetConfig>(var problems) -> NodeOptions.refuse(PROGRAM, problems);
      case RecordConfig.Good<LocalnetConfig>(var config) ->
          run(options, config, Site.of(home, options.configDir(home), options.dataDir(home)));
    };
  }

  private static int run(LocalnetOptions options, LocalnetConfig config, Site site) {
    try {
      var lock = site.claim();
      try {
        var machines = machines(options, config, site);
        prepare(options, config, site);
        prepare(options, machines);
        return run(network(options, config, site, machines), site);
      } finally {
        site.release(lock);
      }
    } catch (IOException | IllegalStateException e) {
      return NodeOptions.fail(PROGRAM, String.valueOf(e.getMessage()));
    }
  }

  private static void prepare(LocalnetOptions options, LocalnetConfig config, Site site)
      throws IOException {
    var left = NodeProcess.allOn(site.data());
    if (!left.isEmpty()) {
      System.out.println(
          "stopping " + left.size() + " nodes that an earlier run left behind in " + site.data());
      NodeProcess.stop(left, config.stopTimeout());
    }
    if (options.isFresh()) {
      site.renew();
    } else {
      site.open();
    }
  }

  private static Localnet.Rent machines(LocalnetOptions options, LocalnetConfig config, Site site) {
    return options
        .vmImage()
        .<Localnet.Rent>map(
            image ->
                new Localnet.OneMachine(
                    MachineSite.of(
                        config.machines().folder(),
                        site.data(),
                        image,
                        new Virsh(config.machines().socket()),
                        options.isVmEmulated())))
        .orElseGet(Localnet.WholeWorker::new);
  }

  /// Machines of an earlier run whose workers and validator are to be forgotten have nobody who
  /// takes them down.
  private static void prepare(LocalnetOptions options, Localnet.Rent rent) throws IOException {
    switch (rent) {
      case Localnet.WholeWorker() -> {}
      case Localnet.OneMachine(var machines) -> {
        if (options.isFresh()) {
          machines.remove();
        }
        machines.prepare(
            IntStream.rangeClosed(1, options.workers()).mapToObj(Plan::workerName).toList());
      }
    }
  }

  private static Localnet network(
      LocalnetOptions options, LocalnetConfig config, Site site, Localnet.Rent rent)
      throws IOException {
    var clock = InstantSource.system();
    var ports = FreePorts.startingAnywhere(RandomGenerator.getDefault());
    var wallets = Wallets.in(site.wallets(), options.miners());
    var all = Plan.of(options.workers(), wallets, site, ports, config.javaOptions());
    var whole = options.isCompat() ? all.withOldWorkers() : all;
    var plan =
        switch (rent) {
          case Localnet.WholeWorker() -> whole;
          case Localnet.OneMachine(var machines) ->
              whole.withMachines(machines, config.machines(), site, ports);
        };
    boolean isTerminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    var duration =
        options
            .duration()
            .or(() -> isTerminal ? Optional.empty() : Optional.of(DURATION_WITHOUT_TERMINAL));
    var display =
        isTerminal
            ? Display.live(System.out)
            : Display.plain(System.out, clock.instant(), config.tableInterval());
    return new Localnet(
        plan,
        site,
        config,
        new Localnet.Settings(duration, display, options.isVerbose(), rent),
        clock);
  }

  /// Runs until the end. Ctrl-C ends the run in good order too, with the same summary and code.
  private static int run(Localnet network, Site site) throws IOException {
    var code = new CompletableFuture<Integer>();
    var hook =
        new Thread(
            () -> {
              network.stop();
              Runtime.getRuntime().halt(code.join());
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      code.complete(told(network.run(), site));
    } catch (IOException | RuntimeException e) {
      code.complete(NodeOptions.EXIT_FAILED);
      throw e;
    }
    return code.join();
  }

  private static int told(Localnet.Outcome outcome, Site site) {
    outcome.summary().forEach(System.out::println);
    if (outcome.missing().isEmpty()) {
      System.out.println("OK: the network did its job. Logs and data: " + site.data());
      return NodeOptions.EXIT_OK;
    }
    outcome.missing().forEach(line -> System.out.println("MISSING: " + line));
    System.out.println("FAILED: logs are in " + site.logs());
    return NodeOptions.EXIT_FAILED;
  }
}
