package io.byteleap.chain.metadata;

import static io.byteleap.fixture.ChainVectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.units.Bytes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HasherTest {
  /// Published examples; the last is longer than one stripe of 32 bytes.
  @ParameterizedTest
  @CsvSource({
    "'', ef46db3751d8e999",
    "a, d24ec4f1a98c6e5b",
    "abc, 44bc2cf5ad770999",
    "Nobody inspects the spammish repetition, fbcea83c8a378bf1",
  })
  void xxHash64_ofPublishedTexts(String text, String hash) {
    assertThat(Long.toHexString(XxHash64.of(text.getBytes(StandardCharsets.US_ASCII), 0)))
        .isEqualTo(hash);
  }

  @Test
  void concatenatingHashers_endWithTheKey() {
    var key = Bytes.ofText("key");

    assertThat(hex(Hasher.IDENTITY.hash(key))).isEqualTo("0x6b6579");
    assertThat(hex(Hasher.TWOX_64_CONCAT.hash(key))).hasSize(2 + 16 + 6).endsWith("6b6579");
    assertThat(hex(Hasher.BLAKE2_128_CONCAT.hash(key))).hasSize(2 + 32 + 6).endsWith("6b6579");
    assertThat(hex(Hasher.TWOX_256.hash(key)))
        .hasSize(2 + 64)
        .startsWith(hex(Hasher.TWOX_128.hash(key)));
    assertThat(Hasher.BLAKE2_256.hash(key)).isEqualTo(Blake2b.hash256(key));
    assertThat(Hasher.BLAKE2_128.hash(key).length()).isEqualTo(16);
  }
}
