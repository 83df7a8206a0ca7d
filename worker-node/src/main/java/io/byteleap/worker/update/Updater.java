package io.byteleap.worker.update;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.digest.Base64Text;
import io.byteleap.domain.units.Label;
import io.byteleap.durable.FileLock;
import io.byteleap.worker.program.Commands;
import io.byteleap.worker.program.Folders;
import io.byteleap.worker.program.Installation;
import io.byteleap.worker.program.Version;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Brings an installation to a newer version, and back.
///
/// The manifest's signature comes first, then what it says, then every file; nothing of a version
/// is run or unpacked before that. A version is put beside the running one and becomes the one that
/// runs by the renaming of one link. It is on trial until [#prove]; taken back by [#takeBack] when
/// it is not ready in time, and by the starter when it does not come up at all.
public final class Updater {
  private static final Duration SELF_TEST_MAX = Duration.ofMinutes(2);
  private static final int SIGNATURE_SIZE_MAX = 256;

  private final Installation installation;
  private final Version running;
  private final Tools tools;

  /// What an update works with.
  public record Tools(UpdateSource source, SignatureCheck publisher, Surroundings around) {}

  /// Whether a signature is the publisher's over exactly these bytes.
  @FunctionalInterface
  public interface SignatureCheck {
    boolean verifies(byte[] bytes, byte[] signature);
  }

  public sealed interface Checked {}

  /// There is a version to go to.
  public record Newer(Manifest manifest) implements Checked {}

  /// The source publishes nothing newer.
  public record UpToDate(Version published) implements Checked {}

  /// What is around an updater, whatever its source. `progress` hears of each step when it is done.
  public record Surroundings(
      Tenancy tenancy, Commands commands, InstantSource clock, Consumer<Step> progress) {}

  /// As configured. Without a key and a source it can prove and take back what is there, but
  /// refuses to look for more.
  public static Updater of(
      Installation installation, Version running, UpdateConfig config, Surroundings around) {
    return config.isConfigured()
        ? new Updater(
            installation,
            running,
            new Tools(
                UpdateSource.of(URI.create(config.source())),
                PublisherKey.parse(config.publicKey())::verifies,
                around))
        : new Updater(installation, running, new Tools(new NoSource(), (_, _) -> false, around));
  }

  /// Of an installation whose current version is `running`.
  public Updater(Installation installation, Version running, Tools tools) {
    this.installation = installation;
    this.running = running;
    this.tools = tools;
  }

  /// What the source publishes, if its manifest is good. Changes nothing.
  public Checked check() throws UpdateProblem {
    var manifest = signed();
    var memory = Memory.read(installation);
    if (manifest.version().equals(running) || manifest.sequence() == memory.sequence()) {
      return new UpToDate(manifest.version());
    }
    mustBeNewer(manifest, memory);
    return new Newer(manifest);
  }

  private Manifest signed() throws UpdateProblem {
    byte[] bytes = tools.source().read(UpdateSource.MANIFEST, Manifest.SIZE_MAX);
    byte[] signature = tools.source().read(UpdateSource.SIGNATURE, SIGNATURE_SIZE_MAX);
    if (!tools.publisher().verifies(bytes, decoded(signature))) {
      throw new UpdateProblem(
          Layer.SIGNATURE, "the manifest is not signed by the key in update.public_key");
    }
    return Manifest.read(bytes);
  }

  private static byte[] decoded(byte[] signature) {
    try {
      return Base64Text.decoded(new String(signature, StandardCharsets.US_ASCII).strip());
    } catch (IllegalArgumentException e) {
      return new byte[0]; // is nobody's signature
    }
  }

  private void mustBeNewer(Manifest manifest, Memory memory) throws UpdateProblem {
    if (manifest.sequence() <= memory.sequence()) {
      throw new UpdateProblem(
          Layer.VERSION,
          "sequence "
              + manifest.sequence()
              + " is older than "
              + memory.sequence()
              + ", which was installed: versions only go up");
    }
    if (!manifest.version().isNewerThan(running)) {
      throw new UpdateProblem(
          Layer.VERSION,
          manifest.version() + " is not newer than " + running + ": versions only go up");
    }
    if (manifest.minVersion().isNewerThan(running)) {
      throw new UpdateProblem(
          Layer.VERSION,
          manifest.version()
              + " can only follow "
              + manifest.minVersion()
              + " or newer, this is "
              + running);
    }
  }

  /// Whether the worker may go to this version by itself: not when it failed here lately.
  public boolean maySelfApply(Manifest manifest) throws UpdateProblem {
    return Memory.read(installation)
        .maySelfApply(manifest.sequence(), tools.around().clock().instant());
  }

  /// Makes the published version the one that runs at the next start, on trial.
  public Checked apply() throws UpdateProblem {
    var lock = locked();
    try (lock) {
      mustBeFree();
      return switch (check()) {
        case UpToDate same -> same;
        case Newer(var manifest) -> applied(manifest);
      };
    } catch (IOException e) {
      throw disk(e);
    }
  }

  private FileLock locked() throws UpdateProblem {
    try {
      return FileLock.hold(installation.update().resolve("lock"))
          .orElseThrow(() -> new UpdateProblem(Layer.BUSY, "another update is under way"));
    } catch (IOException e) {
      throw disk(e);
    }
  }

