package io.byteleap.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.fixture.Vectors;
import io.byteleap.wire.exact.ExactParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// That `protocol-v2.md` says what the code does.
final class ExactPageTest {
  private final String page = read();

  private static String read() {
    try {
      return Files.readString(Sources.ROOT.resolve("deploy/docs/protocol-v2.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyRefusal_isOnThePage() {
    for (var refusal : ExactRefusal.values()) {
      assertThat(page).contains("| `" + refusal.code() + "` |");
    }
  }

  @Test
  void valuesOfThePage_areThoseOfTheVectors() {
    var file = Vectors.load("exact");
    assertThat(page).contains(file.path("challenge").asText(), file.path("hotkey").asText());
    Vectors.cases("exact", "products")
        .forEach(
            product -> {
              assertThat(page).contains("`" + product.path("root").asText() + "`");
              assertThat(page).contains("`" + product.path("key_b").asText() + "`");
            });
  }

  @Test
  void bounds_areThoseOfTheCode() {
    assertThat(page)
        .contains(
            String.format(
                Locale.ROOT,
                "a multiple of %1$d, %1$d to %2$,d",
                ExactShape.SIZE_MULTIPLE,
                ExactShape.SIZE_MAX))
        .contains("1 to " + ExactShape.STEPS_MAX)
        .contains("at most " + (ExactShape.ROW_BYTES_MAX >> 20) + " MiB")
        .contains("at most " + (OpeningRequest.OPENING_BYTES_MAX >> 20) + " MiB")
        .contains("(distinct, 1 to " + OpeningRequest.ROWS_MAX + ",")
        .contains("`" + ExactParts.MATMUL_EXACT_V2 + "`");
  }
}
