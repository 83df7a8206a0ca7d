package io.byteleap.transport;

import io.byteleap.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.marshalling.sse.EventStreamMarshalling;
import org.apache.pekko.http.javadsl.model.sse.ServerSentEvent;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.javadsl.Source;

/// What happens in a node, for those who follow it over HTTP as server-sent events.
///
/// Each event has an id: when the feed started, and a number. The last 1,024 events are kept: who
/// comes back with the id of the last one that it saw (`Last-Event-ID`) gets what it missed, after
/// an event `missed` when that is more than is kept. At most 16 follow at a time; who falls 2,048
/// events behind is cut off. May be used from any thread.
///
/// Source: WHATWG HTML, server-sent events.
public final class EventFeed {
  private static final int KEPT = 1_024;
  private static final int BEHIND_MAX = 2 * KEPT;
  private static final int FOLLOWERS_MAX = 16;
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  private static final String ID_HEADER = "Last-Event-ID";

  private final String start;
  private final Deque<Kept> kept = new ArrayDeque<>();
  private final Set<BoundedSourceQueue<ServerSentEvent>> followers = new LinkedHashSet<>();
  private long published;
  private boolean closed;

  private record Kept(long number, ServerSentEvent event) {}

  private EventFeed(Instant start) {
    this.start = Long.toString(start.toEpochMilli());
  }

  /// A feed of a node that starts now.
  public static EventFeed startedAt(Instant start) {
    return new EventFeed(start);
  }

  public synchronized void publish(String name, JsonObject data) {
    published++;
    var event = ServerSentEvent.create(data.toText(), name, id(published));
    kept.addLast(new Kept(published, event));
    if (kept.size() > KEPT) {
      kept.removeFirst();
    }
    for (var follower : List.copyOf(followers)) {
      offer(event, follower);
    }
  }

  private String id(long number) {
    return start + "-" + number;
  }

  private void offer(ServerSentEvent event, BoundedSourceQueue<ServerSentEvent> follower) {
    if (!follower.offer(event).equals(QueueOfferResult.enqueued())) {
      followers.remove(follower);
      if (!follower.isCompleted()) {
        follower.fail(new CancellationException("the reader is too slow"));
      }
    }
  }

  /// How many follow now.
  public synchronized int followers() {
    followers.removeIf(BoundedSourceQueue::isCompleted);
    return followers.size();
  }

  /// Ends all streams; nobody can follow any more.
  public synchronized void close() {
    closed = true;
    followers.forEach(BoundedSourceQueue::complete);
    followers.clear();
  }

  /// Streams to whoever asks; `full` answers when too many do.
  public Route route(Supplier<Route> full) {
    return Directives.optionalHeaderValueByName(
        ID_HEADER,
        lastSeen ->
            Directives.extractMaterializer(
                materializer ->
                    follow(lastSeen.orElse(""), materializer)
                        .map(EventFeed::streamed)
                        .orElseGet(full)));
  }

  private static Route streamed(Source<ServerSentEvent, NotUsed> events) {
    return Directives.completeOK(
        events.keepAlive(KEEP_ALIVE, ServerSentEvent::heartbeat),
        EventStreamMarshalling.toEventStream());
  }

  /// What was missed since `lastSeen` (nothing, when that is empty), then what happens; empty when
  /// too many follow already, or the feed is closed.
  synchronized Optional<Source<ServerSentEvent, NotUsed>> follow(
      String lastSeen, Materializer materializer) {
    if (closed || followers() >= FOLLOWERS_MAX) {
      return Optional.empty();
    }
    var queue = Source.<ServerSentEvent>queue(BEHIND_MAX).preMaterialize(materializer);
    followers.add(queue.first());
    missed(lastSeen).forEach(event -> offer(event, queue.first()));
    return Optional.of(queue.second());
  }

  private List<ServerSentEvent> missed(String lastSeen) {
    if (lastSeen.isEmpty()) {
      return List.of();
    }
    long seen = numberOf(lastSeen);
    var events = new ArrayList<ServerSentEvent>();
    boolean gap = seen < published - kept.size();
    if (gap) {
      events.add(ServerSentEvent.create("{}", "missed"));
    }
    kept.stream().filter(event -> event.number() > seen).map(Kept::event).forEach(events::add);
    return events;
  }

  /// -1 for an id that is not one of this feed: then everything was missed.
  private long numberOf(String id) {
    String number = id.startsWith(start + "-") ? id.substring(start.length() + 1) : "";
    return number.matches("[0-9]{1,18}") ? Long.parseLong(number) : -1;
  }
}