  private void mustBeFree() throws UpdateProblem, IOException {
    mustBeUnoccupied();
    if (Trial.read(installation).isPresent()) {
      throw new UpdateProblem(Layer.BUSY, "the last update has not proved itself yet");
    }
  }

  private void mustBeUnoccupied() throws UpdateProblem {
    var tenant = tools.around().tenancy().occupiedBy();
    if (tenant.isPresent()) {
      throw new UpdateProblem(Layer.BUSY, "postponed: " + tenant.get());
    }
  }

  private Newer applied(Manifest manifest) throws UpdateProblem, IOException {
    String previous =
        installation
            .currentName()
            .orElseThrow(
                () ->
                    new UpdateProblem(
                        Layer.DISK, installation.current() + " does not link to a version"));
    var staging = new Staging(installation, tools.source(), manifest);
    staging.stage();
    tools.around().progress().accept(Step.STAGED);
    staging.place();
    tools.around().progress().accept(Step.PLACED);
    selfTest(manifest);
    tools.around().progress().accept(Step.TESTED);
    mustBeUnoccupied();
    var trial = new Trial(manifest.folderName(), previous, manifest.sequence());
    trial.write(installation);
    tools.around().progress().accept(Step.ON_TRIAL);
    installation.switchTo(manifest.folderName());
    if (Trial.read(installation).isEmpty()) {
      trial.write(installation); // the starter ran in between, and saw no switch
    }
    tools.around().progress().accept(Step.SWITCHED);
    return new Newer(manifest);
  }

  private void selfTest(Manifest manifest) throws UpdateProblem {
    String program =
        installation.version(manifest.folderName()).resolve(Manifest.PROGRAM).toString();
    String printed = ran(List.of(program, "--version"));
    if (printed.lines().noneMatch(("byteleap-worker " + manifest.version())::equals)) {
      throw new UpdateProblem(
          Layer.SELF_TEST, "the new version does not say that it is " + manifest.version());
    }
    ran(List.of(program, "check-config", "--config", installation.config().toString()));
  }

  private String ran(List<String> words) throws UpdateProblem {
    String what = "'" + String.join(" ", words.subList(1, words.size())) + "' of the new version";
    return switch (tools.around().commands().run(words, SELF_TEST_MAX)) {
      case Commands.Exited(var code, var output) when code == 0 -> output;
      case Commands.Exited(var code, var output) ->
          throw new UpdateProblem(
              Layer.SELF_TEST, what + " ended with code " + code + ": " + lastLine(output));
      case Commands.NotRun(var why) ->
          throw new UpdateProblem(Layer.SELF_TEST, what + " failed: " + why);
    };
  }

  private static String lastLine(String output) {
    return Label.of(output.lines().filter(line -> !line.isBlank()).reduce("", (_, last) -> last))
        .value();
  }

  /// Goes back to the version before, by hand.
  public String rollback() throws UpdateProblem {
    var lock = locked();
    try (lock) {
      mustBeUnoccupied();
      var memory = Memory.read(installation);
      String now = installation.currentName().orElse("");
      String previous = Trial.read(installation).map(Trial::previous).orElse(memory.previous());
      if (previous.isEmpty() || !Files.isDirectory(installation.version(previous))) {
        throw new UpdateProblem(Layer.DISK, "there is no earlier version to go back to");
      }
      memory.withPrevious(now).write(installation);
      installation.switchTo(previous);
      Trial.forget(installation);
      return previous;
    } catch (IOException e) {
      throw disk(e);
    }
  }

  /// Whether the version that runs is on trial. Notes what the starter took back meanwhile.
  public boolean isOnTrial() throws UpdateProblem {
    try {
      var taken = Trial.readTakenBack(installation);
      if (taken.isPresent()) {
        Memory.read(installation)
            .took(taken.get(), tools.around().clock().instant())
            .write(installation);
        Trial.forgetTakenBack(installation);
      }
      return trialOfCurrent().isPresent();
    } catch (IOException e) {
      throw disk(e);
    }
  }

  private Optional<Trial> trialOfCurrent() throws IOException {
    return Trial.read(installation)
        .filter(trial -> trial.version().equals(installation.currentName().orElse("")));
  }

  /// The version that runs has proved itself: it stays, and only the one before is kept beside it.
  public void prove() throws UpdateProblem {
    try {
      var trial = trialOfCurrent();
      if (trial.isPresent()) {
        Memory.read(installation).proved(trial.get()).write(installation);
        Trial.forget(installation);
        prune(Set.of(trial.get().version(), trial.get().previous()));
      }
    } catch (IOException e) {
      throw disk(e);
    }
  }

  private void prune(Set<String> kept) throws IOException {
    try (Stream<Path> versions = Files.list(installation.versions())) {
      for (Path version : (Iterable<Path>) versions::iterator) {
        if (!kept.contains(String.valueOf(version.getFileName()))) {
          Folders.remove(version);
        }
      }
    }
  }

  /// The version that runs has not proved itself: the one before runs at the next start.
  public void takeBack() throws UpdateProblem {
    try {
      var trial = trialOfCurrent();
      if (trial.isPresent()) {
        Memory.read(installation)
            .took(trial.get(), tools.around().clock().instant())
            .write(installation);
        installation.switchTo(trial.get().previous());
        Trial.forget(installation);
      }
    } catch (IOException e) {
      throw disk(e);
    }
  }

  private static UpdateProblem disk(IOException e) {
    return new UpdateProblem(Layer.DISK, FailureCause.text(e), e);
  }
}
