package io.byteleap.validator.command;

import io.byteleap.json.JsonObject;
import io.byteleap.node.ConfigOptions;
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

/// `status`: what the running validator says of itself.
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows how the running validator is.")
public final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(names = "--json", description = "The validator's own words, as JSON.")
  private boolean asJson;

  private final RunningNode.Program<ValidatorConfig> program;

  public StatusCommand(RunningNode.Program<ValidatorConfig> program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    return new RunningNode<>(spec, program, options)
        .show(RunningNode::status, json -> asJson ? List.of(json.toText()) : lines(json));
  }

  static List<String> lines(JsonObject status) {
    var lines = new ArrayList<String>();
    lines.add(
        "validator %s, pid %s, %s, block %s, hotkey %s"
            .formatted(
                status.textOr("version", "?"),
                status.integerOr("pid", 0),
                status.flag("ready") ? "ready" : "not ready",
                status.integerOr("block", 0),
                status.textOr("hotkey", "?")));
    status.objectsOrNone("dependencies").stream()
        .map(
            dependency ->
                "  %s %s: %s"
                    .formatted(
                        dependency.flag("ok") ? "ok " : "BAD",
                        dependency.text("name"),
                        dependency.text("detail")))
        .forEach(lines::add);
    lines.add(
        "miners %d of %d online, workers %d of %d online, %d leased, %d challenges open"
            .formatted(
                status.integerOr("miners_online", 0),
                status.integerOr("miners", 0),
                status.integerOr("workers_online", 0),
                status.integerOr("workers", 0),
                status.integerOr("leases_active", 0),
                status.integerOr("challenges_open", 0)));
    return lines;
  }
}
