package io.byteleap.loadtest;

import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.keys.Keypair;
import io.byteleap.keys.SecretBytes;
import io.byteleap.keys.Signer;
import io.byteleap.node.FreePorts;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorSystem;

/// What every run needs: the programs, a folder, a dialer, a validator and its challenges.
public final class Workshop implements AutoCloseable {
  private static final String SYSTEM_INFO = "/loadtest/system-info.json";
  private static final int SYSTEM_INFO_SIZE_MAX = 64 << 10;
  private static final int SEED_BYTES = 32;

  private final Path home;
  private final Path folder;
  private final PrintStream out;
  private final JsonObject systemInfo;
  private final FreePorts ports = FreePorts.startingAnywhere(RandomGenerator.getDefault());
  private final Dialer dialer = new Dialer();
  private final ChallengeBook book;
  private final ScriptedValidator validator;
  private int miners;

  private Workshop(
      Path home, Path folder, PrintStream out, ActorSystem<?> system, JsonObject systemInfo) {
    this.home = home;
    this.folder = folder;
    this.out = out;
    this.systemInfo = systemInfo;
    var random = new SecureRandom();
    this.book = new ChallengeBook(random);
    this.validator =
        new ScriptedValidator(system, signer(random), book, InstantSource.system(), random);
  }

  /// In the place's folder, which is emptied.
  static Workshop in(LoadMain.Place place) throws IOException {
    empty(place.folder());
    return new Workshop(
        place.home(), place.folder(), place.out(), place.system(), readSystemInfo());
  }

  /// Makes the folder, or empties it.
  public static void empty(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var inside = Files.walk(folder)) {
        for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.createDirectories(folder);
  }

  /// The machine that every simulated worker says it has.
  static JsonObject readSystemInfo() throws IOException {
    try (var stream = Workshop.class.getResourceAsStream(SYSTEM_INFO)) {
      if (stream == null) {
        throw new IOException("not in the program: " + SYSTEM_INFO);
      }
      return Json.upTo(SYSTEM_INFO_SIZE_MAX).parse(stream.readAllBytes());
    }
  }

  public static Signer signer(SecureRandom random) {
    var seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    return new Signer(Keypair.ofSeed(SecretBytes.taking(seed)), random);
  }

  /// A miner for so many hotkeys; `settings` on top of what every run has.
  MinerProcess miner(int hotkeys, Map<String, String> settings) throws IOException, LoadProblem {
    miners++;
    var setup = new MinerSetup(folder.resolve("run-" + miners), hotkeys, settings);
    var program = home.resolve("deploy").resolve("bin").resolve("byteleap-miner");
    return MinerProcess.start(program, setup, validator, ports);
  }

  PythonServer.Outcome python() throws IOException {
    return PythonServer.start(home.resolve("deploy").resolve("bin").resolve("load-reference.py"));
  }

  /// So many workers, spread over the miner's hotkeys.
  Crew crew(MinerProcess miner, int workers) {
    var postings = new ArrayList<Crew.Posting>();
    for (int i = 0; i < workers; i++) {
      var door = miner.door(i / MinerSetup.WORKERS_A_HOTKEY);
      postings.add(new Crew.Posting(worker(i), door));
    }
    return new Crew(dialer, systemInfo, postings);
  }

  Crew crew(Door door, int workers) {
    var postings = new ArrayList<Crew.Posting>();
    for (int i = 0; i < workers; i++) {
      postings.add(new Crew.Posting(worker(i), door));
    }
    return new Crew(dialer, systemInfo, postings);
  }

  static SimWorker worker(int index) {
    return new SimWorker("load-%05d".formatted(index));
  }

  static List<SimWorker> workers(int from, int until) {
    var workers = new ArrayList<SimWorker>();
    for (int i = from; i < until; i++) {
      workers.add(worker(i));
    }
    return workers;
  }

  Dialer dialer() {
    return dialer;
  }

  ChallengeBook book() {
    return book;
  }

  JsonObject systemInfo() {
    return systemInfo;
  }

  void say(String line) {
    out.println(line);
  }

  @Override
  public void close() {
    dialer.close();
  }
}
