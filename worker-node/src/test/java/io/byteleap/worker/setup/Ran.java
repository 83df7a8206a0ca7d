package io.byteleap.worker.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.vm.SecureUrl;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/// A command that ran on a recorded host: its exit code and all it printed, errors last.
record Ran(int exitCode, String out, String err) {
  /// Nobody confirms, nothing listens, no program may be run.
  static final HostTools TOOLS =
      new HostTools(
          program -> {
            throw new AssertionError("ran " + program.shown());
          },
          () -> false,
          new SilentNetwork(),
          file -> new HostSettings.Wrong(List.of(file + " is not read here")),
          TreeFiles::new,
          () -> false);

  private static final class SilentNetwork implements HostTools.Network {
    @Override
    public HostTools.Reach reach(String host, int port) {
      return new HostTools.Unreachable("nobody listens at port " + port);
    }

    @Override
    public ImageOnHost.Source sizeOf(SecureUrl image) {
      return new ImageOnHost.Silent("nobody answers");
    }
  }

  static Ran on(Path root, String... arguments) {
    return on(root, TOOLS, arguments);
  }

  static Ran on(Path root, HostTools tools, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var program = new CommandLine(CommandLine.Model.CommandSpec.create().name("byteleap-worker"));
    HostCommands.of(tools).forEach(program::addSubcommand);
    program.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] line = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, line, 0, arguments.length);
    line[arguments.length] = "--root";
    line[arguments.length + 1] = root.toString();
    int exitCode = program.execute(line);
    return new Ran(exitCode, out.toString(), err.toString());
  }

  /// As a golden file has it.
  String text() {
    return out + err + "exit code " + exitCode + "\n";
  }

  /// Compares with `hosts/NAME`; with `-Dgolden=write` the file is written instead.
  static void check(String name, String text) throws IOException {
    Path file = Path.of("src/test/resources/hosts").resolve(name);
    if ("write".equals(System.getProperty("golden"))) {
      Files.createDirectories(file.resolveSibling(""));
      Files.writeString(file, text);
    }
    assertThat(text).as(name).isEqualTo(Files.readString(file));
  }
}
