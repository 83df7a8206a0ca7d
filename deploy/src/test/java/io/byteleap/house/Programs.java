package io.byteleap.house;

import io.byteleap.localnet.TrialProgram;
import io.byteleap.miner.MinerMain;
import io.byteleap.validator.ValidatorMain;
import io.byteleap.worker.WorkerMain;
import io.byteleap.worker.release.ReleaseMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Our own programs and scripts, and whether they could be told what somebody wants to tell them.
/// Nothing is run: programs are asked what they take, scripts in the shell are read.
final class Programs {
  private static final Map<String, Supplier<CommandLine>> NODES =
      Map.of(
          "byteleap-validator", ValidatorMain::commandLine,
          "byteleap-miner", MinerMain::commandLine,
          "byteleap-worker", WorkerMain::commandLine,
          "byteleap-release", ReleaseMain::commandLine);

  /// The class that a script starts with the user's words.
  private static final Pattern MAIN =
      Pattern.compile("(io\\.byteleap(?:\\.\\w+)+)\\.\\w+Main\\b[^\\n]*(?:\\\\\n[^\\n]*)?\"\\$@\"");

  private Programs() {}

  /// Whether this is a program of ours, wherever it lies.
  static boolean isOurs(String program) {
    return NODES.containsKey(nameOf(program)) || isScript(program);
  }

  private static boolean isScript(String program) {
    return program.matches("(\\./)?deploy/.+") || program.equals("./install.sh");
  }

  private static String nameOf(String program) {
    return program.substring(program.lastIndexOf('/') + 1);
  }

  /// Why the command, as it stands, would be refused; empty when it would not.
  static Optional<String> problem(List<String> command) {
    return asked(command, Programs::parsed);
  }

  /// The same of a command that is only named in a sentence: values may be missing, `a|b` stands
  /// for both, and nothing is looked at after an ellipsis.
  static Optional<String> problemOfNames(List<String> command) {
    return asked(
        command, (program, arguments) -> unknown(program.line().getCommandSpec(), arguments));
  }

  @FunctionalInterface
  private interface Question {
    Optional<String> ask(Program program, List<String> arguments);
  }

  /// A program that was found: its command line, its options, and the script that starts it.
  private record Program(CommandLine line, Object options, String script) {}

  private static Optional<String> asked(List<String> command, Question question) {
    var arguments = command.subList(1, command.size());
    var node = NODES.get(nameOf(command.getFirst()));
    if (node != null) {
      return question.ask(new Program(node.get(), "", ""), arguments);
    }
    Path script = scriptAt(command.getFirst());
    if (!Files.isRegularFile(script)) {
      return Optional.of("there is no " + Sources.ROOT.relativize(script));
    }
    return trial(script)
        .map(program -> question.ask(program, arguments))
        .orElseGet(() -> unknownToScript(text(script), arguments));
  }

  private static Path scriptAt(String program) {
    String path = program.startsWith("./") ? program.substring(2) : program;
    return Sources.ROOT.resolve(path.startsWith("deploy/") ? path : "deploy/" + path);
  }

  /// Every word is given to the program's own parser.
  private static Optional<String> parsed(Program program, List<String> arguments) {
    try {
      program.line().parseArgs(arguments.toArray(String[]::new));
      return program.options() instanceof TrialProgram.Options options
          ? options.problem()
          : Optional.empty();
    } catch (CommandLine.MissingParameterException e) {
      return parsedWithout(e, program, arguments);
    } catch (CommandLine.ParameterException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /// What the program needs and its script gives need not be given by others.
  private static Optional<String> parsedWithout(
      CommandLine.MissingParameterException missing, Program program, List<String> arguments) {
    var names = missing.getMissing().stream().map(Programs::nameOf).toList();
    if (!names.stream().allMatch(program.script()::contains)) {
      return Optional.of(String.valueOf(missing.getMessage()));
    }
    try {
      var given = Stream.concat(names.stream().map(name -> name + "=x"), arguments.stream());
      program.line().parseArgs(given.toArray(String[]::new));
      return Optional.empty();
    } catch (CommandLine.ParameterException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /// A parameter without a name is in no script.
  private static String nameOf(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.names()[0] : argument.paramLabel();
  }

  private static Optional<String> unknown(CommandSpec program, List<String> arguments) {
    var spec = program;
    int given = 0;
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i).replaceAll("^\\[|]$", "");
      if (word.contains("…") || word.equals("COMMAND")) {
        break;
      }
      if (word.startsWith("-")) {
        String name = word.split("=", 2)[0];
        OptionSpec option = spec.optionsMap().get(name);
        if (option == null) {
          return Optional.of(spec.qualifiedName() + " has no " + name);
        }
        i += option.arity().max() > 0 && !word.contains("=") ? 1 : 0;
      } else if (spec.subcommands().containsKey(word)) {
        spec = Objects.requireNonNull(spec.subcommands().get(word)).getCommandSpec();
      } else if (word.contains("|") && spec.positionalParameters().isEmpty()) {
        return allKnown(spec, List.of(word.split("\\|")));
      } else if (++given > positions(spec)) {
        return Optional.of(spec.qualifiedName() + " knows no " + word);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> allKnown(CommandSpec spec, List<String> words) {
    return words.stream()
        .filter(word -> !spec.subcommands().containsKey(word))
        .map(word -> spec.qualifiedName() + " knows no " + word)
        .findFirst();
  }

  private static int positions(CommandSpec spec) {
    return spec.positionalParameters().stream()
        .mapToInt(parameter -> parameter.arity().max())
        .reduce(0, (a, b) -> (int) Math.min((long) a + b, Integer.MAX_VALUE));
  }

  /// The program in Java that a script starts: in the package of its main class, the class whose
  /// `@Command` has the script's name.
  private static Optional<Program> trial(Path file) {
    String script = text(file);
    return MAIN.matcher(script)
        .results()
        .findFirst()
        .map(
            found -> {
              Object options = options(found.group(1), nameOf(file.toString()));
              return new Program(new CommandLine(options), options, script);
            });
  }

  private static Object options(String inPackage, String name) {
    Path folder = Path.of(inPackage.replace('.', '/'));
    try {
      for (Path file : Sources.java()) {
        if (Objects.requireNonNull(file.getParent()).endsWith(folder)) {
          String simple = nameOf(file.toString()).replace(".java", "");
          Class<?> type = Class.forName(inPackage + "." + simple, false, loader());
          var command = type.getAnnotation(Command.class);
          if (command != null && command.name().equals(name)) {
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the options of " + name + " cannot be made", e);
    }
    throw new IllegalStateException("no @Command(name = \"" + name + "\") in " + inPackage);
  }

  private static ClassLoader loader() {
    return Objects.requireNonNull(Programs.class.getClassLoader());
  }

  /// A word that is no value of an option before it must be one that the script compares with.
  private static Optional<String> unknownToScript(String script, List<String> arguments) {
    String code =
        script.lines().filter(line -> !line.startsWith("#")).reduce("", (a, b) -> a + "\n" + b);
    boolean isAfterOption = false;
    for (String word : arguments) {
      boolean isOption = word.startsWith("-");
      if (!isAfterOption || isOption) {
        String quoted = Pattern.quote(word.split("=", 2)[0]);
        if (!Pattern.compile("(\\s|\\|)" + quoted + "(\\)|=\\*|\\s*\\||\\s+])")
            .matcher(code)
            .find()) {
          return Optional.of("the script knows no " + word);
        }
      }
      isAfterOption = isOption;
    }
    return Optional.empty();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
