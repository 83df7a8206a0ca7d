package io.byteleap.worker.gpu.cuda;

/// Keeps a thread no more than two launches ahead of its card, and lets a work be given up at
/// every one.
final class Pace {
  private static final int AHEAD = 2;

  private final Session session;
  private final Runnable checkpoint;
  private final Mark[] marks = new Mark[AHEAD];
  private int turn;

  Pace(Session session, Runnable checkpoint) {
    this.session = session;
    this.checkpoint = checkpoint;
    for (int i = 0; i < AHEAD; i++) {
      marks[i] = session.mark();
    }
  }

  /// A launch was put in the lane: waits for the last but one before it.
  void next(Lane lane) {
    checkpoint.run();
    session.await(marks[turn]);
    session.set(marks[turn], lane);
    turn = (turn + 1) % AHEAD;
  }

  void await(Mark mark) {
    checkpoint.run();
    session.await(mark);
  }
}
