package io.byteleap.validator.command;

import io.byteleap.json.JsonObject;
import io.byteleap.node.ConfigOptions;
import io.byteleap.node.NodeOptions;
import io.byteleap.node.RunningNode;
import io.byteleap.validator.ValidatorConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `replay`: makes a round again from the journal and compares its bytes with what was stored. Exit
/// code 0 when they are the same, 1 when not, or when the round cannot be made again.
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Makes a round of scores again from the journal and compares the bytes.")
public final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--round",
      paramLabel = "N",
      defaultValue = "newest",
      description = "Which round: its number, or newest (default: ${DEFAULT-VALUE}).")
  private String round = "";

  @Option(names = "--json", description = "As JSON.")
  private boolean asJson;

  private final RunningNode.Program<ValidatorConfig> program;
  private boolean isSame;

  public ReplayCommand(RunningNode.Program<ValidatorConfig> program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    String path = "/api/v1/rounds/" + ExplainCommand.quoted(round) + "/replay";
    int code =
        new RunningNode<>(spec, program, options)
            .show(reader -> RunningNode.asked(reader, path), this::shown);
    return code == NodeOptions.EXIT_OK && !isSame ? NodeOptions.EXIT_FAILED : code;
  }

  private List<String> shown(JsonObject replayed) {
    isSame = replayed.flag("same");
    return asJson ? List.of(replayed.toText()) : lines(replayed);
  }

  static List<String> lines(JsonObject replayed) {
    var lines = new ArrayList<String>();
    lines.add(
        "round %d of %s, %d miners: %s"
            .formatted(
                replayed.integer("round"),
                replayed.text("scored_at"),
                replayed.integer("miners"),
                replayed.flag("same") ? "the same, byte for byte" : "DIFFERENT"));
    replayed
        .objectsOrNone("differences")
        .forEach(
            difference ->
                lines.add(
                    "  %s: stored %s, again %s"
                        .formatted(
                            difference.text("hotkey"),
                            difference.object("stored").object("score").number("points"),
                            difference.object("again").object("score").number("points"))));
    return lines;
  }
}
