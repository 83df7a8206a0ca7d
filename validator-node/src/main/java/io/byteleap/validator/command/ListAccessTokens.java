package io.byteleap.validator.command;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.node.ConfigOptions;
import io.byteleap.node.TextTable;
import java.io.PrintWriter;
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
  private final ValidatorSite.Finder finder;

  @Option(names = "--json", description = "As JSON.")
  private boolean asJson;

  ListAccessTokens(ValidatorSite.Finder finder) {
    this.finder = finder;
  }

  @Override
  public Integer call() {
    return TokenWork.run(spec, options, finder, this::list);
  }

  private void list(TokenDoor door, PrintWriter out) throws TokenProblem {
    var tokens = door.list();
    if (asJson) {
      out.println(JsonObject.builder().putObjects("tokens", tokens).build().toText());
    } else if (tokens.isEmpty()) {
      out.println("no access tokens; `token new` makes one");
    } else {
      var table = TextTable.of("TOKEN", "LABEL", "SCOPES", "STATE", "EXPIRES", "LAST USED");
      tokens.forEach(token -> row(table, token));
      table.lines().forEach(out::println);
    }
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
