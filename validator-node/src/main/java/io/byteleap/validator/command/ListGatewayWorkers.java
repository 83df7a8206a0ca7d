package io.byteleap.validator.command;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.node.ConfigOptions;
import io.byteleap.node.RunningNode;
import io.byteleap.node.StatusReader;
import io.byteleap.node.TextTable;
import io.byteleap.validator.ValidatorConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `gateway workers`: who is enrolled, until when, and when it was heard last.
@Command(
    name = "workers",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Lists the workers that are enrolled at the gateway.")
final class ListGatewayWorkers implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions options = new ConfigOptions();
  private final RunningNode.Program<ValidatorConfig> program;

  @Option(names = "--json", description = "As JSON.")
  private boolean asJson;

  ListGatewayWorkers(RunningNode.Program<ValidatorConfig> program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    return new RunningNode<>(spec, program, options).show(ListGatewayWorkers::all, this::shown);
  }

  private static RunningNode.Outcome all(StatusReader reader) {
    var workers = new ArrayList<JsonObject>();
    var next = Optional.of("");
    while (next.isPresent()) {
      String cursor = next.get().isEmpty() ? "" : "&cursor=" + next.get();
      switch (RunningNode.asked(reader, GatewayCommand.PATH + "?limit=1000" + cursor)) {
        case RunningNode.NotSaid notSaid -> {
          return notSaid;
        }
        case RunningNode.Said(var page) -> {
          workers.addAll(page.objectsOrNone("workers"));
          next = page.optionalText("next_cursor");
        }
      }
    }
    return new RunningNode.Said(JsonObject.builder().putObjects("workers", workers).build());
  }

  private List<String> shown(JsonObject json) {
    var workers = json.objects("workers");
    if (asJson) {
      return List.of(json.toText());
    }
    if (workers.isEmpty()) {
      return List.of("no worker is enrolled");
    }
    var table = TextTable.of("MINER", "WORKER", "CERTIFICATE UNTIL", "LAST SEEN", "REVOKED");
    workers.forEach(
        worker ->
            table.row(
                Label.of(worker.text("hotkey")).value(),
                Label.of(worker.text("worker_id")).value(),
                worker.text("certificate_until"),
                worker.optionalText("seen_at").orElse("never"),
                worker.optionalText("revoked_at").orElse("-")));
    return table.lines();
  }
}
