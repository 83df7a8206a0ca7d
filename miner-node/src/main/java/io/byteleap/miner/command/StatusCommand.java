package io.byteleap.miner.command;

import io.byteleap.json.JsonObject;
import io.byteleap.miner.MinerConfig;
import io.byteleap.node.ConfigOptions;
import io.byteleap.node.RunningNode;
import io.byteleap.node.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `status`: what the running miner says of itself.
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows what the running miner says of itself.")
public final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(names = "--json", description = "The miner's own words, as JSON.")
  private boolean asJson;

  private final RunningNode.Program<MinerConfig> program;

  public StatusCommand(RunningNode.Program<MinerConfig> program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    return new RunningNode<>(spec, program, options)
        .show(
            RunningNode::status,
            json -> asJson ? List.of(json.toText()) : StatusCommand.lines(json));
  }

  static List<String> lines(JsonObject status) {
    var lines = new ArrayList<String>();
    lines.add(
        "miner %s, pid %s, %s, block %s"
            .formatted(
                status.textOr("version", "?"),
                status.integerOr("pid", 0),
                status.flag("ready") ? "ready" : "not ready",
                status.integerOr("block", 0)));
    status.objectsOrNone("dependencies").stream()
        .filter(dependency -> !dependency.flag("ok"))
        .forEach(
            dependency ->
                lines.add("  " + dependency.text("name") + ": " + dependency.text("detail")));
    var table =
        TextTable.of("HOTKEY", "WALLET", "DOOR", "UID", "WORKERS", "VALIDATORS", "CHALLENGES");
    status.objectsOrNone("hotkeys").forEach(hotkey -> row(hotkey, table));
    lines.addAll(table.lines());
    return lines;
  }

  private static void row(JsonObject hotkey, TextTable table) {
    var challenges = hotkey.objectOrEmpty("challenges");
    table.row(
        hotkey.text("hotkey"),
        hotkey.text("wallet"),
        hotkey.text("door"),
        hotkey.optionalInteger("uid").map(String::valueOf).orElse("not registered"),
        "%d of %d".formatted(hotkey.integer("workers_connected"), hotkey.integer("workers_max")),
        "%d of %d with a session"
            .formatted(hotkey.integer("validators_with_session"), hotkey.integer("validators")),
        "%d running, %d delivered"
            .formatted(challenges.integerOr("running", 0), challenges.integerOr("delivered", 0)));
  }
}
