package io.byteleap.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.byteleap.persistence.postgres.DatabaseUrl.Embedded;
import io.byteleap.persistence.postgres.DatabaseUrl.EmbeddedBeside;
import io.byteleap.persistence.postgres.DatabaseUrl.Server;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
  @ValueSource(strings = {"mysql://x/y", "postgresql://", "postgresql://host", "file.db"})
  void otherTexts_areRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> DatabaseUrl.parse(text));
  }
}
