package io.byteleap.validator.api;

import io.byteleap.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Something that a request may or must say beside its body: where, what fits, what it means.
record Parameter(String name, Place place, Fit fit, String description) {
  private static final int TEXT_MAX = 128;

  enum Place {
    PATH,
    QUERY,
    HEADER
  }

  /// Which values fit.
  sealed interface Fit {}

  record Text(int lengthMax) implements Fit {}

  record Whole(int min, int max, int usual) implements Fit {}

  record Word(List<String> words) implements Fit {
    Word {
      words = List.copyOf(words);
    }
  }

  static Parameter path(String name, String description) {
    return new Parameter(name, Place.PATH, new Text(TEXT_MAX), description);
  }

  static Parameter query(String name, Fit fit, String description) {
    return new Parameter(name, Place.QUERY, fit, description);
  }

  static Parameter query(String name, String description) {
    return query(name, new Text(TEXT_MAX), description);
  }

  static Parameter header(String name, String description) {
    return new Parameter(name, Place.HEADER, new Text(2 * TEXT_MAX), description);
  }

  /// What is wrong with a value that was given; empty when it fits.
  Optional<String> wrong(String value) {
    return switch (fit) {
      case Text(int lengthMax) ->
          value.length() > lengthMax || value.chars().anyMatch(Character::isISOControl)
              ? Optional.of(name + " has " + lengthMax + " visible characters at most")
              : Optional.empty();
      case Whole(int min, int max, _) -> wrongNumber(value, min, max);
      case Word(var words) ->
          words.contains(value)
              ? Optional.empty()
              : Optional.of(name + " must be one of " + String.join(", ", words));
    };
  }

  private Optional<String> wrongNumber(String value, int min, int max) {
    if (!value.matches("-?[0-9]{1,9}")) {
      return Optional.of(name + " is not a number");
    }
    int number = Integer.parseInt(value);
    return number < min || number > max
        ? Optional.of(name + " must be " + min + " to " + max)
        : Optional.empty();
  }

  JsonObject toOpenApi() {
    return JsonObject.builder()
        .put("name", name)
        .put("in", place.name().toLowerCase(Locale.ROOT))
        .put("required", place == Place.PATH)
        .put("description", description)
        .put("schema", schema())
        .build();
  }

  private JsonObject schema() {
    return switch (fit) {
      case Text(int lengthMax) ->
          JsonObject.builder().put("type", "string").put("maxLength", lengthMax).build();
      case Whole(int min, int max, int usual) ->
          JsonObject.builder()
              .put("type", "integer")
              .put("minimum", min)
              .put("maximum", max)
              .put("default", usual)
              .build();
      case Word(var words) ->
          JsonObject.builder().put("type", "string").putTexts("enum", words).build();
    };
  }
}
