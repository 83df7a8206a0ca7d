package io.byteleap.persistence.projection;

import java.sql.Connection;
import java.sql.SQLException;

/// What one kind of events does to the tables of a read model.
interface Projector<E> {
  /// Writes what `event` of the persistent actor `id` changes. Events of one actor come in order.
  void project(Connection connection, String id, E event) throws SQLException;

  /// Writes what stands in `state`, with which the journal of `id` begins when its first events are
  /// not kept any more. `state` may be one that this projector has nothing to do with.
  default void begin(Connection connection, String id, Object state) throws SQLException {}

  /// The same for very many events in one transaction, which may keep rows back until [#finish].
  default Projector<E> inBulk() {
    return this;
  }

  /// Writes what was kept back.
  default void finish(Connection connection) throws SQLException {}
}
