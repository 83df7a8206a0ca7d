package io.byteleap.miner.command;

import io.byteleap.json.JsonObject;
import io.byteleap.node.Lifetime;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `workers token new`: prints a join token, alone, so that it can be sent to a file.
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Prints a join token, with which workers join this miner. What else is to be known of it",
      "goes to the error output, so that the token alone can be written to a file."
    })
final class NewToken implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private MinerOptions options = new MinerOptions();
  private final MinerSite.Finder finder;

  @Option(
      names = "--label",
      paramLabel = "TEXT",
      description = "Label of the workers that join with it.")
  private String label = "";

  @Option(
      names = "--lifetime",
      paramLabel = "TIME",
      defaultValue = "1d",
      converter = Lifetime.class,
      description = "How long it is good, such as 10m, 24h or 7d (default: ${DEFAULT-VALUE}).")
  private Duration lifetime = Duration.ofDays(1);

  @Option(
      names = "--uses",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many workers can join with it (default: ${DEFAULT-VALUE}).")
  private int uses = 1;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = {
        "Where workers find the miner (ws:// or wss://), unless",
        "worker_management.public_url says so."
      })
  private String url = "";

  NewToken(MinerSite.Finder finder) {
    this.finder = finder;
  }

  @Override
  public Integer call() {
    return options.run(spec, finder, this::run);
  }

  private void run(MinerClient miner, PrintWriter out) throws CommandProblem {
    var answer =
        miner.post(
            "join-tokens",
            JsonObject.builder()
                .put("label", label)
                .put("lifetime_seconds", lifetime.toSeconds())
                .put("uses", uses)
                .put("address", url)
                .build());
    out.println(answer.text("token"));
    out.flush();
    var notes = spec.commandLine().getErr();
    notes.println(
        "token "
            + answer.text("id")
            + " for "
            + answer.text("address")
            + ", good until "
            + answer.text("expires_at")
            + ", uses "
            + answer.integer("uses_max"));
    if (answer.text("address").startsWith("ws:")) {
      notes.println("note: workers that join with it are not encrypted (ws://)");
    }
    notes.flush();
  }
}
