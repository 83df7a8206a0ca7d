package io.byteleap.worker.release;

import io.byteleap.actor.FailureCause;
import io.byteleap.node.Build;
import io.byteleap.worker.program.ProgramFiles;
import io.byteleap.worker.program.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `byteleap-release`: makes a publisher's key, and publishes this build of the worker.
@Command(
    name = "byteleap-release",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Signs versions of the worker for those who get updates from a folder or server.")
public final class ReleaseMain implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private ReleaseMain() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /// Does what `arguments` say; returns the exit code.
  static int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  /// All that the program can be told.
  public static CommandLine commandLine() {
    return new CommandLine(new ReleaseMain())
        .addSubcommand("key", new MakeKey())
        .addSubcommand("publish", new Publish());
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing required subcommand");
  }

  /// What a command does.
  @FunctionalInterface
  private interface Work {
    String done() throws IOException, GeneralSecurityException;
  }

  private static int run(CommandSpec spec, Work work) {
    var line = spec.commandLine();
    try {
      line.getOut().println(work.done());
      line.getOut().flush();
      return CommandLine.ExitCode.OK;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      line.getErr().println("byteleap-release: " + FailureCause.text(e));
      line.getErr().flush();
      return 1;
    }
  }

  @Command(
      name = "key",
      mixinStandardHelpOptions = true,
      description = "Makes a key in a new file and prints the public half: update.public_key.")
  private static final class MakeKey implements Callable<Integer> {
    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The new file.")
    private Path out = Path.of("");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      return run(spec, () -> PublisherKeyFile.make(out).text());
    }
  }

  @Command(
      name = "publish",
      mixinStandardHelpOptions = true,
      description = "Writes this build, signed, into a folder to be served: update.source.",
      sortOptions = false)
  private static final class Publish implements Callable<Integer> {
    @Option(names = "--key", required = true, paramLabel = "FILE", description = "The key's file.")
    private Path key = Path.of("");

    @Option(
        names = "--sequence",
        required = true,
        paramLabel = "N",
        description = "Larger than that of any version published before.")
    private long sequence;

    @Option(
        names = "--min-version",
        paramLabel = "VERSION",
        description = "Oldest version that may go to this one; any when not given.")
    private String minVersion = "0.0";

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder.")
    private Path out = Path.of("");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      return run(
          spec,
          () -> {
            var edition =
                new Publication.Edition(
                    new Version(Build.version()), sequence, new Version(minVersion));
            var manifest =
                Publication.write(
                    ProgramFiles.ofThisProgram(), edition, PublisherKeyFile.read(key), out);
            return "version " + manifest.version() + ", " + manifest.files().size() + " files";
          });
    }
  }
}
