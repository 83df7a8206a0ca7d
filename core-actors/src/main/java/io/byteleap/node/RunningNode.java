package io.byteleap.node;

import io.byteleap.actor.FailureCause;
import io.byteleap.config.RecordConfig;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/// The node that runs with a configuration, asked by a command at its status address.
public final class RunningNode<C extends Record> {
  private static final int FIRST_REFUSAL = 300;
  private static final String PAGE_SIZE = "limit=1000";

  private final CommandSpec spec;
  private final Program<C> program;
  private final ConfigOptions options;

  /// A node's program: where its configuration comes from, and where the node then answers.
  public record Program<C extends Record>(ConfigSource<C> source, Function<C, Site> site) {}

  /// Where a node answers, and the file of a token that it takes there; empty when it asks for
  /// none.
  public record Site(ListenAddress address, Path tokenFile) {
    /// A node that asks for no token.
    public static Site open(ListenAddress address) {
      return new Site(address, Path.of(""));
    }

    StatusReader reader() throws IOException {
      return tokenFile.toString().isEmpty()
          ? StatusReader.at(address)
          : StatusReader.withToken(address, Files.readString(tokenFile).strip());
    }
  }

  public RunningNode(CommandSpec spec, Program<C> program, ConfigOptions options) {
    this.spec = spec;
    this.program = program;
    this.options = options;
  }

  /// Prints the lines that `shown` makes of what the node says; returns the exit code.
  public int show(
      Function<StatusReader, Outcome> question, Function<JsonObject, List<String>> shown) {
    return switch (program.source().load(options.file(), options.overrides())) {
      case RecordConfig.Bad<C>(var problems) -> NodeOptions.refuse(spec.root().name(), problems);
      case RecordConfig.Good<C>(var config) -> {
        var site = program.site().apply(config);
        try (var reader = site.reader()) {
          yield print(question.apply(reader), shown);
        } catch (IOException e) {
          yield NodeOptions.fail(
              spec.root().name(),
              "token file " + site.tokenFile() + " cannot be read: " + FailureCause.text(e));
        }
      }
    };
  }

  public sealed interface Outcome {}

  public record Said(JsonObject json) implements Outcome {}

  public record NotSaid(String why) implements Outcome {}

  private int print(Outcome outcome, Function<JsonObject, List<String>> shown) {
    return switch (outcome) {
      case NotSaid(var why) -> NodeOptions.fail(spec.root().name(), why);
      case Said(var json) -> {
        var out = spec.commandLine().getOut();
        shown.apply(json).forEach(out::println);
        out.flush();
        yield NodeOptions.EXIT_OK;
      }
    };
  }

  public static Outcome status(StatusReader reader) {
    return asked(reader, "/status");
  }

  /// What the node says at `path`.
  public static Outcome asked(StatusReader reader, String path) {
    return outcome(reader, reader.get(path));
  }

  /// What the node says to an order at `path`.
  public static Outcome ordered(StatusReader reader, String path) {
    return outcome(reader, reader.post(path));
  }

  /// What the node says to an order at `path` that says more.
  public static Outcome ordered(StatusReader reader, String path, JsonObject body) {
    return outcome(reader, reader.post(path, body));
  }

  /// What the node says to the order that what is at `path` shall end.
  public static Outcome ended(StatusReader reader, String path) {
    return outcome(reader, reader.delete(path));
  }

  private static Outcome outcome(StatusReader reader, StatusReader.Reply reply) {
    return switch (reply) {
      case StatusReader.Silent(var why) ->
          new NotSaid(
              "no node answers at "
                  + reader.url()
                  + " ("
                  + why
                  + "); is it running, and is this the address of its status page?");
      case StatusReader.Answered(var status, var body) when status >= FIRST_REFUSAL ->
          new NotSaid(
              "the node answers with status "
                  + status
                  + ": "
                  + Label.of(body.textOr("detail", "")).value());
      case StatusReader.Answered(var _, var body) -> new Said(body);
    };
  }

  /// All pages of a list.
  public static Outcome all(StatusReader reader, String name) {
    var items = new ArrayList<JsonObject>();
    var after = Optional.of("");
    while (after.isPresent()) {
      String from = after.get().isEmpty() ? "" : "&after=" + after.get();
      switch (asked(reader, "/api/v1/" + name + "?" + PAGE_SIZE + from)) {
        case NotSaid notSaid -> {
          return notSaid;
        }
        case Said(var page) -> {
          items.addAll(page.objectsOrNone(name));
          after = page.optionalText("next");
        }
      }
    }
    return new Said(JsonObject.builder().putObjects(name, items).build());
  }
}
