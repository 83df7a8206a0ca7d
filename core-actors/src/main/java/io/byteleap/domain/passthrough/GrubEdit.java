package io.byteleap.domain.passthrough;

import io.byteleap.domain.passthrough.Swap.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The kernel's parameters in one of GRUB's files: those of `parameters` are set in the value of
/// `variable`, in the last line that assigns it; all else stays as it is. Values of list parameters
/// that the administrator has set are kept beside ours.
public record GrubEdit(String variable, List<Parameter> parameters) implements FileEdit {
  static final String COMMENT = "# Added by byteleap-worker: kernel parameters for GPUs of VMs\n";

  private static final Pattern LIST_ITEM = Pattern.compile(",");

  /// A parameter with one value, or with a list of values.
  public sealed interface Parameter {
    String name();

    /// `name=value`, given what values the parameter has already.
    String text(List<String> present);
  }

  public record Single(String name, String value) implements Parameter {
    @Override
    public String text(List<String> present) {
      return name + "=" + value;
    }
  }

  public record Listed(String name, List<String> values) implements Parameter {
    public Listed {
      values = List.copyOf(values);
    }

    @Override
    public String text(List<String> present) {
      return name
          + "="
          + Stream.concat(values.stream(), present.stream().flatMap(LIST_ITEM::splitAsStream))
              .filter(item -> !item.isEmpty())
              .distinct()
              .collect(Collectors.joining(","));
    }
  }

  public GrubEdit {
    parameters = List.copyOf(parameters);
  }

  @Override
  public Outcome apply(String text) {
    return switch (GrubLine.last(variable, text)) {
      case GrubLine.Missing() -> appended(text);
      case GrubLine.Strange(var why) -> new Unreadable(why);
      case GrubLine.Found line -> edited(text, line);
    };
  }

  private Outcome appended(String text) {
    String added =
        (text.isEmpty() || text.endsWith("\n") ? "" : "\n")
            + COMMENT
            + variable
            + "=\""
            + with("")
            + "\"\n";
    return FileEdit.checked(text, text + added, new Swap(Scope.LINES, "", added));
  }

  private Outcome edited(String text, GrubLine.Found line) {
    String after = line.with(with(line.value()));
    if (after.equals(line.text())) {
      return new Unchanged();
    }
    String edited = text.substring(0, line.start()) + after + text.substring(line.end());
    return FileEdit.checked(text, edited, new Swap(Scope.LINES, line.text(), after));
  }

  /// `value` with every parameter set: the first place that names it holds the new text, others
  /// that name it go.
  private String with(String value) {
    String result = value;
    for (Parameter parameter : parameters) {
      result = with(result, parameter);
    }
    return result;
  }

  private static String with(String value, Parameter parameter) {
    String start = parameter.name() + "=";
    var present =
        words(value)
            .filter(word -> word.startsWith(start))
            .map(word -> word.substring(start.length()))
            .toList();
    String text = parameter.text(present);
    if (present.isEmpty()) {
      return value.isBlank() ? text : value.stripTrailing() + " " + text;
    }
    var place = Pattern.compile("(?<!\\S)" + Pattern.quote(start) + "\\S*");
    var matcher = place.matcher(value);
    var result = new StringBuilder();
    boolean isFirst = true;
    int end = 0;
    while (matcher.find()) {
      String between = value.substring(end, matcher.start());
      result.append(isFirst ? between + text : between.stripTrailing());
      isFirst = false;
      end = matcher.end();
    }
    return result.append(value.substring(end)).toString();
  }

  private static Stream<String> words(String value) {
    return Arrays.stream(value.split("\\s+", -1));
  }
}
