package io.byteleap.miner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.miner.tls.DoorTls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The door's transport, byte by byte: what no well-behaved client lets a test send.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WorkerDoorRawTest {
  private static final int FINAL_TEXT = 0x81;
  private static final int CLOSE = 0x88;
  private static final int COMPRESSED = 0x40;

  private final LinkedBlockingQueue<WorkerSocket> arrived = new LinkedBlockingQueue<>();
  private WebSocketListener listener;

  @BeforeEach
  void forget() {
    arrived.clear();
  }

  @BeforeAll
  void open() {
    listener =
        WebSocketListener.bind(
                new WebSocketListener.Settings(
                    "127.0.0.1",
                    0,
                    new DoorTls.Off(),
                    256,
                    arrived::add,
                    new WorkerMeters(new SimpleMeterRegistry())))
            .toCompletableFuture()
            .join();
  }

  @AfterAll
  void close() {
    assertThat(listener.close().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void offerOfCompression_isDeclined() throws IOException {
    try (var worker = connect()) {
      String answer = shake(worker, "Sec-WebSocket-Extensions: permessage-deflate\r\n");

      assertThat(answer).startsWith("HTTP/1.1 101");
      assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("permessage-deflate");
    }
  }

  @Test
  void compressedFrame_afterThat_breaksTheProtocol() throws Exception {
    try (var worker = connect()) {
      shake(worker, "");
      read();

      worker.getOutputStream().write(frame(FINAL_TEXT | COMPRESSED, "{}"));

      assertThat(closeCode(worker)).isEqualTo(1002);
    }
  }

  @Test
  void oversizedFrame_isRefusedByItsLength_beforeItIsRead() throws Exception {
    try (var worker = connect()) {
      shake(worker, "");
      read();

      worker.getOutputStream().write(longHeader((16L << 20) + 1));
      var sending = Thread.ofVirtual().start(() -> sendOn(worker));

      assertThat(closeCode(worker)).isEqualTo(1009);
      sending.join();
    }
  }

  /// Until it is over, or the miner has hung up.
  private static void sendOn(Socket worker) {
    try {
      for (int i = 0; i < 8; i++) {
        worker.getOutputStream().write(new byte[1 << 20]);
      }
    } catch (IOException _) {
      // it need not take what it has refused
    }
  }

  @Test
  void oversizedMessage_inSmallFrames_isRefused() throws Exception {
    try (var worker = connect()) {
      shake(worker, "");
      read();

      var part = new byte[8 << 20];
      writePart(worker.getOutputStream(), 0x01, part);
      writePart(worker.getOutputStream(), 0x00, part);
      writePart(worker.getOutputStream(), 0x80, new byte[1 << 17]);

      assertThat(closeCode(worker)).isEqualTo(1009);
    }
  }

  @Test
  void textThatIsNotUtf8_isRefused() throws Exception {
    try (var worker = connect()) {
      shake(worker, "");
      read();

      worker
          .getOutputStream()
          .write(new byte[] {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, (byte) 0xff});

      assertThat(closeCode(worker)).isEqualTo(1007);
    }
  }

  @Test
  void plainHttp_getsAnAnswerAndIsClosed() throws IOException {
    try (var worker = connect()) {
      worker
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: miner\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      assertThat(new String(worker.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 400");
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /// The door's side of the newest connection asks for one frame.
  private void read() throws InterruptedException {
    var socket = arrived.poll(10, TimeUnit.SECONDS);
    assertThat(socket).isNotNull();
    socket.next();
  }

  private static String shake(Socket socket, String more) throws IOException {
    String request =
        "GET /ws HTTP/1.1\r\nHost: miner\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            + more
            + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    var answer = new ByteArrayOutputStream();
    while (!answer.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      answer.write(socket.getInputStream().read());
    }
    return answer.toString(StandardCharsets.US_ASCII);
  }

  /// A masked frame (mask zero) with a short text.
  private static byte[] frame(int head, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(6 + bytes.length)
        .put((byte) head)
        .put((byte) (0x80 | bytes.length))
        .putInt(0)
        .put(bytes)
        .array();
  }

  private static byte[] longHeader(long length) {
    return ByteBuffer.allocate(14)
        .put((byte) FINAL_TEXT)
        .put((byte) 0xff)
        .putLong(length)
        .putInt(0)
        .array();
  }

  private static void writePart(OutputStream out, int head, byte[] payload) throws IOException {
    out.write(longHeader(head, payload.length));
    out.write(payload);
  }

  private static byte[] longHeader(int head, long length) {
    var header = longHeader(length);
    header[0] = (byte) head;
    return header;
  }

  private static int closeCode(Socket socket) throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    assertThat(in.readUnsignedByte()).isEqualTo(CLOSE);
    assertThat(in.readUnsignedByte()).isGreaterThanOrEqualTo(2);
    return in.readUnsignedShort();
  }
}
