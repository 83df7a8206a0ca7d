package io.byteleap.config;

import io.byteleap.config.ConfigNode.Items;
import io.byteleap.config.ConfigNode.Kind;
import io.byteleap.config.ConfigNode.Nothing;
import io.byteleap.config.ConfigNode.Scalar;
import io.byteleap.config.ConfigNode.Section;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Reads YAML into [ConfigNode]s. Only plain data: no tags, at most 50 levels, a megabyte.
final class ConfigReader {
  private static final int CHARACTERS_MAX = 1 << 20;
  private static final int ALIASES_MAX = 20;

  private final String name;
  private final List<ConfigProblem> problems;

  private ConfigReader(String name, List<ConfigProblem> problems) {
    this.name = name;
    this.problems = problems;
  }

  /// The section that the file holds; what is wrong with it is added to `problems`.
  static Section readFile(Path file, List<ConfigProblem> problems) {
    try {
      return new ConfigReader(file.toString(), problems).root(Files.readString(file));
    } catch (NoSuchFileException e) {
      problems.add(new ConfigProblem(file.toString(), "", "there is no such file"));
    } catch (IOException e) {
      problems.add(
          new ConfigProblem(
              file.toString(), "", "cannot be read: " + e.getClass().getSimpleName()));
    }
    return Section.empty(file.toString());
  }

  /// The section that the text holds; `name` says where it comes from.
  static Section readText(String name, String text, List<ConfigProblem> problems) {
    return new ConfigReader(name, problems).root(text);
  }

  /// One value, as it would stand in a file; `place` says where it comes from.
  static ConfigNode readValue(String text, String place, List<ConfigProblem> problems) {
    var reader = new ConfigReader(place, problems);
    return reader.compose(text).map(node -> reader.read(node, place)).orElse(new Nothing(place));
  }

  private Section root(String text) {
    return switch (compose(text).map(node -> read(node, placeOf(node))).orElse(new Nothing(name))) {
      case Section section -> section;
      case Nothing _ -> Section.empty(name);
      case Items items -> notASection(items.place());
      case Scalar scalar -> notASection(scalar.place());
    };
  }

  private Section notASection(String place) {
    problems.add(new ConfigProblem(place, "", "must hold keys and values"));
    return Section.empty(name);
  }

  private Optional<Node> compose(String text) {
    var options = new LoaderOptions();
    options.setCodePointLimit(CHARACTERS_MAX);
    options.setMaxAliasesForCollections(ALIASES_MAX);
    try {
      return Optional.ofNullable(
          new Yaml(new SafeConstructor(options)).compose(new StringReader(text)));
    } catch (MarkedYAMLException e) {
      problems.add(new ConfigProblem(placeOf(e.getProblemMark()), "", "is not YAML"));
    } catch (YAMLException e) {
      problems.add(new ConfigProblem(name, "", "is not YAML that can be read"));
    }
    return Optional.empty();
  }

  private ConfigNode read(Node node, String place) {
    return switch (node) {
      case MappingNode mapping -> readSection(mapping, place);
      case SequenceNode sequence -> {
        List<ConfigNode> items = new ArrayList<>();
        sequence.getValue().forEach(item -> items.add(read(item, placeOr(item, place))));
        yield new Items(items, place);
      }
      case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> new Nothing(place);
      case ScalarNode scalar -> new Scalar(scalar.getValue(), kindOf(scalar.getTag()), place);
      default -> new Nothing(place);
    };
  }

  private Section readSection(MappingNode mapping, String place) {
    var entries = new LinkedHashMap<String, ConfigNode>();
    for (NodeTuple tuple : mapping.getValue()) {
      var keyPlace = placeOr(tuple.getKeyNode(), place);
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(new ConfigProblem(keyPlace, "", "a key must be a word"));
      } else if (entries.put(key.getValue(), read(tuple.getValueNode(), keyPlace)) != null) {
        problems.add(new ConfigProblem(keyPlace, key.getValue(), "is written twice"));
      }
    }
    return new Section(entries, place);
  }

  private static Kind kindOf(Tag tag) {
    if (tag.equals(Tag.INT)) {
      return Kind.INTEGER;
    }
    if (tag.equals(Tag.FLOAT)) {
      return Kind.NUMBER;
    }
    return tag.equals(Tag.BOOL) ? Kind.BOOLEAN : Kind.TEXT;
  }

  /// Values that are not from a file keep the place that was given for them.
  private String placeOr(Node node, String place) {
    return place.startsWith(name + ":") ? placeOf(node) : place;
  }

  private String placeOf(Node node) {
    return placeOf(node.getStartMark());
  }

  private String placeOf(Mark mark) {
    return mark == null ? name : name + ":" + (mark.getLine() + 1);
  }
}
