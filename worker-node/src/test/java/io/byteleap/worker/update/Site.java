package io.byteleap.worker.update;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.byteleap.domain.digest.Base64Text;
import io.byteleap.worker.program.Installation;
import io.byteleap.worker.program.ProgramFiles;
import io.byteleap.worker.program.RealCommands;
import io.byteleap.worker.program.Version;
import io.byteleap.worker.release.Publication;
import io.byteleap.worker.release.PublisherKeyFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// An installed worker whose programs are small scripts, and the folder of its publisher.
final class Site {
  static final String OLD = "0.1.0-old";

  final Installation installation;
  final Path published;
  final PublisherKey publicKey;
  final PublisherKeyFile key;
  private final Path folder;

  /// Who is on the machine; empty when nobody is.
  String tenant = "";

  Instant now = Instant.EPOCH;

  private Site(Path folder, PublisherKey publicKey, PublisherKeyFile key) {
    this.folder = folder;
    this.installation = Installation.under(folder);
    this.published = folder.resolve("published");
    this.publicKey = publicKey;
    this.key = key;
  }

  static Site in(Path folder) throws IOException, GeneralSecurityException {
    Path keyFile = folder.resolve("publisher");
    var site = new Site(folder, PublisherKeyFile.make(keyFile), PublisherKeyFile.read(keyFile));
    Files.createDirectories(site.installation.config().resolveSibling(""));
    Files.writeString(site.installation.config(), "");
    Files.createDirectories(site.installation.starter().resolveSibling(""));
    try (var starter = Site.class.getResourceAsStream("/service/byteleap-worker.sh")) {
      program(site.installation.starter(), new String(starter.readAllBytes(), UTF_8));
    }
    program(site.installation.version(OLD).resolve(Manifest.PROGRAM), script("0.1.0"));
    Files.createDirectories(site.installation.version(OLD).resolve("lib"));
    Files.writeString(site.installation.version(OLD).resolve("lib/same.jar"), "the same");
    site.installation.switchTo(OLD);
    return site;
  }

  static String script(String version) {
    return """
    #!/bin/sh
    case "$1" in
      --version) echo "byteleap-worker %1$s" ;;
      check-config) exit 0 ;;
      *) echo "%1$s runs $*" ;;
    esac
    """
        .formatted(version);
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// Publishes a version with that program.
  Manifest publish(String version, long sequence, String program)
      throws IOException, GeneralSecurityException {
    Path source = Files.createTempDirectory(folder, "build");
    var files =
        Map.of(
            Manifest.PROGRAM,
            Files.writeString(source.resolve("program"), program),
            "lib/new.jar",
            Files.writeString(source.resolve("jar"), "new in " + version),
            "lib/same.jar",
            Files.writeString(source.resolve("same"), "the same"));
    return Publication.write(
        new ProgramFiles(new TreeMap<>(files)),
        new Publication.Edition(new Version(version), sequence, new Version("0.1.0")),
        key,
        published);
  }

  Manifest publish(String version, long sequence) throws IOException, GeneralSecurityException {
    return publish(version, sequence, script(version));
  }

  /// Publishes any text as the manifest, signed.
  void publishText(String manifest) throws IOException, GeneralSecurityException {
    Files.createDirectories(published);
    Files.writeString(published.resolve(UpdateSource.MANIFEST), manifest);
    Files.writeString(
        published.resolve(UpdateSource.SIGNATURE),
        Base64Text.encoded(key.sign(manifest.getBytes(UTF_8))));
  }

  Path publishedFile(Manifest manifest, String path) {
    String sha256 =
        manifest.files().stream()
            .filter(file -> file.path().text().equals(path))
            .findFirst()
            .orElseThrow()
            .sha256();
    return published.resolve(UpdateSource.FILES).resolve(sha256);
  }

  Updater updater() {
    return updater(_ -> {});
  }

  Updater updater(Consumer<Step> progress) {
    return updater("0.1.0", progress);
  }

  /// Of a program of that version.
  Updater updater(String running, Consumer<Step> progress) {
    var config =
        new UpdateConfig(
            publicKey.text(),
            URI.create("file://" + published).toString(),
            true,
            Duration.ofHours(6),
            Duration.ofMinutes(3));
    return Updater.of(
        installation,
        new Version(running),
        config,
        new Updater.Surroundings(
            () -> Optional.of(tenant).filter(text -> !text.isEmpty()),
            new RealCommands(),
            () -> now,
            progress));
  }

  String current() {
    return installation.currentName().orElseThrow();
  }

  boolean isOnTrial() {
    return Files.exists(Trial.file(installation));
  }

  /// What the starter prints when it is told to run.
  String start() throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(installation.starter().toString(), "run", "--config", "c")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    process.waitFor();
    return output;
  }
}
