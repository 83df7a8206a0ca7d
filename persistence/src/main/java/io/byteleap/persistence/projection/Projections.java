package io.byteleap.persistence.projection;

import io.byteleap.persistence.read.JdbcRetention;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.projection.ProjectionBehavior;
import org.apache.pekko.projection.ProjectionId;
import org.apache.pekko.projection.eventsourced.EventEnvelope;
import org.apache.pekko.projection.eventsourced.javadsl.EventSourcedProvider;
import org.apache.pekko.projection.javadsl.SourceProvider;
import org.apache.pekko.projection.jdbc.javadsl.JdbcProjection;

/// The projections of a validator, each written exactly once: the rows of a group of events and the
/// position in the journal change in one transaction.
public final class Projections {
  private static final int EVENTS_A_GROUP = 200;

  /// How long a group waits for more.
  private static final Duration GROUP_TIME = Duration.ofMillis(100);

  private Projections() {}

  public static List<Behavior<ProjectionBehavior.Command>> all(
      ActorSystem<?> system, DataSource pool) {
    return ReadModel.ALL.stream()
        .map(model -> behavior(system, pool, model))
        .collect(Collectors.toUnmodifiableList());
  }

  /// Which projections read which events.
  public static List<JdbcRetention.Reader> readers() {
    return ReadModel.ALL.stream()
        .map(model -> new JdbcRetention.Reader(model.name(), model.tag()))
        .toList();
  }

  private static <E> Behavior<ProjectionBehavior.Command> behavior(
      ActorSystem<?> system, DataSource pool, ReadModel<E> model) {
    SourceProvider<Offset, EventEnvelope<E>> source =
        EventSourcedProvider.eventsByTag(system, JdbcReadJournal.Identifier(), model.tag());
    return ProjectionBehavior.create(
        JdbcProjection.groupedWithin(
                ProjectionId.of(model.name(), ReadModel.KEY),
                source,
                () -> PooledSession.of(pool),
                () -> new ProjectorHandler<>(model.projector()),
                system)
            .withGroup(EVENTS_A_GROUP, GROUP_TIME));
  }
}
