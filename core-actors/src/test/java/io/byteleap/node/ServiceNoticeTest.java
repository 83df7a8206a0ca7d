package io.byteleap.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against a datagram socket of the operating system, as systemd has one.
@SuppressWarnings("restricted")
final class ServiceNoticeTest {
  @TempDir private Path folder;

  @Test
  void notices_reachTheSocket_oneDatagramEach() throws Throwable {
    try (var systemd = Systemd.at(folder.resolve("notify").toString())) {
      var notice = ServiceNotice.of(Map.of("NOTIFY_SOCKET", folder.resolve("notify").toString()));

      notice.ready("chain: away");
      notice.status("one line\nand no other");
      notice.alive();
      notice.stopping("ends");

      assertThat(systemd.next()).isEqualTo("READY=1\nSTATUS=chain: away");
      assertThat(systemd.next()).isEqualTo("STATUS=one line");
      assertThat(systemd.next()).isEqualTo("WATCHDOG=1");
      assertThat(systemd.next()).isEqualTo("STOPPING=1\nSTATUS=ends");
    }
  }

  @Test
  void abstractName_isReachedToo() throws Throwable {
    String name = "byteleap-" + ProcessHandle.current().pid();
    try (var systemd = Systemd.at("\0" + name)) {
      ServiceNotice.of(Map.of("NOTIFY_SOCKET", "@" + name)).ready("chain: away");

      assertThat(systemd.next()).startsWith("READY=1");
    }
  }

  @Test
  void withoutASocket_nothingHappens() {
    ServiceNotice.of(Map.of()).ready("chain: away");
    ServiceNotice.of(Map.of("NOTIFY_SOCKET", "vsock:2:1")).ready("chain: away");
    ServiceNotice.of(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(200))).ready("chain: away");
    ServiceNotice.of(Map.of("NOTIFY_SOCKET", folder.resolve("nobody").toString()))
        .ready("chain: away");

    assertThat(folder).isEmptyDirectory();
  }

  private static final class Systemd implements AutoCloseable {
    private static final Linker LINKER = Linker.nativeLinker();
    private final int socket;

    private Systemd(int socket) {
      this.socket = socket;
    }

    static Systemd at(String name) throws Throwable {
      var integer = ValueLayout.JAVA_INT;
      int socket =
          (int)
              handle("socket", FunctionDescriptor.of(integer, integer, integer, integer))
                  .invokeExact(1, 2, 0);
      try (var arena = Arena.ofConfined()) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        var address = arena.allocate(128);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) 1);
        MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, 2, bytes.length);
        int bound =
            (int)
                handle(
                        "bind",
                        FunctionDescriptor.of(integer, integer, ValueLayout.ADDRESS, integer))
                    .invokeExact(socket, address, 2 + bytes.length);
        assertThat(bound).isZero();
      }
      return new Systemd(socket);
    }

    String next() throws Throwable {
      var integer = ValueLayout.JAVA_INT;
      var size = ValueLayout.JAVA_LONG;
      try (var arena = Arena.ofConfined()) {
        var buffer = arena.allocate(1_024);
        long length =
            (long)
                handle(
                        "recv",
                        FunctionDescriptor.of(size, integer, ValueLayout.ADDRESS, size, integer))
                    .invokeExact(socket, buffer, 1_024L, 0);
        return new String(
            buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
      }
    }

    private static java.lang.invoke.MethodHandle handle(String name, FunctionDescriptor shape) {
      return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape);
    }

    @Override
    public void close() {
      try {
        int closed =
            (int)
                handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                    .invokeExact(socket);
        assertThat(closed).isZero();
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }
  }
}
