package io.byteleap.node;

import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads how long something is good from a command line, as the configuration reads durations: a
/// whole number and one of s, m, h, d.
public final class Lifetime implements ITypeConverter<Duration> {
  private static final Pattern TIME = Pattern.compile("([0-9]{1,9})([smhd])");

  @Override
  public Duration convert(String text) {
    var matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + text + "' is no time such as 10m, 24h or 7d");
    }
    long count = Long.parseLong(String.valueOf(matcher.group(1)));
    return switch (String.valueOf(matcher.group(2))) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case String _ -> Duration.ofDays(count);
    };
  }
}
