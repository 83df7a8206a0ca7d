package io.byteleap.miner;

import io.byteleap.config.Secret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.durable.FileLock;
import io.byteleap.miner.MinerConfig.WorkerManagementConfig;
import io.byteleap.miner.admission.BookFile;
import io.byteleap.miner.admission.Doorkeeper;
import io.byteleap.miner.admission.LegacyPolicy;
import io.byteleap.miner.admission.LegacyPolicy.Decision;
import io.byteleap.miner.admission.TokenTerms;
import io.byteleap.miner.tls.DoorTls;
import io.byteleap.miner.tls.TlsConfig.Plain;
import io.byteleap.miner.worker.DoorPath;
import io.byteleap.miner.worker.DoorTerms;
import io.byteleap.node.AdminToken;
import io.byteleap.tls.TlsProblem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the doors for workers stand on, out of the miner's data folder: who is let in at each
/// hotkey, the doors' certificate, and the operator's token. One process at a time has the folder.
///
/// The one hotkey of `wallet` has its book in the folder itself, each of `hotkeys` in a folder of
/// its own there.
record Admissions(Map<Hotkey, Admission> all, DoorTls tls, Secret adminToken, FileLock lock)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Admissions.class);
  private static final String LOCK = "lock";
  private static final String BOOK = "workers.json";

  Admissions {
    all = Map.copyOf(all);
  }

  sealed interface Opened {}

  record Ready(Admissions admissions) implements Opened {}

  /// `why` is a sentence for the operator.
  record Shut(String why) implements Opened {}

  static Opened open(MinerConfig config, List<Identity> hotkeys, InstantSource clock) {
    Path folder = config.dataDir();
    try {
      Files.createDirectories(folder);
      var lock = FileLock.hold(folder.resolve(LOCK));
      return lock.isPresent()
          ? open(config, hotkeys, clock, lock.get())
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

  private static Opened open(
      MinerConfig config, List<Identity> hotkeys, InstantSource clock, FileLock lock)
      throws IOException, TlsProblem {
    var workers = config.workerManagement();
    var legacy = workers.legacy();
    var plain = legacy.takesLegacyWorkers() ? Plain.TAKEN : Plain.CUT;
    var tls = workers.tls().open(config.dataDir(), plain, clock.instant());
    var adminToken = AdminToken.in(config.dataDir());
    var random = new SecureRandom();
    var all = new HashMap<Hotkey, Admission>();
    for (Identity identity : hotkeys) {
      switch (BookFile.open(bookOf(identity, config))) {
        case BookFile.Unreadable(var why) -> {
          lock.close();
          return new Shut(why);
        }
        case BookFile.Open(var book) -> {
          var miner = identity.hotkey();
          var terms = new TokenTerms(miner, tls.pinned(), address(identity.config(), workers, tls));
          all.put(
              miner,
              new Admission(
                  new Doorkeeper(book, legacy, terms, clock, random),
                  new DoorTerms(miner, tls, random)));
        }
      }
    }
    warn(legacy);
    return new Ready(new Admissions(all, tls, adminToken, lock));
  }

  private static Path bookOf(Identity identity, MinerConfig config) throws IOException {
    if (config.hotkeys().isEmpty()) {
      return config.dataDir().resolve(BOOK);
    }
    Path folder = config.dataDir().resolve(identity.hotkey().value());
    Files.createDirectories(folder);
    return folder.resolve(BOOK);
  }

  private static void warn(LegacyPolicy legacy) {
    if (legacy.decision() == Decision.UNDECIDED) {
      LOG.warn(
          "workers without keys are let in, because worker_management.legacy_workers is not set:"
              + " give each worker a join token (byteleap-miner workers token new), then set it to"
              + " refuse; or set it to allow, to keep it so");
    }
  }

  /// Where tokens say that the hotkey's door is. `public_url` stands for the port of
  /// `worker_management`. A door that is open at every address of the machine has none that could
  /// be guessed.
  private static String address(HotkeyConfig hotkey, WorkerManagementConfig workers, DoorTls tls) {
    if (!workers.publicUrl().isEmpty() && hotkey.port() == workers.port()) {
      return below(workers.publicUrl(), hotkey.path());
    }
    String scheme = tls instanceof DoorTls.Off ? "ws" : "wss";
    String host = workers.host().contains(":") ? "[" + workers.host() + "]" : workers.host();
    return isEverywhere(workers.host())
        ? ""
        : below(scheme + "://" + host + ":" + hotkey.port(), hotkey.path());
  }

  private static String below(String url, DoorPath path) {
    if (path.equals(DoorPath.ROOT)) {
      return url;
    }
    return (url.endsWith("/") ? url.substring(0, url.length() - 1) : url) + path.value();
  }

  private static boolean isEverywhere(String host) {
    try {
      return InetAddress.getByName(host).isAnyLocalAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  Admission of(Identity identity) {
    var admission = all.get(identity.hotkey());
    if (admission == null) {
      throw new IllegalStateException("BUG: no admission of hotkey " + identity.hotkey());
    }
    return admission;
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
