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

/// `token list`: the access tokens, without what opens the door.
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Lists the access tokens, without their secrets.")
final class ListAccessTokens implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions options = new ConfigOptions();
  private final RunningNode.Program<ValidatorConfig> program;

  @Option(names = "--json", description = "As JSON.")
  private boolean asJson;

  ListAccessTokens(RunningNode.Program<ValidatorConfig> program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    return new RunningNode<>(spec, program, options).show(ListAccessTokens::all, this::shown);
  }

  private static RunningNode.Outcome all(StatusReader reader) {
    var tokens = new ArrayList<JsonObject>();
    var next = Optional.of("");
    while (next.isPresent()) {
      String cursor = next.get().isEmpty() ? "" : "&cursor=" + next.get();
      switch (RunningNode.asked(reader, TokenCommand.PATH + "?limit=1000" + cursor)) {
        case RunningNode.NotSaid notSaid -> {
          return notSaid;
        }
        case RunningNode.Said(var page) -> {
          tokens.addAll(page.objectsOrNone("tokens"));
          next = page.optionalText("next_cursor");
        }
      }
    }
    return new RunningNode.Said(JsonObject.builder().putObjects("tokens", tokens).build());
  }

  private List<String> shown(JsonObject json) {
    var tokens = json.objects("tokens");
    if (asJson) {
      return List.of(json.toText());
    }
    if (tokens.isEmpty()) {
      return List.of("no access tokens; `token new` makes one");
    }
    var table = TextTable.of("TOKEN", "LABEL", "SCOPES", "STATE", "EXPIRES", "LAST USED");
    tokens.forEach(token -> row(table, token));
    return table.lines();
  }

  private static void row(TextTable table, JsonObject token) {
    String label = Label.of(token.text("label")).value();
    table.row(
        token.text("token_id"),
        label.isEmpty() ? "-" : label,
        String.join(",", token.texts("scopes")),
        token.text("state"),
        token.text("expires_at"),
        token.optionalText("last_used_at").orElse("never"));
  }
}
