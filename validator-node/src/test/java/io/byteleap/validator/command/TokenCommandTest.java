package io.byteleap.validator.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.config.RecordConfig;
import io.byteleap.domain.access.TokenHash;
import io.byteleap.json.Json;
import io.byteleap.node.ListenAddress;
import io.byteleap.node.NodeOptions;
import io.byteleap.node.RunningNode;
import io.byteleap.validator.ValidatorConfig;
import io.byteleap.validator.api.ApiSite;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The commands, before an interface over real HTTP.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TokenCommandTest {
  private static final Json JSON = Json.upTo(1 << 20);

  private final ApiSite site = new ApiSite();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path secret;

  @BeforeAll
  void write(@TempDir Path folder) throws IOException {
    secret = folder.resolve("admin.token");
    Files.writeString(secret, ApiSite.LOCAL_TOKEN + "\n");
  }

  @AfterAll
  void stop() {
    site.close();
  }

  @Test
  void token_isMade_listed_andRevoked() {
    assertThat(run("new", "--scope", "read,lease", "--label", "a market", "--lifetime", "90d"))
        .isEqualTo(NodeOptions.EXIT_OK);
    String token = out.toString().strip();
    assertThat(token).matches("blv_[A-Za-z0-9_-]{43}");
    assertThat(err.toString())
        .matches("token [0-9a-f]{16}, good until 2026-04-01T.*, scopes read, lease\n");

    assertThat(run("list")).isEqualTo(NodeOptions.EXIT_OK);
    var row = out.toString().lines().filter(line -> line.contains("a market")).findFirst();
    assertThat(row.orElseThrow()).contains("read,lease", "good", "never").doesNotContain(token);
    assertThat(out.toString()).doesNotContain(TokenHash.of(token).hex());

    assertThat(run("list", "--json")).isEqualTo(NodeOptions.EXIT_OK);
    String id = JSON.parse(out.toString()).objects("tokens").getFirst().text("token_id");
    assertThat(run("revoke", id)).isEqualTo(NodeOptions.EXIT_OK);
    assertThat(out.toString()).isEqualTo(id + ": revoked\n");
    run("list");
    assertThat(out.toString()).contains("revoked");
  }

  @Test
  void wrongCommandLine_isRefused() {
    assertThat(run("new")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("--scope");
    assertThat(run("new", "--scope", "root")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("a scope is one of read, lease, vm, admin");
    assertThat(run("new", "--scope", "read", "--lifetime", "soon"))
        .isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("'soon' is no time such as 10m, 24h or 7d");
  }

  @Test
  void whatCannotBeDone_isAFailure(@TempDir Path folder) throws IOException {
    assertThat(run("revoke", "../miners")).isEqualTo(NodeOptions.EXIT_FAILED);
    assertThat(run("revoke", "0123456789abcdef")).isEqualTo(NodeOptions.EXIT_FAILED);
    assertThat(run("new", "--scope", "read", "--lifetime", "9999d"))
        .isEqualTo(NodeOptions.EXIT_FAILED);

    var nowhere = new ListenAddress("127.0.0.1", 1);
    assertThat(run(new RunningNode.Site(nowhere, secret), "list"))
        .isEqualTo(NodeOptions.EXIT_FAILED);
    var missing = new RunningNode.Site(here(), folder.resolve("none"));
    assertThat(run(missing, "list")).isEqualTo(NodeOptions.EXIT_FAILED);
    var other = Files.writeString(folder.resolve("other.token"), "x".repeat(32));
    assertThat(run(new RunningNode.Site(here(), other), "list")).isEqualTo(NodeOptions.EXIT_FAILED);
    assertThat(out.toString()).isEmpty();
  }

  private ListenAddress here() {
    return new ListenAddress("127.0.0.1", site.port);
  }

  private int run(String... arguments) {
    return run(new RunningNode.Site(here(), secret), arguments);
  }

  private int run(RunningNode.Site where, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var whole = new ArrayList<>(List.of(arguments));
    whole.addAll(
        1,
        List.of(
            "--config=../deploy/config/validator.yaml",
            "--set=host=127.0.0.1",
            "--set=subtensor.simulated_dir=x"));
    return TokenCommand.create(
            new RunningNode.Program<>(
                (file, overrides) -> RecordConfig.load(ValidatorConfig.class, file, overrides),
                _ -> where))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(whole.toArray(String[]::new));
  }
}
