package io.byteleap.persistence.projection;

import java.util.List;
import java.util.function.Supplier;
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
import org.apache.pekko.projection.jdbc.javadsl.JdbcHandler;
import org.apache.pekko.projection.jdbc.javadsl.JdbcProjection;

/// The projections of a validator, each written exactly once: the rows and the position in the
/// journal change in one transaction.
public final class Projections {
  private Projections() {}

  public static List<Behavior<ProjectionBehavior.Command>> all(
      ActorSystem<?> system, DataSource pool) {
    return List.of(
        behavior(system, pool, Tags.CHALLENGES, ChallengeProjection::new),
        behavior(system, pool, Tags.WEIGHTS, WeightProjection::new),
        behavior(system, pool, Tags.LEASES, LeaseProjection::new));
  }

  private static <E> Behavior<ProjectionBehavior.Command> behavior(
      ActorSystem<?> system,
      DataSource pool,
      String tag,
      Supplier<JdbcHandler<EventEnvelope<E>, PooledSession>> handler) {
    SourceProvider<Offset, EventEnvelope<E>> source =
        EventSourcedProvider.eventsByTag(system, JdbcReadJournal.Identifier(), tag);
    return ProjectionBehavior.create(
        JdbcProjection.exactlyOnce(
            ProjectionId.of(tag, "all"), source, () -> PooledSession.of(pool), handler, system));
  }
}
