package io.byteleap.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.json.JsonObject;
import org.junit.jupiter.api.Test;

final class SystemInfoTest {
  @Test
  void count_thatNoMachineHas_isRefused() {
    var json = JsonObject.builder().put("cpu_count", 3_000_000_000L).build();

    assertThat(Decoded.of(() -> SystemInfo.read(json))).isInstanceOf(Decoded.Refused.class);
  }
}
