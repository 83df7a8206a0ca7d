package io.byteleap.faulttest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// The one address at which miners find a validator of several processes: hands each connection to
/// the next process that is well, and cuts those of one that is not, as an operator's
/// balancer does.
final class Balancer implements AutoCloseable {
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);
  private static final int BACKLOG = 50;
  private static final int CONNECT_MILLIS = 1_000;

  private final List<Backend> backends;
  private final ServerSocket door;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Backend, Set<Socket>> connections = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();

  /// A process by its address, and whether it is well now; asked about once a second.
  record Backend(InetSocketAddress address, BooleanSupplier isWell) {
    /// One on this machine.
    static Backend onLoopback(int port, BooleanSupplier isWell) {
      return new Backend(Balancer.onLoopback(port), isWell);
    }
  }

  private Balancer(List<Backend> backends, ServerSocket door) {
    this.backends = List.copyOf(backends);
    this.door = door;
  }

  static InetSocketAddress onLoopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  static Balancer at(InetSocketAddress address, List<Backend> backends) throws IOException {
    var balancer =
        new Balancer(backends, new ServerSocket(address.getPort(), BACKLOG, address.getAddress()));
    backends.forEach(backend -> balancer.threads.execute(() -> balancer.watch(backend)));
    balancer.threads.execute(balancer::accept);
    return balancer;
  }

  private void watch(Backend backend) {
    try {
      while (!door.isClosed()) {
        if (backend.isWell().getAsBoolean()) {
          connections.computeIfAbsent(backend, _ -> ConcurrentHashMap.newKeySet());
        } else {
          Optional.ofNullable(connections.remove(backend))
              .ifPresent(sockets -> sockets.forEach(Balancer::close));
        }
        TimeUnit.NANOSECONDS.sleep(LOOK_INTERVAL.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the balancer is closed
    }
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        var client = door.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        var server = connected()) {
      Future<?> there =
          threads.submit(
              () -> {
                copy(client, server);
                return "";
              });
      copy(server, client);
      there.get();
    } catch (IOException | ExecutionException e) {
      // whoever called calls again
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// To the next process that is well and can be reached.
  private Socket connected() throws IOException {
    for (int tries = 0; tries < backends.size(); tries++) {
      var backend = backends.get(Math.floorMod(turn.getAndIncrement(), backends.size()));
      var sockets = connections.get(backend);
      if (sockets != null) {
        var socket = new Socket();
        try {
          socket.connect(backend.address(), CONNECT_MILLIS);
          sockets.removeIf(Socket::isClosed);
          sockets.add(socket);
          return socket;
        } catch (IOException e) {
          close(socket);
        }
      }
    }
    throw new IOException("no process is well");
  }

  private static void copy(Socket from, Socket to) throws IOException {
    from.getInputStream().transferTo(to.getOutputStream());
    to.shutdownOutput();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is of no use any more
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    connections.values().forEach(sockets -> sockets.forEach(Balancer::close));
    threads.shutdownNow();
  }
}
