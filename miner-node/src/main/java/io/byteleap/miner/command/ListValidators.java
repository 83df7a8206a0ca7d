package io.byteleap.miner.command;

import io.byteleap.json.JsonObject;
import io.byteleap.miner.MinerConfig;
import io.byteleap.node.ConfigOptions;
import io.byteleap.node.RunningNode;
import io.byteleap.node.TextTable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `validators list`: each validator of each hotkey, its session, its last answer and failure.
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Lists the validators with their sessions, last answers and last failures.")
final class ListValidators implements Callable<Integer> {
  private static final String NAME = "validators";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(names = "--json", description = "As JSON.")
  private boolean asJson;

  private final RunningNode.Program<MinerConfig> program;

  ListValidators(RunningNode.Program<MinerConfig> program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    return new RunningNode<>(spec, program, options)
        .show(
            reader -> RunningNode.all(reader, NAME),
            json -> asJson ? List.of(json.toText()) : lines(json));
  }

  static List<String> lines(JsonObject json) {
    var validators = json.objectsOrNone(NAME);
    if (validators.isEmpty()) {
      return List.of("no validators; `status` says why");
    }
    var table =
        TextTable.of("VALIDATOR", "ENDPOINT", "SESSION", "LAST ANSWER", "LAST FAILURE", "MINER");
    validators.forEach(
        validator ->
            table.row(
                validator.text("hotkey"),
                validator.text("endpoint"),
                validator.optionalText("handshake").orElse("none"),
                validator.optionalText("last_answer_at").orElse("never"),
                validator
                    .optionalObject("last_failure")
                    .map(failure -> failure.text("at") + " " + failure.text("cause"))
                    .orElse("none"),
                validator.text("miner")));
    return table.lines();
  }
}
