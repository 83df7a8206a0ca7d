package io.byteleap.validator.command;

import io.byteleap.node.ConfigOptions;
import io.byteleap.node.NodeOptions;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/// What a command does with the running validator's tokens.
@FunctionalInterface
interface TokenWork {
  void run(TokenDoor door, PrintWriter out) throws TokenProblem;

  /// Finds the validator and does the work; what is wrong is one line of text. Exit codes as in
  /// [NodeOptions].
  static int run(
      CommandSpec spec, ConfigOptions options, ValidatorSite.Finder finder, TokenWork work) {
    return switch (finder.find(options.file(), options.overrides())) {
      case ValidatorSite.NotFound(var problems) -> NodeOptions.refuse(spec.root().name(), problems);
      case ValidatorSite.Found(var site) -> {
        var out = spec.commandLine().getOut();
        try (var door = TokenDoor.of(site)) {
          work.run(door, out);
          yield NodeOptions.EXIT_OK;
        } catch (TokenProblem e) {
          var err = spec.commandLine().getErr();
          err.println(spec.root().name() + ": " + e.getMessage());
          err.flush();
          yield NodeOptions.EXIT_FAILED;
        } finally {
          out.flush();
        }
      }
    };
  }
}
