package io.byteleap.simulate;

import io.byteleap.config.ConfigProblem;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.domain.units.Label;
import io.byteleap.localnet.TrialProgram;
import io.byteleap.node.NodeOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Runs a simulated subnet: `deploy/simulate`, which builds first.
public final class SimulateMain {
  private static final String PROGRAM = "simulate";

  private SimulateMain() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    var options = new SimulateOptions();
    return TrialProgram.run(
        PROGRAM,
        options,
        (_, folder, out) -> {
          var problems = new ArrayList<ConfigProblem>();
          var policies = policies(options, problems);
          return problems.isEmpty()
              ? new SimulateRun(options, policies, options.out(folder), out).run()
              : NodeOptions.refuse(PROGRAM, problems);
        },
        arguments);
  }

  /// The policy to score by, and the one to compare it with; everything that is wrong with them is
  /// added to `problems` before anything is run.
  private static List<SimulateRun.Named> policies(
      SimulateOptions options, List<ConfigProblem> problems) {
    var policies = new ArrayList<SimulateRun.Named>();
    policies.add(named(options.policy(), problems));
    options.compare().ifPresent(file -> policies.add(named(Optional.of(file), problems)));
    return policies;
  }

  private static SimulateRun.Named named(Optional<Path> file, List<ConfigProblem> problems) {
    if (file.isEmpty()) {
      return new SimulateRun.Named("usual", PolicyFile.USUAL);
    }
    String name = Label.of(String.valueOf(file.get().getFileName())).value();
    return switch (RecordConfig.load(PolicyFile.class, file.get(), Overrides.NONE)) {
      case RecordConfig.Good<PolicyFile>(var policy) -> new SimulateRun.Named(name, policy);
      case RecordConfig.Bad<PolicyFile>(var found) -> {
        problems.addAll(found);
        yield new SimulateRun.Named(name, PolicyFile.USUAL);
      }
    };
  }
}
