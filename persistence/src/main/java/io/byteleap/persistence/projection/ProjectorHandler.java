package io.byteleap.persistence.projection;

import org.apache.pekko.projection.eventsourced.EventEnvelope;
import org.apache.pekko.projection.jdbc.javadsl.JdbcHandler;

/// Lets Pekko hand events to a projector.
final class ProjectorHandler<E> extends JdbcHandler<EventEnvelope<E>, PooledSession> {
  private final Projector<E> projector;

  ProjectorHandler(Projector<E> projector) {
    this.projector = projector;
  }

  @Override
  public void process(PooledSession session, EventEnvelope<E> envelope) throws Exception {
    session.withConnection(
        connection -> {
          projector.project(connection, envelope.persistenceId(), envelope.event());
          return null;
        });
  }
}
