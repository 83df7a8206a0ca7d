package io.byteleap.chain.live;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks for one thing in several forms, the best one first: the first that is offered, and is
/// answered readably, counts. When no node answers at all, no other form is tried.
final class FallBack<F, T> {
  private static final Logger LOG = LoggerFactory.getLogger(FallBack.class);

  private final String what;
  private final AtomicReference<List<F>> lastFailed = new AtomicReference<>(List.of());

  FallBack(String what) {
    this.what = what;
  }

  /// Says so once, when forms fail that did not fail the last time. Throws what the last form did.
  T first(List<F> forms, Predicate<F> isOffered, Function<F, T> asked) {
    var failed = new ArrayList<F>();
    var why = new ChainProblem("the runtime offers no " + what);
    for (F form : forms) {
      if (isOffered.test(form)) {
        try {
          T answer = asked.apply(form);
          note(failed, why, form);
          return answer;
        } catch (ChainProblem e) {
          if (!e.isAnswered()) {
            throw e;
          }
          failed.add(form);
          why = e;
        }
      }
    }
    throw why;
  }

  private void note(List<F> failed, ChainProblem why, F used) {
    if (!lastFailed.getAndSet(List.copyOf(failed)).equals(failed) && !failed.isEmpty()) {
      LOG.warn("{} read as {}, not as {}, why={}", what, used, failed, why.why());
    }
  }
}
