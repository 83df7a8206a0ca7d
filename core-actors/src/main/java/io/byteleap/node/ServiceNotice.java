package io.byteleap.node;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells systemd how the node is, by the protocol of `sd_notify(3)`: one datagram to the Unix
/// socket that `NOTIFY_SOCKET` names. The JDK has no such datagrams, so libc is called. Without the
/// variable nobody is told.
public final class ServiceNotice {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceNotice.class);
  private static final String VARIABLE = "NOTIFY_SOCKET";
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int PATH_MAX = 108;
  private static final int MSG_NOSIGNAL = 0x4000;

  private final byte[] address;

  private ServiceNotice(byte[] address) {
    this.address = address;
  }

  /// For the process with these variables.
  public static ServiceNotice of(Map<String, String> environment) {
    byte[] name = environment.getOrDefault(VARIABLE, "").getBytes(StandardCharsets.UTF_8);
    boolean isAddress =
        name.length > 1 && name.length <= PATH_MAX && (name[0] == '/' || name[0] == '@');
    if (isAddress && name[0] == '@') {
      name[0] = 0; // Linux' abstract name space
    }
    return new ServiceNotice(isAddress ? name : new byte[0]);
  }

  /// The node is up: it answers operators. `status` is a line for them.
  void ready(String status) {
    send("READY=1\nSTATUS=" + line(status));
  }

  /// The node is alive; to be said more often than every `WatchdogSec`.
  void alive() {
    send("WATCHDOG=1");
  }

  /// What `systemctl status` shows, a line.
  void status(String status) {
    send("STATUS=" + line(status));
  }

  private static String line(String text) {
    return text.lines().findFirst().orElse("");
  }

  /// The node is about to stop.
  void stopping(String status) {
    send("STOPPING=1\nSTATUS=" + line(status));
  }

  private void send(String text) {
    if (address.length == 0) {
      return;
    }
    try (var arena = Arena.ofConfined()) {
      send(text.getBytes(StandardCharsets.UTF_8), arena);
    } catch (Throwable e) { // method handles throw just that
      LOG.warn("cannot tell systemd", e);
    }
  }

  private void send(byte[] text, Arena arena) throws Throwable {
    int socket = (int) Calls.SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
    if (socket < 0) {
      LOG.warn("cannot tell systemd, why=no socket");
      return;
    }
    try {
      int addressSize = Short.BYTES + address.length;
      var name = arena.allocate((long) Short.BYTES + PATH_MAX + 1, Short.BYTES);
      name.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(address, 0, name, ValueLayout.JAVA_BYTE, Short.BYTES, address.length);
      var bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, text);
      long sent =
          (long)
              Calls.SEND_TO.invokeExact(
                  socket, bytes, (long) text.length, MSG_NOSIGNAL, name, addressSize);
      if (sent != text.length) {
        LOG.warn("cannot tell systemd, why=it does not listen at {}", VARIABLE);
      }
    } finally {
      int _ = (int) Calls.CLOSE.invokeExact(socket);
    }
  }

  /// The calls of libc; looked up when the first is made.
  private static final class Calls {
    private static final MethodHandle SOCKET =
        handle(
            "socket",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT));
    private static final MethodHandle SEND_TO =
        handle(
            "sendto",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
        handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    @SuppressWarnings("restricted") // libc's own functions, with the shapes of its headers
    private static MethodHandle handle(String name, FunctionDescriptor shape) {
      var linker = Linker.nativeLinker();
      return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
    }
  }
}
