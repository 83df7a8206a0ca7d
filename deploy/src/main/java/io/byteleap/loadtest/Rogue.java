package io.byteleap.loadtest;

import io.byteleap.loadtest.SimConnection.End;
import io.byteleap.loadtest.SimConnection.Reading;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A simulated worker that does one bad deed on one connection, and notes what comes of it. On the
/// dialer's thread only.
final class Rogue implements SimConnection.Ear {
  private record Waiting(int acknowledgements, Runnable then) {}

  private final Dialer dialer;
  private final Door door;
  private final SimWorker worker;
  private final ByteBuf heartbeat;
  private final Abuse.Deed deed;
  private final CompletableFuture<String> outcome = new CompletableFuture<>();
  private final SimConnection connection;
  private Runnable whenRegistered = () -> {};
  private Waiting waiting = new Waiting(Integer.MAX_VALUE, () -> {});
  private int acknowledged;
  private String prefix = "";

  private Rogue(Dialer dialer, Door door, SimWorker worker, ByteBuf heartbeat, Abuse.Deed deed) {
    this.dialer = dialer;
    this.door = door;
    this.worker = worker;
    this.heartbeat = heartbeat;
    this.deed = deed;
    this.connection = dialer.dial(door, this);
  }

  /// What came of the deed.
  static CompletableFuture<String> send(
      Dialer dialer, Door door, SimWorker worker, ByteBuf heartbeat, Abuse.Deed deed) {
    return new Rogue(dialer, door, worker, heartbeat, deed).outcome;
  }

  @Override
  public void open(SimConnection from) {
    deed.begin(this);
  }

  @Override
  public void acknowledged(SimConnection from, long dueNanos) {
    acknowledged++;
    if (acknowledged == waiting.acknowledgements()) {
      waiting.then().run();
    }
  }

  @Override
  public void heard(SimConnection from, String text) {
    if (text.contains("registration_ack")) {
      whenRegistered.run();
    }
  }

  @Override
  public void ended(SimConnection from, End end) {
    outcome.complete(prefix + "closed " + end.code() + " " + end.reason());
  }

  void done(String what) {
    outcome.complete(what);
    connection.leave();
  }

  void registers() {
    says(
        "{\"type\":\"register\",\"worker_id\":\"%s\",\"worker_version\":\"1\"}"
            .formatted(worker.id()));
  }

  /// Registers, then once more on a second connection, which stands for another machine.
  void twice() {
    prefix = "older: ";
    whenRegistered(
        () -> {
          var _ =
              send(dialer, door, worker, heartbeat, Rogue::registersAndLeaves)
                  .thenRun(connection::leave);
        });
    registers();
  }

  private void registersAndLeaves() {
    whenRegistered(() -> after(100, () -> done("registered")));
    registers();
  }

  void says(String text) {
    connection.text(text);
  }

  void bytes(ByteBuf bytes) {
    connection.bytes(bytes);
  }

  void heartbeats() {
    connection.heartbeat(heartbeat, System.nanoTime());
  }

  void reads(Reading reading) {
    if (connection.isActive()) {
      connection.reading(reading);
    }
  }

  void whenRegistered(Runnable then) {
    whenRegistered = then;
  }

  void whenAcknowledged(int times, Runnable then) {
    waiting = new Waiting(times, then);
  }

  int acknowledged() {
    return acknowledged;
  }

  void after(long millis, Runnable then) {
    var _ = dialer.loop().schedule(then, millis, TimeUnit.MILLISECONDS);
  }
}
