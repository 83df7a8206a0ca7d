package io.byteleap.config;

import io.byteleap.config.ConfigNode.Items;
import io.byteleap.config.ConfigNode.Nothing;
import io.byteleap.config.ConfigNode.Scalar;
import io.byteleap.config.ConfigNode.Section;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Maps a YAML file and its overrides to a tree of records.
///
/// A key is its component's name in snake case; a component that is itself a record is a section, a
/// list of records a list of sections, whose paths are `key[0].inner` and so on; a record checks
/// itself in its compact constructor by throwing [IllegalArgumentException]. All problems are
/// gathered: missing keys, values of the wrong kind or unit or range, keys that nobody knows (with
/// the nearest known one), keys written twice.
public final class RecordConfig {
  private static final String COMMAND_LINE = "--set ";

  private final List<ConfigProblem> problems = new ArrayList<>();
  private final Overrides overrides;

  private RecordConfig(Overrides overrides) {
    this.overrides = overrides;
  }

  /// A configuration, or everything that is wrong with it.
  public sealed interface Loaded<C> {}

  public record Good<C>(C config) implements Loaded<C> {}

  public record Bad<C>(List<ConfigProblem> problems) implements Loaded<C> {
    public Bad {
      problems = List.copyOf(problems);
    }
  }

  public static <C extends Record> Loaded<C> load(Class<C> type, Path file, Overrides overrides) {
    var reading = new RecordConfig(overrides);
    return reading.loaded(type, reading.assigned(ConfigReader.readFile(file, reading.problems)));
  }

  /// What stands in a text, which nothing overrides; `name` says where it comes from.
  public static <C extends Record> Loaded<C> read(Class<C> type, String name, String text) {
    var reading = new RecordConfig(new Overrides(List.of(), Map.of()));
    return reading.loaded(type, ConfigReader.readText(name, text, reading.problems));
  }

  private <C extends Record> Loaded<C> loaded(Class<C> type, Section root) {
    var config = problems.isEmpty() ? bind(type, root, "") : Optional.<C>empty();
    return config.isPresent() && problems.isEmpty()
        ? new Good<>(config.get())
        : new Bad<>(problems);
  }

  private Section assigned(Section root) {
    var next = root;
    for (String assignment : overrides.assignments()) {
      int equals = assignment.indexOf('=');
      if (equals < 1) {
        problems.add(new ConfigProblem(COMMAND_LINE + assignment, "", "must be key=value"));
      } else {
        String key = assignment.substring(0, equals);
        String place = COMMAND_LINE + key;
        var value = ConfigReader.readValue(assignment.substring(equals + 1), place, problems);
        next = next.with(List.of(key.split("\\.", -1)), value);
      }
    }
    return next;
  }

