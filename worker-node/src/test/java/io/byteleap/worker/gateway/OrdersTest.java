package io.byteleap.worker.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.Handover;
import io.byteleap.domain.vm.VmId;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmStatus;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.tls.P256Key;
import io.byteleap.wire.vm.DeviceFrame;
import io.byteleap.wire.vm.GatewayFeature;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.wire.vm.VmOutcome;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

final class OrdersTest {
  private static final WorkerId WORKER = new WorkerId("feaac3f6f6901379");
  private static final P256Key KEY = P256Key.draw();
  private static final VmOutcome DONE =
      new VmOutcome.Done(new VmOutcome.Changed(VmStatus.DESTROYED), 1);
  private static final Handover CLEAN =
      new Handover(
          new VmId("a-machine"),
          new VmName("vm-1"),
          Instant.parse("2026-01-01T00:00:00.123456789Z"),
          true,
          true,
          true,
          true,
          List.of());

  @Test
  void answer_isKeptUntilItHasLeft() {
    var ended = Orders.NONE.begun(order("t-1")).ended(task("t-1"), DONE, List.of());

    assertThat(ended.unanswered()).hasSize(1);
    assertThat(ended.ended(task("t-1"), Orders.TOO_MANY, List.of())).isEqualTo(ended);
    assertThat(ended.answered(task("t-1"))).isEqualTo(Orders.NONE);
    assertThat(Orders.NONE.ended(task("t-2"), DONE, List.of())).isEqualTo(Orders.NONE);
    assertThat(Orders.NONE.begun(order("t-1")).answered(task("t-1")).of(task("t-1"))).isPresent();
  }

  @Test
  void orders_areBounded() {
    var orders = Orders.NONE;
    for (int i = 0; i < Orders.OPEN_MAX; i++) {
      assertThat(orders.isFull()).isFalse();
      orders = orders.begun(order("t-" + i));
    }

    assertThat(orders.isFull()).isTrue();
  }

  @Test
  void handover_goesSignedToAGatewayThatWantsIt_andToNoOther() {
    var ended = new Orders.Ended(order("t-1"), DONE, List.of(CLEAN));

    var wanted = ended.frames(WORKER, KEY, Set.of(GatewayFeature.HANDOVER));
    var plain = ended.frames(WORKER, KEY, Set.of());

    assertThat(plain).containsExactly(order("t-1").answer(DONE));
    assertThat(wanted).hasSize(2).endsWith(order("t-1").answer(DONE));
    assertThat(wanted.getFirst())
        .isInstanceOfSatisfying(
            DeviceFrame.VmHandover.class,
            frame ->
                assertThat(
                        P256Key.verifies(
                            KEY.publicKey(), frame.handover().text(), frame.handover().signature()))
                    .isTrue());
  }

  @Test
  void refusalThatIsAboutTheCertificate_makesTheWorkerEnrol_andNoOtherDoes() {
    assertThat(SessionEnd.ofRefusal(Label.of("certificate is revoked")))
        .isInstanceOf(SessionEnd.Untrusted.class);
    assertThat(SessionEnd.ofRefusal(Label.of("no room"))).isInstanceOf(SessionEnd.Lost.class);
    assertThat(SessionEnd.ofDial(new IOException("connection reset")))
        .isInstanceOf(SessionEnd.Lost.class);
    assertThat(
            SessionEnd.ofDial(
                new IOException(
                    new SSLHandshakeException(
                        "(certificate_expired) Received fatal alert: certificate_expired"))))
        .isInstanceOf(SessionEnd.Untrusted.class);
    assertThat(SessionEnd.ofDial(new IOException(new SSLException("closed in transport"))))
        .isInstanceOf(SessionEnd.Lost.class);
  }

  private static VmTaskId task(String name) {
    return new VmTaskId(name);
  }

  private static VmOrder order(String task) {
    return new VmOrder(task(task), WORKER, new VmOperation.Destroy(new VmId("vm-1")));
  }
}
