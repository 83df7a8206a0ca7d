package io.byteleap.miner.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRangeTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,10.255.1.2,true",
    "10.0.0.0/8,11.0.0.0,false",
    "192.0.2.128/25,192.0.2.255,true",
    "192.0.2.128/25,192.0.2.127,false",
    "192.0.2.7,192.0.2.7,true",
    "192.0.2.7,192.0.2.6,false",
    "0.0.0.0/0,203.0.113.9,true",
    "0.0.0.0/0,::1,false",
    "2001:db8::/33,2001:db8:7fff::1,true",
    "2001:db8::/33,2001:db8:8000::1,false",
    "::ffff:192.0.2.7,192.0.2.7,true",
  })
  void address_isInTheRange_orNot(String range, String address, boolean isIn) {
    assertThat(AddressRange.parse(range).contains(InetAddress.ofLiteral(address))).isEqualTo(isIn);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "1.2.3.4.5", "::1/129"})
  void anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void range_isShownAsItIsWritten() {
    assertThat(AddressRange.parse("10.0.0.0/8")).hasToString("10.0.0.0/8");
  }
}
