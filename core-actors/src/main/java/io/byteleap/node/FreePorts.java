package io.byteleap.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/// Free ports on loopback, each given once. They lie below those that the system hands out for
/// outgoing connections, so that none is taken between the finding and the use, or while a server
/// starts again. For many threads.
public final class FreePorts {
  private static final int FIRST = 17_000;
  private static final int LAST = 31_999;

  private int candidate;
  private int looked;

  private FreePorts(int candidate) {
    this.candidate = candidate;
  }

  public static FreePorts startingAnywhere(RandomGenerator random) {
    return new FreePorts(random.nextInt(FIRST, LAST + 1));
  }

  public synchronized int next() {
    while (looked++ <= LAST - FIRST) {
      int port = candidate;
      candidate = port == LAST ? FIRST : port + 1;
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port of " + FIRST + " to " + LAST + " is free");
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
