package io.byteleap.validator.command;

import io.byteleap.domain.access.Scope;
import io.byteleap.json.JsonObject;
import io.byteleap.node.ConfigOptions;
import io.byteleap.node.Lifetime;
import io.byteleap.node.RunningNode;
import io.byteleap.node.StatusReader;
import io.byteleap.validator.ValidatorConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `token new`: prints an access token, alone, so that it can be sent to a file.
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Prints an access token. It is shown this once. What else is to be known of it goes to the",
      "error output, so that the token alone can be written to a file."
    })
final class NewAccessToken implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions options = new ConfigOptions();
  private final RunningNode.Program<ValidatorConfig> program;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      required = true,
      split = ",",
      converter = ScopeWord.class,
      description = {
        "What it is good for: read, lease (leases, and reading), vm (machines, and reading)",
        "or admin (all, tokens too);",
        "may be given many times."
      })
  private List<Scope> scopes = new ArrayList<>();

  @Option(names = "--label", paramLabel = "TEXT", description = "Whose it is; its leases say so.")
  private String label = "";

  @Option(
      names = "--lifetime",
      paramLabel = "TIME",
      defaultValue = "365d",
      converter = Lifetime.class,
      description = "How long it is good, such as 24h or 90d (default: ${DEFAULT-VALUE}).")
  private Duration lifetime = Duration.ofDays(365);

  NewAccessToken(RunningNode.Program<ValidatorConfig> program) {
    this.program = program;
  }

  /// Reads a scope.
  static final class ScopeWord implements ITypeConverter<Scope> {
    @Override
    public Scope convert(String word) {
      try {
        return Scope.of(word);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  @Override
  public Integer call() {
    return new RunningNode<>(spec, program, options).show(this::made, this::shown);
  }

  private RunningNode.Outcome made(StatusReader reader) {
    return RunningNode.ordered(
        reader,
        TokenCommand.PATH,
        JsonObject.builder()
            .put("label", label)
            .putTexts("scopes", scopes.stream().map(Scope::word).toList())
            .put("lifetime_seconds", lifetime.toSeconds())
            .build());
  }

  private List<String> shown(JsonObject made) {
    var notes = spec.commandLine().getErr();
    notes.println(
        "token "
            + made.text("token_id")
            + ", good until "
            + made.text("expires_at")
            + ", scopes "
            + String.join(", ", made.texts("scopes")));
    notes.flush();
    return List.of(made.text("token"));
  }
}
