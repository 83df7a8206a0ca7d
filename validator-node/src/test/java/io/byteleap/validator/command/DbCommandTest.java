package io.byteleap.validator.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.config.RecordConfig;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.node.NodeOptions;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseUrl;
import io.byteleap.validator.ValidatorConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The `db` commands over an embedded database.
final class DbCommandTest {
  @TempDir private Path folder;

  private record Said(int code, String out) {}

  @Test
  void database_isMade_checked_andRebuilt() throws IOException {
    assertThat(run("check").code()).isEqualTo(NodeOptions.EXIT_FAILED);
    assertThat(Files.exists(folder.resolve("data/postgres"))).isFalse();

    var upgraded = run("upgrade");
    assertThat(upgraded.code()).isEqualTo(NodeOptions.EXIT_OK);
    assertThat(upgraded.out()).startsWith("the tables are up to date: 0");

    var checked = run("check");
    assertThat(checked.code()).isEqualTo(NodeOptions.EXIT_OK);
    assertThat(checked.out())
        .contains("server:   PostgreSQL 18")
        .contains(", up to date")
        .contains("journal:  0 events, 0 snapshots")
        .contains("presence is 0 events behind")
        .containsPattern("event_journal +0");
    var json = json(run("check", "--json"));
    assertThat(json.flag("well")).isTrue();
    assertThat(json.objects("tables").stream().map(table -> table.text("name")))
        .contains("worker", "gpu", "communication");

    var rebuilt = run("rebuild");
    assertThat(rebuilt.code()).isEqualTo(NodeOptions.EXIT_OK);
    assertThat(rebuilt.out()).contains("presence: from 0 events");
  }

  @Test
  void databaseInUse_isLeftAlone() throws Exception {
    var node = Database.open(new DatabaseUrl.Embedded(), folder.resolve("data"), 2);

    for (String command : List.of("check", "upgrade", "rebuild")) {
      assertThat(run(command).code()).isEqualTo(NodeOptions.EXIT_FAILED);
    }

    try (var connection = node.dataSource().getConnection()) {
      assertThat(connection.isValid(5)).isTrue();
    }
    node.close();
  }

  @Test
  void configurationThatIsWrong_isRefused() throws IOException {
    assertThat(run("check", "--set", "database.url=mysql://x").code())
        .isEqualTo(NodeOptions.EXIT_CONFIG);
  }

  private static JsonObject json(Said said) {
    return Json.upTo(1 << 20).parse(said.out());
  }

  private Said run(String command, String... more) throws IOException {
    var config =
        Files.writeString(
            folder.resolve("validator.yaml"),
            "data_dir: '" + folder.resolve("data") + "'\nsubtensor: {network: finney}\n");
    var out = new StringWriter();
    int code =
        DbCommand.create(
                (file, overrides) -> RecordConfig.load(ValidatorConfig.class, file, overrides))
            .setOut(new PrintWriter(out))
            .execute(
                Stream.concat(Stream.of(command, "--config", config.toString()), Stream.of(more))
                    .toArray(String[]::new));
    return new Said(code, out.toString());
  }
}
