package io.byteleap.validator.api;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/// Events that a test tells, at positions 1, 2, 3 …; or the same one again and again.
final class FakeNews implements News {
  final List<Piece> told = new CopyOnWriteArrayList<>();
  boolean isFlood;

  void tell(String owner, Object event) {
    told.add(new Piece(told.size() + 1, owner, event));
  }

  @Override
  public long newest() {
    return told.size();
  }

  @Override
  public Source<Piece, NotUsed> after(long position) {
    return isFlood
        ? Source.repeat(told.getFirst())
        : Source.from(told).filter(piece -> piece.position() > position).concat(Source.never());
  }
}
