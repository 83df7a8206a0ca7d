package io.byteleap.wire;

import io.byteleap.json.JsonProblem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;

/// Points in time written as text (ISO 8601), as the protocols with texts for times have them.
public final class IsoTime {
  private static final Pattern TEXT =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2})"
              + "(\\.[0-9]{1,9})?[0-9]{0,20}(Z|[+-][0-9]{2}:[0-9]{2})");
  private static final DateTimeFormatter WHOLE = formatter("uuuu-MM-dd'T'HH:mm:ss");
  private static final DateTimeFormatter MICROS = formatter("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

  private IsoTime() {}

  /// The instant that `text` names: years 0 to 9999, `Z` or an offset, a fraction of which nine
  /// digits count. Throws what [Decoded#of] turns into a refusal.
  public static Instant parse(String text) {
    var parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new JsonProblem("", "must be a time such as 2026-01-01T00:00:00Z");
    }
    String fraction = parts.group(3) == null ? "" : parts.group(3);
    try {
      return OffsetDateTime.parse(parts.group(1) + "T" + parts.group(2) + fraction + parts.group(4))
          .toInstant();
    } catch (DateTimeException e) {
      throw new JsonProblem("", "names a day or an hour that does not exist");
    }
  }

  /// To the second, with `Z`: `2026-01-01T00:00:00Z`.
  public static String seconds(Instant instant) {
    return WHOLE.format(instant) + "Z";
  }

  /// To the microsecond, with an offset, as Python writes it: `2026-01-01T00:00:00.000001+00:00`,
  /// and without a fraction where that is zero.
  public static String micros(Instant instant) {
    var cut = instant.truncatedTo(ChronoUnit.MICROS);
    boolean whole = cut.equals(cut.truncatedTo(ChronoUnit.SECONDS));
    return (whole ? WHOLE : MICROS).format(cut) + "+00:00";
  }

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }
}
