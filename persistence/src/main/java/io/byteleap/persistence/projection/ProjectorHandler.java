package io.byteleap.persistence.projection;

import java.util.List;
import org.apache.pekko.projection.eventsourced.EventEnvelope;
import org.apache.pekko.projection.jdbc.javadsl.JdbcHandler;

/// Lets Pekko hand events to a projector, a group in one transaction.
final class ProjectorHandler<E> extends JdbcHandler<List<EventEnvelope<E>>, PooledSession> {
  private final Projector<E> projector;

  ProjectorHandler(Projector<E> projector) {
    this.projector = projector;
  }

  @Override
  public void process(PooledSession session, List<EventEnvelope<E>> envelopes) throws Exception {
    session.withConnection(
        connection -> {
          for (var envelope : envelopes) {
            projector.project(connection, envelope.persistenceId(), envelope.event());
          }
          return null;
        });
  }
}
