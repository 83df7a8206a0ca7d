package io.byteleap.faulttest;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.faulttest.Balancer.Backend;
import io.byteleap.fixture.TestPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class BalancerTest {
  private static final int NOBODY = -1;

  @Test
  void connections_goToTheProcessThatIsWell_andAreCutWhenItIsNotAnyMore() throws Exception {
    try (var one = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var two = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      greet(one, 1);
      greet(two, 2);
      var oneIsWell = new AtomicBoolean(true);
      var twoIsWell = new AtomicBoolean();
      int port = TestPorts.free();
      try (var _ =
          Balancer.at(
              Balancer.onLoopback(port),
              List.of(
                  Backend.onLoopback(one.getLocalPort(), oneIsWell::get),
                  Backend.onLoopback(two.getLocalPort(), twoIsWell::get)))) {
        await(() -> asked(port) == 1);
        try (var open = new Socket(InetAddress.getLoopbackAddress(), port)) {
          assertThat(open.getInputStream().read()).isEqualTo(1);

          oneIsWell.set(false);
          twoIsWell.set(true);

          assertThat(open.getInputStream().read()).isEqualTo(NOBODY);
        }
        await(() -> asked(port) == 2);
        assertThat(List.of(asked(port), asked(port), asked(port))).containsOnly(2);
      }
    }
  }

  /// Tells everybody who connects its number, and keeps the connection until the other ends it.
  private static void greet(ServerSocket door, int number) {
    Thread.ofVirtual()
        .start(
            () -> {
              while (!door.isClosed()) {
                try {
                  var socket = door.accept();
                  Thread.ofVirtual().start(() -> keep(socket, number));
                } catch (IOException e) {
                  break; // the test is over
                }
              }
            });
  }

  private static void keep(Socket connection, int number) {
    try (connection) {
      connection.getOutputStream().write(number);
      assertThat(connection.getInputStream().read()).isEqualTo(NOBODY);
    } catch (IOException e) {
      // cut, as it is meant
    }
  }

  private static int asked(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.getInputStream().read();
    }
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition);
  }
}
