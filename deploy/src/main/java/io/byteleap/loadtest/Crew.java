package io.byteleap.loadtest;

import io.byteleap.json.JsonObject;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/// Simulated workers that do what workers do: they register, send heartbeats, answer tasks, and
/// come back a second after they lost their connection. Called from one thread; what it keeps
/// belongs to the dialer's thread.
final class Crew {
  /// So many connections are being made at a time.
  private static final int DIALLING_MAX = 64;

  private static final long RETURN_MILLIS = 1_000;
  private static final long TICK_MICROS = 1_000;
  private static final long LOOK_MILLIS = 20;
  private static final double NANOS_PER_SECOND = 1e9;

  /// A worker and where it connects.
  record Posting(SimWorker worker, Door door) {}

  /// How often connections of the crew ended, by code and reason, other than by its own doing.
  record Losses(SortedMap<String, Integer> counts) {}

  private final Dialer dialer;
  private final JsonObject systemInfo;
  private final ByteBuf heartbeat;
  private final List<Seat> seats = new ArrayList<>();
  private final ArrayDeque<Seat> toDial = new ArrayDeque<>();
  private final SortedMap<String, Integer> losses = new TreeMap<>();
  private int dialling;
  private Mode mode = Mode.QUIET;
  private Latencies latencies = new Latencies();
  private IntConsumer assigned = _ -> {};
  private boolean over;

  private enum Mode {
    QUIET,
    AGAIN_AT_ONCE
  }

  Crew(Dialer dialer, JsonObject systemInfo, List<Posting> postings) {
    this.dialer = dialer;
    this.systemInfo = systemInfo;
    this.heartbeat = ClientFrames.text(SimWorker.heartbeat(systemInfo));
    for (int i = 0; i < postings.size(); i++) {
      seats.add(new Seat(i, postings.get(i)));
    }
  }

  int size() {
    return seats.size();
  }

  SimWorker worker(int index) {
    return seats.get(index).posting.worker();
  }

  /// Hears the index of a worker whenever it gets a task; on the dialer's thread.
  void onAssigned(IntConsumer ear) {
    on(() -> assigned = ear);
  }

  /// Connects and registers all of them.
  void connect() throws LoadProblem {
    on(
        () -> {
          toDial.addAll(seats);
          dialOn();
        });
    await("registered", () -> seats.stream().allMatch(seat -> seat.registered));
  }

  /// Each worker sends its next heartbeat when the last one is acknowledged.
  Latencies atFullSpeed(Duration duration) throws LoadProblem {
    on(
        () -> {
          latencies = new Latencies();
          mode = Mode.AGAIN_AT_ONCE;
          long now = System.nanoTime();
          seats.forEach(seat -> seat.beat(now));
        });
    Patience.pause(duration);
    var measured = get(this::quiet);
    await("answered", () -> seats.stream().allMatch(seat -> seat.unanswered() == 0));
    return measured;
  }

  /// So many heartbeats a second, spread evenly; measured from when each was due.
  Latencies paced(double perSecond, Duration duration) throws LoadProblem {
    var pace = new Pace(perSecond);
    on(() -> latencies = new Latencies());
    var ticking = dialer.loop().scheduleAtFixedRate(pace, 0, TICK_MICROS, TimeUnit.MICROSECONDS);
    Patience.pause(duration);
    ticking.cancel(false);
    return get(this::quiet);
  }

  private Latencies quiet() {
    mode = Mode.QUIET;
    var measured = latencies;
    latencies = new Latencies();
    return measured;
  }

  /// Has every worker send a heartbeat and waits for all acknowledgements.
  void allAnswer() throws LoadProblem {
    await("registered again", () -> seats.stream().allMatch(seat -> seat.registered));
    on(() -> seats.forEach(seat -> seat.beat(System.nanoTime())));
    await("answered", () -> seats.stream().allMatch(seat -> seat.unanswered() == 0));
  }

  /// Those whose index fits send a heartbeat.
  void beat(IntPredicate whose) {
    on(
        () ->
            seats.stream()
                .filter(seat -> whose.test(seat.index))
                .forEach(seat -> seat.beat(System.nanoTime())));
  }

  /// Lets one worker say something.
  void says(int index, String text) {
    on(() -> seats.get(index).connection.ifPresent(open -> open.text(text)));
  }

  /// Lets one worker end its connection, unless it has none.
  void with(int index, Consumer<SimConnection> deed) {
    on(() -> seats.get(index).with(deed));
  }

