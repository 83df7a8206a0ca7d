package io.byteleap.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
}
