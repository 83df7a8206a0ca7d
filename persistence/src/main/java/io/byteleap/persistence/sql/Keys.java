package io.byteleap.persistence.sql;

import io.byteleap.port.Page;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/// Keys of pages, which come back from outside.
public final class Keys {
  private Keys() {}

  /// The parts of the key after which a page begins; refused when there are not so many.
  public static List<String> checked(Page.Wish wish, int parts) {
    if (wish.after().size() != parts) {
      throw new Page.UnknownKey();
    }
    return wish.after();
  }

  public static Instant instant(String part) {
    try {
      return Instant.parse(part);
    } catch (DateTimeParseException _) {
      throw new Page.UnknownKey();
    }
  }

  /// What `at < ? OR (at = ? AND id > ?)` is bound to, in a list of the newest first; nothing
  /// on the first page.
  public static List<Object> timeAndId(Page.Wish wish) {
    if (wish.after().isEmpty()) {
      return List.of();
    }
    var key = checked(wish, 2);
    var at = instant(key.get(0));
    return List.of(at, at, key.get(1));
  }

  /// The number of the item before, or a number before all when the page is the first. Lists are
  /// numbered downwards.
  public static long number(Page.Wish wish) {
    if (wish.after().isEmpty()) {
      return Long.MAX_VALUE;
    }
    String part = checked(wish, 1).getFirst();
    if (!part.matches("[0-9]{1,18}")) {
      throw new Page.UnknownKey();
    }
    return Long.parseLong(part);
  }
}
