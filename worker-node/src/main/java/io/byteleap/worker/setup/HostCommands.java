package io.byteleap.worker.setup;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import java.util.function.Function;
import picocli.CommandLine;

/// The commands about the host.
public final class HostCommands {
  private HostCommands() {}

  /// For a program started from a terminal; `settings` reads a worker's configuration.
  public static List<CommandLine> of(Function<Path, HostSettings> settings) {
    return of(
        new HostTools(
            new ProcessPrograms(),
            HostCommands::isConfirmed,
            new RealNetwork(),
            settings,
            TreeFiles::new,
            HostCommands::isRoot));
  }

  static List<CommandLine> of(HostTools tools) {
    return List.of(
        command(new BindCommand(tools)),
        command(new UnbindCommand(tools)),
        command(new VerifyCommand(tools)),
        command(new ListCommand()),
        command(new DebugCommand()),
        command(new DoctorCommand(tools)));
  }

  /// Marks are not ASCII, whatever the terminal's language.
  private static CommandLine command(Object command) {
    return new CommandLine(command)
        .setOut(new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true))
        .setErr(new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true));
  }

  private static boolean isConfirmed() {
    var in = new Scanner(System.in, StandardCharsets.UTF_8);
    return in.hasNextLine() && in.nextLine().strip().equals("yes");
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException e) {
      return false;
    }
  }
}
