package io.byteleap.miner.worker;

import io.byteleap.miner.worker.Doorways.Doorway;
import io.byteleap.wire.worker.CloseCode;
import io.byteleap.wire.worker.Dialect;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;

/// A door for workers without a port: connections come from a network that is simulated. For one
/// thread.
public final class SimulatedDoor {
  private static final Duration REGISTRATION_TIMEOUT = Duration.ofSeconds(30);
  private static final int FRAMES_PER_SECOND = 20;

  /// The other end of a connection.
  public interface Visitor {
    /// The miner sends a text.
    void heard(String text);

    /// The miner closes the connection.
    void closed(int code, String reason);
  }

  private final Doorway doorway;
  private final InstantSource clock;
  private final Tarpit tarpit;

  public SimulatedDoor(Doorway doorway, InstantSource clock) {
    this.doorway = doorway;
    this.clock = clock;
    this.tarpit = new Tarpit(clock, doorway.meters());
  }

  /// The actor of a new connection.
  public Behavior<WorkerConnection.Command> connection(Guest guest) {
    return WorkerConnection.create(
        guest,
        new WorkerConnection.Settings(
            doorway.terms(),
            REGISTRATION_TIMEOUT,
            FRAMES_PER_SECOND,
            tarpit,
            doorway.meters(),
            clock),
        doorway.registry());
  }

  /// One connection, as the network sees it.
  public static final class Guest implements WorkerSocket {
    private final Visitor visitor;
    private final Queue<String> unread = new ArrayDeque<>();
    private Optional<ActorRef<WorkerConnection.Command>> connection = Optional.empty();
    private int wanted = 1;
    private boolean gone;

    public Guest(Visitor visitor) {
      this.visitor = visitor;
    }

    /// A text of the worker came in.
    public void says(String text) {
      unread.add(text);
      read();
    }

    /// The worker's end is closed.
    public void hangsUp() {
      if (!gone) {
        gone = true;
        connection.ifPresent(actor -> actor.tell(new WorkerConnection.Gone()));
      }
    }

    private void read() {
      while (connection.isPresent() && wanted > 0 && !unread.isEmpty()) {
        wanted--;
        connection.get().tell(new WorkerConnection.FrameIn(unread.remove()));
      }
    }

    @Override
    public String remoteAddress() {
      return "10.1.0.1:5";
    }

    @Override
    public String path() {
      return "/";
    }

    @Override
    public Peer peer() {
      return new Peer(
          InetAddress.getLoopbackAddress(), Dialect.ORIGINAL, WorkerView.Transport.PLAIN);
    }

    @Override
    public void attach(ActorRef<WorkerConnection.Command> actor) {
      connection = Optional.of(actor);
      read();
    }

    @Override
    public void next() {
      wanted++;
      read();
    }

    @Override
    public void send(String text) {
      if (!gone) {
        visitor.heard(text);
      }
    }

    @Override
    public void close(CloseCode code) {
      if (!gone) {
        gone = true;
        visitor.closed(code.code(), code.reason());
        connection.ifPresent(actor -> actor.tell(new WorkerConnection.Gone()));
      }
    }
  }
}