  /// What the worker says as a heartbeat, many times over and without waiting.
  void flood(int index, int frames) {
    on(
        () -> {
          for (int i = 0; i < frames; i++) {
            seats.get(index).beat(System.nanoTime());
          }
        });
  }

  Losses losses() throws LoadProblem {
    return get(() -> new Losses(new TreeMap<>(losses)));
  }

  void disband() {
    on(
        () -> {
          over = true;
          seats.forEach(seat -> seat.with(SimConnection::leave));
        });
  }

  private final class Pace implements Runnable {
    private final double perSecond;
    private final long begun = System.nanoTime();
    private long sent;

    Pace(double perSecond) {
      this.perSecond = perSecond;
    }

    @Override
    public void run() {
      long now = System.nanoTime();
      long due = (long) ((now - begun) / NANOS_PER_SECOND * perSecond);
      for (; sent < due; sent++) {
        long dueAt = begun + (long) (sent / perSecond * NANOS_PER_SECOND);
        seats.get((int) (sent % seats.size())).beat(dueAt);
      }
    }
  }

  private void dialOn() {
    while (dialling < DIALLING_MAX && !toDial.isEmpty() && !over) {
      dialling++;
      toDial.remove().dial();
    }
  }

  /// A worker of the crew and its connection, if it has one.
  private final class Seat implements SimConnection.Ear {
    private final int index;
    private final Posting posting;
    private Optional<SimConnection> connection = Optional.empty();
    private boolean registered;
    private boolean isDialling;
    private boolean isOwnDoing;

    Seat(int index, Posting posting) {
      this.index = index;
      this.posting = posting;
    }

    void dial() {
      isDialling = true;
      isOwnDoing = false;
      connection = Optional.of(dialer.dial(posting.door(), this));
    }

    void beat(long dueNanos) {
      if (registered) {
        connection.ifPresent(open -> open.heartbeat(heartbeat, dueNanos));
      }
    }

    int unanswered() {
      return connection.map(SimConnection::unanswered).orElse(0);
    }

    void with(Consumer<SimConnection> deed) {
      isOwnDoing = true;
      connection.filter(SimConnection::isActive).ifPresent(deed);
    }

    @Override
    public void open(SimConnection from) {
      from.text(posting.worker().registration(systemInfo));
    }

    @Override
    public void acknowledged(SimConnection from, long dueNanos) {
      long now = System.nanoTime();
      latencies.add(now - dueNanos);
      if (mode == Mode.AGAIN_AT_ONCE) {
        beat(now);
      }
    }

    @Override
    public void heard(SimConnection from, String text) {
      if (!registered && text.contains("registration_ack")) {
        registered = true;
        dialled();
        return;
      }
      if (text.contains("\"task_assignment\"")) {
        assigned.accept(index);
      }
      posting.worker().answer(text).ifPresent(from::text);
    }

    @Override
    public void ended(SimConnection from, SimConnection.End end) {
      if (!connection.equals(Optional.of(from))) {
        return;
      }
      registered = false;
      connection = Optional.empty();
      dialled();
      if (over) {
        return;
      }
      if (!isOwnDoing) {
        losses.merge(end.code() + " " + end.reason(), 1, Integer::sum);
      }
      var _ =
          dialer
              .loop()
              .schedule(
                  () -> {
                    toDial.add(this);
                    dialOn();
                  },
                  RETURN_MILLIS,
                  TimeUnit.MILLISECONDS);
    }

    private void dialled() {
      if (isDialling) {
        isDialling = false;
        dialling--;
        dialOn();
      }
    }
  }

  private void on(Runnable deed) {
    dialer.loop().execute(deed);
  }

  private <T> T get(Callable<T> question) throws LoadProblem {
    return Patience.answer(dialer.loop().submit(question));
  }

  private void await(String what, BooleanSupplier condition) throws LoadProblem {
    var held = new CompletableFuture<Void>();
    var looking =
        dialer
            .loop()
            .scheduleAtFixedRate(
                () -> {
                  if (condition.getAsBoolean()) {
                    held.complete(null);
                  }
                },
                0,
                LOOK_MILLIS,
                TimeUnit.MILLISECONDS);
    try {
      held.get(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw Patience.interrupted();
    } catch (ExecutionException | TimeoutException e) {
      throw new LoadProblem(
          "not all workers "
              + what
              + " within "
              + Patience.LONGEST.toSeconds()
              + " s, lost: "
              + losses());
    } finally {
      looking.cancel(false);
    }
  }
}
