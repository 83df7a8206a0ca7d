package io.byteleap.localnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.json.Json;
import io.byteleap.localnet.MachineRow.Meter;
import io.byteleap.localnet.MachineRow.Order;
import org.junit.jupiter.api.Test;

final class MachineRowTest {
  private static final String METER =
      "\"meter\":{\"promised_seconds\":60,\"delivered_seconds\":50,"
          + "\"lost_by_worker_seconds\":8,\"lost_by_validator_seconds\":2}";

  @Test
  void machineThatIsBeingMade_hasAnOpenOrder_andNoLeaseYet() {
    var row =
        row(
            "creating",
            "{\"number\":1,\"kind\":\"create\",\"state\":\"sent\",\"failure\":null,\"says\":null}",
            "");

    assertThat(row.name()).isEqualTo("vm-0a1b2c3d");
    assertThat(row.openOrder()).contains(new Order(1, "create", "sent", "", ""));
    assertThat(row.isRunning()).isFalse();
    assertThat(row.isOver()).isFalse();
    assertThat(row.leaseUntil()).isEmpty();
    assertThat(row.meter()).isEqualTo(new Meter(60, 50, 8, 2));
  }

  @Test
  void machineThatIsOver_isHandedOver_onlyWithACleanRecordThatIsProved() {
    var order =
        "{\"number\":2,\"kind\":\"destroy\",\"state\":\"done\",\"failure\":null,\"says\":null}";

    assertThat(row("ended", order, handed("verified", true)).isHandedOver()).isTrue();
    assertThat(row("ended", order, handed("verified", false)).isHandedOver()).isFalse();
    assertThat(row("ended", order, handed("false_signature", true)).isHandedOver()).isFalse();
    assertThat(row("ended", order, "").isHandedOver()).isFalse();
    assertThat(row("ended", order, "").isOver()).isTrue();
  }

  private static String handed(String proof, boolean isClean) {
    return "{\"proof\":\"" + proof + "\",\"clean\":" + isClean + "}";
  }

  private static MachineRow row(String phase, String orders, String handovers) {
    return MachineRow.of(
        Json.upTo(1 << 16)
            .parse(
                "{\"vm_id\":\"0a1b2c3d\",\"phase\":\""
                    + phase
                    + "\",\"step\":\"makes the disk\",\"says\":null,\"lease_until\":null,"
                    + METER
                    + ",\"orders\":["
                    + orders
                    + "],\"handovers\":["
                    + handovers
                    + "]}"));
  }
}
