package io.byteleap.simulation.actors;

import io.byteleap.miner.worker.SimulatedDoor;
import io.byteleap.simulation.World;
import io.byteleap.transport.SocketEvent;
import io.byteleap.transport.Sockets;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// One connection between a worker and its miner, in place of a WebSocket: texts arrive in order
/// and after a moment, or the connection breaks.
final class WorkerLine implements WebSocket, SimulatedDoor.Visitor {
  private static final int WAY_MILLIS_MAX = 40;

  private final World world;
  private final String name;
  private final RandomGenerator random;
  private final Liar liar;
  private final Listener listener;
  private final SimulatedDoor.Guest guest = new SimulatedDoor.Guest(this);
  private final Queue<Runnable> unread = new ArrayDeque<>();
  private long wanted;
  private long lastArrival;
  private boolean open = true;

  WorkerLine(
      World world, String name, RandomGenerator random, Liar liar, Consumer<SocketEvent> owner) {
    this.world = world;
    this.name = name;
    this.random = random;
    this.liar = liar;
    this.listener = Sockets.listener(owner);
  }

  SimulatedDoor.Guest guest() {
    return guest;
  }

  /// Arranges an arrival, not before those that were arranged earlier.
  private void carry(String what, Runnable arrival) {
    lastArrival = Math.max(lastArrival, world.now() + 1 + random.nextInt(WAY_MILLIS_MAX));
    world.after(
        lastArrival - world.now(),
        name,
        what,
        () -> {
          if (open) {
            arrival.run();
          }
        });
  }

  /// What kind of frame it is, for people: more may be a secret.
  private static String kind(String text) {
    int from = text.indexOf("\"type\":\"");
    int until = from < 0 ? -1 : text.indexOf('"', from + 8);
    return until < 0 ? "frame" : text.substring(from + 8, until);
  }

  /// The miner's process is gone: the worker's machine hears of it.
  void breaks() {
    if (open) {
      open = false;
      listener.onError(this, new IOException("connection reset"));
    }
  }

  /// The worker's machine is off: nobody hears of it.
  void falls() {
    open = false;
  }

  @Override
  public void heard(String text) {
    if (open) {
      liar.ordered(text);
      carry(kind(text), () -> incoming(() -> listener.onText(this, text, true)));
    }
  }

  @Override
  public void closed(int code, String reason) {
    carry(
        "close " + code,
        () ->
            incoming(
                () -> {
                  open = false;
                  listener.onClose(this, code, reason);
                }));
  }

  private void incoming(Runnable message) {
    unread.add(message);
    read();
  }

  private void read() {
    while (open && wanted > 0 && !unread.isEmpty()) {
      wanted--;
      unread.remove().run();
    }
  }

  @Override
  public CompletableFuture<WebSocket> sendText(CharSequence text, boolean last) {
    if (!open) {
      return CompletableFuture.failedFuture(new IOException("not connected"));
    }
    String said = liar.says(text.toString());
    carry(kind(said), () -> guest.says(said));
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
    throw new UnsupportedOperationException("BUG: workers send texts");
  }

  /// The miner's socket answers by itself.
  @Override
  public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
    carry("pong", () -> incoming(() -> listener.onPong(this, message)));
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public CompletableFuture<WebSocket> sendClose(int code, String reason) {
    carry(
        "close " + code,
        () -> {
          open = false;
          guest.hangsUp();
        });
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void request(long count) {
    wanted = count > Long.MAX_VALUE - wanted ? Long.MAX_VALUE : wanted + count;
    read();
  }

  @Override
  public String getSubprotocol() {
    return "";
  }

  @Override
  public boolean isOutputClosed() {
    return !open;
  }

  @Override
  public boolean isInputClosed() {
    return !open;
  }

  /// Comes a second of real time after a close, from a thread of its own, and changes nothing then.
  @Override
  public void abort() {}
}
