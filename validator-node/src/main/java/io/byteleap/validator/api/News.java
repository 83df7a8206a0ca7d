package io.byteleap.validator.api;

import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/// Events in the order in which they were stored.
public interface News {
  /// One event; `position` grows, with gaps; `owner` is the hotkey or name of whose event it is.
  record Piece(long position, String owner, Object event) {}

  /// The position of the newest, 0 when there is none. Blocks, and throws
  /// [io.byteleap.port.History.HistoryUnavailable] when they cannot be read now.
  long newest();

  /// What comes after `position`, without end.
  Source<Piece, NotUsed> after(long position);
}
