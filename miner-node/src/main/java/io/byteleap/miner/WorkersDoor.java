package io.byteleap.miner;

import io.byteleap.config.Secret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.durable.FileLock;
import io.byteleap.miner.MinerConfig.WorkerManagementConfig;
import io.byteleap.miner.admission.AdminToken;
import io.byteleap.miner.admission.BookFile;
import io.byteleap.miner.admission.Doorkeeper;
import io.byteleap.miner.admission.LegacyPolicy;
import io.byteleap.miner.admission.LegacyPolicy.Decision;
import io.byteleap.miner.admission.TokenTerms;
import io.byteleap.miner.tls.DoorTls;
import io.byteleap.miner.tls.TlsConfig.Plain;
import io.byteleap.miner.tls.TlsProblem;
import io.byteleap.miner.worker.DoorTerms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the door for workers stands on, out of the miner's data folder: who is let in, the door's
/// certificate, and the operator's token. One process at a time has it.
record WorkersDoor(Doorkeeper doorkeeper, DoorTerms terms, Secret adminToken, FileLock lock)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkersDoor.class);
  private static final String LOCK = "lock";
  private static final String BOOK = "workers.json";

  sealed interface Opened {}

  record Ready(WorkersDoor door) implements Opened {}

  /// `why` is a sentence for the operator.
  record Shut(String why) implements Opened {}

  static Opened open(MinerConfig config, Hotkey miner, InstantSource clock) {
    Path folder = config.dataDir();
    try {
      Files.createDirectories(folder);
      var lock = FileLock.hold(folder.resolve(LOCK));
      return lock.isPresent()
          ? open(config, miner, clock, lock.get())
          : new Shut(folder + " (data_dir) is in use by another miner; each needs its own");
    } catch (TlsProblem e) {
      return new Shut("worker_management.tls: " + e.getMessage());
    } catch (IOException e) {
      return new Shut(
          folder + " (data_dir) cannot be used: " + e.getClass().getSimpleName() + message(e));
    }
  }

  private static String message(IOException e) {
    return e.getMessage() == null ? "" : " " + e.getMessage();
  }

  private static Opened open(MinerConfig config, Hotkey miner, InstantSource clock, FileLock lock)
      throws IOException, TlsProblem {
    var workers = config.workerManagement();
    var legacy = workers.legacy();
    var plain = legacy.takesLegacyWorkers() ? Plain.TAKEN : Plain.CUT;
    var tls = workers.tls().open(config.dataDir(), plain, clock.instant());
    var adminToken = AdminToken.in(config.dataDir());
    return switch (BookFile.open(config.dataDir().resolve(BOOK))) {
      case BookFile.Unreadable(var why) -> {
        lock.close();
        yield new Shut(why);
      }
      case BookFile.Open(var book) -> {
        warn(legacy);
        var random = new SecureRandom();
        var terms = new TokenTerms(miner, tls.pinned(), address(workers, tls));
        yield new Ready(
            new WorkersDoor(
                new Doorkeeper(book, legacy, terms, clock, random),
                new DoorTerms(miner, tls, random),
                adminToken,
                lock));
      }
    };
  }

  private static void warn(LegacyPolicy legacy) {
    if (legacy.decision() == Decision.UNDECIDED) {
      LOG.warn(
          "workers without keys are let in, because worker_management.legacy_workers is not set:"
              + " give each worker a join token (byteleap-miner workers token new), then set it to"
              + " refuse; or set it to allow, to keep it so");
    }
  }

  /// Where tokens say that the miner is, unless the operator says so. A door that is open at every
  /// address of the machine has none that could be guessed.
  private static String address(WorkerManagementConfig workers, DoorTls tls) {
    if (!workers.publicUrl().isEmpty()) {
      return workers.publicUrl();
    }
    String scheme = tls instanceof DoorTls.Off ? "ws" : "wss";
    String host = workers.host().contains(":") ? "[" + workers.host() + "]" : workers.host();
    return isEverywhere(workers.host()) ? "" : scheme + "://" + host + ":" + workers.port();
  }

  private static boolean isEverywhere(String host) {
    try {
      return InetAddress.getByName(host).isAnyLocalAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("data_dir cannot be let go", e);
    }
  }
}
