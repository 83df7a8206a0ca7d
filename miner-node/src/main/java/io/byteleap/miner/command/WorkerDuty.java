package io.byteleap.miner.command;

import io.byteleap.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `workers drain`, `resume` and `remove`.
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class WorkerDuty implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private MinerOptions options = new MinerOptions();
  private final MinerSite.Finder finder;

  /// What becomes of the worker.
  enum Verb {
    DRAIN,
    RESUME,
    REMOVE
  }

  private final Verb verb;

  @Parameters(paramLabel = "WORKER", description = "Id of the worker.")
  private String worker = "";

  WorkerDuty(MinerSite.Finder finder, Verb verb) {
    this.finder = finder;
    this.verb = verb;
  }

  @Override
  public Integer call() {
    return options.run(spec, finder, this::run);
  }

  private void run(MinerClient miner, PrintWriter out) throws CommandProblem {
    String resource = "workers/" + MinerClient.segment(worker);
    var answer =
        switch (verb) {
          case DRAIN -> miner.post(resource + "/drain", JsonObject.EMPTY);
          case RESUME -> miner.post(resource + "/resume", JsonObject.EMPTY);
          case REMOVE -> miner.delete(resource);
        };
    out.println(ShowWorker.summary(answer));
  }
}
