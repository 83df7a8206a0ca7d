package io.byteleap.port;

import java.util.List;
import java.util.function.Function;

/// Some items of a list in a stable order, and the key to go on after; no key when there are no
/// more.
public record Page<T>(List<T> items, List<String> next) {
  public static final int LIMIT_MAX = 1_000;

  /// Which page: at most `limit` items (1 to 1,000), beginning after the item with this key. An
  /// empty key means the first page; the parts of a key are the list's own affair.
  public record Wish(int limit, List<String> after) {
    public Wish {
      if (limit < 1 || limit > LIMIT_MAX) {
        throw new IllegalArgumentException("limit must be 1 to " + LIMIT_MAX);
      }
      after = List.copyOf(after);
    }

    public static Wish first(int limit) {
      return new Wish(limit, List.of());
    }

    /// One more than is wanted, by which is seen whether there are more.
    public int look() {
      return limit + 1;
    }
  }

  /// A key that is none of the list's.
  public static final class UnknownKey extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnknownKey() {
      super("cursor is none of this list");
    }
  }

  public Page {
    items = List.copyOf(items);
    next = List.copyOf(next);
  }

  /// The page of what was found when one more was looked for than is wanted.
  public static <T> Page<T> of(List<T> found, Wish wish, Function<T, List<String>> key) {
    if (found.size() <= wish.limit()) {
      return new Page<>(found, List.of());
    }
    var items = found.subList(0, wish.limit());
    return new Page<>(items, key.apply(items.getLast()));
  }

  public <R> Page<R> map(Function<T, R> as) {
    return new Page<>(items.stream().map(as).toList(), next);
  }
}
