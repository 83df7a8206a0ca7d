package io.byteleap.validator.command;

import io.byteleap.json.JsonObject;
import io.byteleap.node.ConfigOptions;
import io.byteleap.node.RunningNode;
import io.byteleap.node.StatusReader;
import io.byteleap.node.TextTable;
import io.byteleap.validator.ValidatorConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `weights`: what would be submitted now, and submitting it.
@Command(
    name = "weights",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Shows or submits the weights of the newest round of scores.")
public final class WeightsCommand {
  private static final String PATH = "/api/v1/weights/submission";

  private WeightsCommand() {}

  public static CommandLine create(RunningNode.Program<ValidatorConfig> program) {
    return new CommandLine(new WeightsCommand())
        .addSubcommand("preview", new Preview(program))
        .addSubcommand("submit", new SubmitCommand(program));
  }

  @Command(
      name = "preview",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Shows what `submit` would do now, and changes nothing.")
  static final class Preview implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ConfigOptions options = new ConfigOptions();

    @Option(names = "--json", description = "As JSON.")
    private boolean asJson;

    private final RunningNode.Program<ValidatorConfig> program;

    Preview(RunningNode.Program<ValidatorConfig> program) {
      this.program = program;
    }

    @Override
    public Integer call() {
      return new RunningNode<>(spec, program, options).show(WeightsCommand::asked, shown(asJson));
    }
  }

  @Command(
      name = "submit",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Submits the newest round's weights without waiting for our own tempo. What the chain",
        "itself limits stays: it may say that it is too early, and the validator tries again."
      })
  static final class SubmitCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ConfigOptions options = new ConfigOptions();

    @Option(names = "--dry-run", description = "Only shows what would be submitted.")
    private boolean dryRun;

    @Option(names = "--json", description = "As JSON.")
    private boolean asJson;

    private final RunningNode.Program<ValidatorConfig> program;

    SubmitCommand(RunningNode.Program<ValidatorConfig> program) {
      this.program = program;
    }

    @Override
    public Integer call() {
      return new RunningNode<>(spec, program, options)
          .show(
              reader -> dryRun ? WeightsCommand.asked(reader) : RunningNode.ordered(reader, PATH),
              shown(asJson));
    }
  }

  private static RunningNode.Outcome asked(StatusReader reader) {
    return RunningNode.asked(reader, PATH);
  }

  private static Function<JsonObject, List<String>> shown(boolean asJson) {
    return json -> asJson ? List.of(json.toText()) : lines(json);
  }

  static List<String> lines(JsonObject plan) {
    var lines = new ArrayList<String>();
    lines.add("%s: %s".formatted(plan.text("action"), plan.text("why")));
    var weights = plan.objectsOrNone("weights");
    if (!weights.isEmpty()) {
      var table = TextTable.of("UID", "HOTKEY", "WEIGHT");
      weights.forEach(
          weight ->
              table.row(
                  String.valueOf(weight.integer("uid")),
                  weight.textOr("hotkey", "?"),
                  String.valueOf(weight.integer("weight"))));
      lines.addAll(table.lines());
    }
    return lines;
  }
}
