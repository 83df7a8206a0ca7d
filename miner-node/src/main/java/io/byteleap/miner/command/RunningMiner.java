package io.byteleap.miner.command;

import io.byteleap.config.RecordConfig;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.MinerConfig;
import io.byteleap.node.ConfigOptions;
import io.byteleap.node.ConfigSource;
import io.byteleap.node.NodeOptions;
import io.byteleap.node.StatusReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/// The miner that runs with a configuration, asked by a command at its status address.
final class RunningMiner {
  private static final String PAGE_SIZE = "limit=1000";

  private final CommandSpec spec;
  private final ConfigSource<MinerConfig> source;
  private final ConfigOptions options;

  RunningMiner(CommandSpec spec, ConfigSource<MinerConfig> source, ConfigOptions options) {
    this.spec = spec;
    this.source = source;
    this.options = options;
  }

  /// Prints the lines that `shown` makes of what the miner says; returns the exit code.
  int show(Function<StatusReader, Outcome> question, Function<JsonObject, List<String>> shown) {
    return switch (source.load(options.file(), options.overrides())) {
      case RecordConfig.Bad<MinerConfig>(var problems) ->
          NodeOptions.refuse(spec.root().name(), problems);
      case RecordConfig.Good<MinerConfig>(var config) -> {
        try (var reader = StatusReader.at(config.status().address())) {
          yield print(question.apply(reader), shown);
        }
      }
    };
  }

  sealed interface Outcome {}

  record Said(JsonObject json) implements Outcome {}

  record NotSaid(String why) implements Outcome {}

  private int print(Outcome outcome, Function<JsonObject, List<String>> shown) {
    return switch (outcome) {
      case NotSaid(var why) -> NodeOptions.fail(spec.root().name(), why);
      case Said(var json) -> {
        var out = spec.commandLine().getOut();
        shown.apply(json).forEach(out::println);
        out.flush();
        yield NodeOptions.EXIT_OK;
      }
    };
  }

  static Outcome status(StatusReader reader) {
    return asked(reader, "/status");
  }

  private static Outcome asked(StatusReader reader, String path) {
    return switch (reader.get(path)) {
      case StatusReader.Silent(var why) ->
          new NotSaid(
              "no miner answers at "
                  + reader.url()
                  + " ("
                  + why
                  + "); is it running, and is status.host, status.port its address?");
      case StatusReader.Answered(var status, var body) when status != 200 ->
          new NotSaid("the miner answers with status " + status + ": " + body.textOr("detail", ""));
      case StatusReader.Answered(var _, var body) -> new Said(body);
    };
  }

  /// All pages of a list.
  static Outcome all(StatusReader reader, String name) {
    var items = new ArrayList<JsonObject>();
    var after = Optional.of("");
    while (after.isPresent()) {
      String from = after.get().isEmpty() ? "" : "&after=" + after.get();
      switch (asked(reader, "/api/v1/" + name + "?" + PAGE_SIZE + from)) {
        case NotSaid notSaid -> {
          return notSaid;
        }
        case Said(var page) -> {
          items.addAll(page.objectsOrNone(name));
          after = page.optionalText("next");
        }
      }
    }
    return new Said(JsonObject.builder().putObjects(name, items).build());
  }
}
