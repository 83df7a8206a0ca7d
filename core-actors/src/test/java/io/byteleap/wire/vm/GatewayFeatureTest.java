package io.byteleap.wire.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.Handover;
import io.byteleap.domain.vm.PciAddress;
import io.byteleap.domain.vm.SignedHandover;
import io.byteleap.domain.vm.VmId;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.fixture.Seeds;
import io.byteleap.wire.Decoded;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What is said beyond the protocol of the existing gateways, and only to those that know it.
final class GatewayFeatureTest {
  private static final WorkerId WORKER = new WorkerId("feaac3f6f6901379");

  @Test
  void gatewayWithoutFeatures_saysReadyAsTheExistingOnes() {
    assertThat(GatewayFrameCodec.encode(ready(Set.of()))).doesNotContain("features");
    assertThat(back(ready(Set.of()))).isEqualTo(ready(Set.of()));
  }

  @Test
  void features_areReadBack_andUnknownOnesMeanNothing() {
    var all = Set.of(GatewayFeature.values());
    var text = GatewayFrameCodec.encode(ready(all));

    assertThat(text).contains("\"features\":[\"vm_progress_v1\",\"vm_handover_v1\"]");
    assertThat(back(ready(all))).isEqualTo(ready(all));
    assertThat(GatewayFrameCodec.decode(text.replace("vm_progress_v1", "dance_v9"), WORKER))
        .isEqualTo(new Decoded.Read<>(ready(Set.of(GatewayFeature.HANDOVER))));
  }

  @Test
  void progressAndHandover_areReadBack() {
    var task = new VmTaskId("t-1");
    var handover =
        new Handover(
            new VmId("a-machine"),
            new VmName("vm-1"),
            Instant.parse("2026-01-01T00:00:00.123456Z"),
            true,
            true,
            false,
            true,
            List.of(PciAddress.parse("0000:01:00.0"), PciAddress.parse("0000:01:00.1")));
    for (DeviceFrame frame :
        List.of(
            new DeviceFrame.VmProgress(task, Label.of("copying the image")),
            new DeviceFrame.VmHandover(
                new SignedHandover(WORKER, task, handover, "5a".repeat(70))))) {
      assertThat(DeviceFrameCodec.decode(DeviceFrameCodec.encode(frame)))
          .isEqualTo(new Decoded.Read<>(frame));
    }
    assertThat(
            new String(
                SignedHandover.text(WORKER, task, handover).toArray(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            byteleap machine hand-over 1
            worker=feaac3f6f6901379
            task=t-1
            vm=a-machine
            name=vm-1
            at=2026-01-01T00:00:00.123456Z
            domain_gone=true
            disk_deleted=true
            seed_deleted=false
            reservation_free=true
            gpus_reset=0000:01:00.0,0000:01:00.1
            """);
  }

  private static GatewayFrame.Ready ready(Set<GatewayFeature> features) {
    return new GatewayFrame.Ready(
        Nonce16.draw(Seeds.generator(3)),
        Label.of("s-1"),
        new GatewayFrame.HeartbeatInterval(Duration.ofSeconds(30)),
        features);
  }

  private static GatewayFrame back(GatewayFrame frame) {
    return ((Decoded.Read<GatewayFrame>)
            GatewayFrameCodec.decode(GatewayFrameCodec.encode(frame), WORKER))
        .value();
  }
}