  private <R extends Record> Optional<R> bind(Class<R> type, Section section, String path) {
    var components = type.getRecordComponents();
    int before = problems.size();
    var values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String key = keyOf(components[i]);
      values[i] = value(components[i], section, path.isEmpty() ? key : path + "." + key);
    }
    refuseUnknown(section, components, path);
    return problems.size() == before ? construct(type, values, section, path) : Optional.empty();
  }

  private void refuseUnknown(Section section, RecordComponent[] components, String path) {
    var known = new TreeSet<>(Arrays.stream(components).map(RecordConfig::keyOf).toList());
    section
        .entries()
        .forEach(
            (key, node) -> {
              if (!known.contains(key)) {
                String what =
                    NearestWord.to(key, known)
                        .map(near -> "is not a known key; did you mean " + near + "?")
                        .orElse("is not a known key");
                String full = path.isEmpty() ? key : path + "." + key;
                problems.add(new ConfigProblem(node.place(), full, what));
              }
            });
  }

  /// The component's value, or anything at all when a problem was added.
  private Object value(RecordComponent component, Section section, String path) {
    var written = written(section.entry(keyOf(component)), path);
    if (isSection(component.getType())) {
      var node = written.orElse(new Nothing(section.place()));
      return section(component.getType().asSubclass(Record.class), node, path);
    }
    var fallback = Optional.ofNullable(component.getAnnotation(Fallback.class));
    var node =
        written
            .filter(found -> !(found instanceof Nothing))
            .or(
                () ->
                    fallback.map(
                        text -> ConfigReader.readValue(text.value(), "the default", problems)));
    if (node.isEmpty()) {
      problems.add(new ConfigProblem(section.place(), path, "is required"));
      return path;
    }
    return convert(node.get(), component.getGenericType(), path);
  }

  /// The command line wins over the environment, and both over the file.
  private Optional<ConfigNode> written(Optional<ConfigNode> entry, String path) {
    return entry
        .filter(node -> node.place().startsWith(COMMAND_LINE))
        .or(() -> environment(path))
        .or(() -> entry);
  }

  private Optional<ConfigNode> environment(String path) {
    String name = Overrides.variableOf(path);
    return Optional.ofNullable(overrides.environment().get(name))
        .map(text -> ConfigReader.readValue(text, "environment variable " + name, problems));
  }

  private Object section(Class<? extends Record> type, ConfigNode node, String path) {
    Optional<? extends Record> bound =
        switch (node) {
          case Section inner -> bind(type, inner, path);
          case Nothing nothing -> bind(type, Section.empty(nothing.place()), path);
          case Items items -> notASection(items, path);
          case Scalar scalar -> notASection(scalar, path);
        };
    return bound.isPresent() ? bound.get() : path;
  }

  private Optional<Record> notASection(ConfigNode node, String path) {
    problems.add(new ConfigProblem(node.place(), path, "must hold keys and values"));
    return Optional.empty();
  }

  private Object convert(ConfigNode node, Type type, String path) {
    try {
      return switch (type) {
        case ParameterizedType generic when generic.getRawType() == List.class ->
            list(node, (Class<?>) generic.getActualTypeArguments()[0], path);
        case ParameterizedType generic when generic.getRawType() == Map.class ->
            map(node, (Class<?>) generic.getActualTypeArguments()[1], path);
        case Class<?> plain when node instanceof Scalar scalar -> ConfigValues.read(scalar, plain);
        case Class<?> plain when node instanceof Nothing -> empty(plain);
        default -> throw new IllegalArgumentException("must be a single value");
      };
    } catch (IllegalArgumentException | ArithmeticException e) {
      problems.add(new ConfigProblem(node.place(), path, String.valueOf(e.getMessage())));
      return path;
    }
  }

  private static Object empty(Class<?> type) {
    return ConfigValues.read(new Scalar("", ConfigNode.Kind.TEXT, ""), type);
  }

  private List<Object> list(ConfigNode node, Class<?> item, String path) {
    List<Object> values = new ArrayList<>();
    switch (node) {
      case Items items when isSection(item) -> {
        for (var each : items.items()) {
          String itemPath = path + "[" + values.size() + "]";
          values.add(section(item.asSubclass(Record.class), each, itemPath));
        }
      }
      case Items items -> items.items().forEach(each -> values.add(convert(each, item, path)));
      case Nothing _ -> {}
      case Section _, Scalar _ -> throw new IllegalArgumentException("must be a list");
    }
    return values;
  }

  private Map<String, Object> map(ConfigNode node, Class<?> item, String path) {
    var values = new LinkedHashMap<String, Object>();
    switch (node) {
      case Section section ->
          section
              .entries()
              .forEach((key, each) -> values.put(key, convert(each, item, path + "." + key)));
      case Nothing _ -> {}
      case Items _, Scalar _ -> throw new IllegalArgumentException("must hold keys and values");
    }
    return values;
  }

  private <R extends Record> Optional<R> construct(
      Class<R> type, Object[] values, Section section, String path) {
    try {
      return Optional.of(canonical(type).newInstance(values));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException problem) {
        problems.add(
            new ConfigProblem(section.place(), path, String.valueOf(problem.getMessage())));
        return Optional.empty();
      }
      throw new IllegalStateException("BUG: " + type, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("BUG: " + type + " cannot be made", e);
    }
  }

  private static <R extends Record> Constructor<R> canonical(Class<R> type)
      throws NoSuchMethodException {
    var types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    return type.getDeclaredConstructor(types);
  }

  private static boolean isSection(Class<?> type) {
    return type.isRecord() && !ConfigValues.isValue(type);
  }

  private static String keyOf(RecordComponent component) {
    return component.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
