package io.byteleap.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Seeds;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Ss58Test {
  /// The well-known development account Alice.
  @Test
  void address_isTheKnownOneOfTheKey() {
    byte[] key =
        HexFormat.of().parseHex("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d");

    assertThat(Ss58.address(key).value())
        .isEqualTo("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
    assertThat(Ss58.isAddress("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> Ss58.address(new byte[31]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "hello",
        "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ",
        "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQ",
        "0GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
      })
  void text_thatIsNoAddress_isNotTakenForOne(String text) {
    assertThat(Ss58.isAddress(text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ, WRONG_CHECKSUM",
    "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQ0, NOT_BASE58",
    "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY5, WRONG_LENGTH",
    "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5, WRONG_PREFIX",
    "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz, WRONG_LENGTH",
    "111111111111111111111111111111111111111111111111, WRONG_PREFIX"
  })
  void text_thatIsNoAddress_isRefusedWithAReason(String text, Ss58.Why why) {
    assertThat(Ss58.read(text)).isEqualTo(new Ss58.Refused(why));
  }

  @Test
  void addressOfAnyKey_isReadAgain() {
    Seeds.check(
        1_000,
        random -> {
          byte[] bytes = new byte[PublicKey.SIZE];
          random.nextBytes(bytes);
          var key = PublicKey.of(bytes);

          assertThat(key.address().value()).hasSize(48).startsWith("5");
          assertThat(Ss58.read(key.address().value())).isEqualTo(new Ss58.Address(key));
          assertThat(PublicKey.ofHex(key.hex())).contains(key);
        });
  }

  @Test
  void mutants_areRefused() {
    var good = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    Fuzz.texts(
        List.of(good),
        text -> assertThat(Ss58.isAddress(text)).as(text).isEqualTo(text.equals(good)));
  }
}
