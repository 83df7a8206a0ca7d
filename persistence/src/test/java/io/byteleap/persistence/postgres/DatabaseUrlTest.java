package io.byteleap.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.byteleap.persistence.postgres.DatabaseUrl.Embedded;
import io.byteleap.persistence.postgres.DatabaseUrl.EmbeddedBeside;
import io.byteleap.persistence.postgres.DatabaseUrl.Server;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseUrlTest {
  @Test
  void urls_areUnderstood_inOldWordsAndNew() {
    assertThat(DatabaseUrl.parse("")).isEqualTo(new Embedded());
    assertThat(DatabaseUrl.parse("embedded")).isEqualTo(new Embedded());
    assertThat(DatabaseUrl.parse("sqlite:///data/validator.db"))
        .isEqualTo(new EmbeddedBeside(Path.of("data/validator.db.postgres")));
    assertThat(DatabaseUrl.parse("sqlite:////var/lib/v.db"))
        .isEqualTo(new EmbeddedBeside(Path.of("/var/lib/v.db.postgres")));
    assertThat(DatabaseUrl.parse("postgresql+asyncpg://leap:p%40ss@db.local:5433/leap"))
        .isEqualTo(new Server("jdbc:postgresql://db.local:5433/leap", "leap", "p@ss"));
    assertThat(DatabaseUrl.parse("jdbc:postgresql://db/leap?user=x&password=y"))
        .isEqualTo(new Server("jdbc:postgresql://db/leap?user=x&password=y", "", ""));
  }

  @Test
  void server_printsNoCredentials() {
    assertThat(DatabaseUrl.parse("postgresql://leap:secret@db/leap").toString())
        .isEqualTo("jdbc:postgresql://db/leap");
    assertThat(DatabaseUrl.parse("jdbc:postgresql://db/leap?password=secret").toString())
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "postgresql+psycopg2://leap:a%2Bb%40c%25@db/leap jdbc:postgresql://db/leap leap a+b@c%",
        "postgresql+asyncpg://leap:a+b/c#d?e:f@db:5/leap jdbc:postgresql://db:5/leap leap"
            + " a+b/c#d?e:f",
        "postgres://l%C3%A9a:p@[::1]:5433/leap jdbc:postgresql://[::1]:5433/leap l\u00e9a p",
        "postgresql://leap@db/my%20leap jdbc:postgresql://db/my%20leap leap ''",
        "postgresql:///leap jdbc:postgresql://localhost/leap '' ''",
        "postgresql://u:p@db/leap?sslmode=require jdbc:postgresql://db/leap?sslmode=require u p",
        "postgresql+asyncpg://u:p@db/leap?ssl=require&connect_timeout=5"
            + " jdbc:postgresql://db/leap?sslmode=require&connectTimeout=5 u p",
      })
  void serversOfTheExistingNodes_areUnderstood(
      String text, String jdbcUrl, String user, String password) {
    assertThat(DatabaseUrl.parse(text)).isEqualTo(new Server(jdbcUrl, user, password));
  }

  @Test
  void sqliteDrivers_andOptions_areNoMatter() {
    assertThat(DatabaseUrl.parse("sqlite+aiosqlite:////var/v.db?timeout=5"))
        .isEqualTo(new EmbeddedBeside(Path.of("/var/v.db.postgres")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite+aiosqlite:///:memory:",
        "sqlite:///file:x?mode=memory&uri=true"
      })
  void databaseInMemory_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DatabaseUrl.parse(text))
        .withMessageContaining("names a database in memory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://x/y",
        "postgresql://",
        "postgresql://host",
        "postgresql://u:hidden@host",
        "postgresql://u:hidden@ho st/x",
        "postgresql://u:hidden@host:99999/x",
        "postgresql://u:hidden@host:http/x",
        "postgresql://u:hidden%4@host/x",
        "postgresql://u:hidden@host/x?pool_size=5",
        "sqlite:///data/",
        "file.db"
      })
  void otherTexts_areRefused_withoutBeingRepeated(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DatabaseUrl.parse(text))
        .withMessageNotContaining("hidden");
  }
}
